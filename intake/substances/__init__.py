"""Owns the substance catalogue and what an intake was told about each substance used, and about treatment of before.

Refuses: a substance that is not in the catalogue (what was said is kept beside it); amounts and days that cannot be.
"""

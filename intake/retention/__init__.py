"""Owns how long each kind of record is kept, and the page of legal holds; the holds themselves belong to `callers`.

Refuses: erasing what a hold keeps. What a person's record leaves behind (rows, trail) stays, without who it was.
"""

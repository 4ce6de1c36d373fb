"""Owns the trail: who saw or changed what, when. Append-only; written in the transaction of the thing it tells.

Refuses: changing or removing a row (the application's database role has no right to). Holds field names, versions and
ids, never a person's data; the actor is kept as plain values, so the trail needs no account.
"""

"""Owns staff accounts, roles, sign-in and sessions.

Refuses: a weak password; guessing (per account and address, so that nobody can lock out a desk); a session that is idle,
revoked or too old. Records the events `accounts.created`, `accounts.disabled`.
"""

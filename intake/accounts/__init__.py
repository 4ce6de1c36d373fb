"""Owns staff accounts, roles, sign-in and sessions.

Refuses: a weak password; guessing (per account and address, so that nobody can lock out a desk); a session that is idle,
revoked or too old; an administrator who works on their own account, or the end of the last one. Records the events
`accounts.created`, `accounts.role_changed`, `accounts.disabled`.
"""

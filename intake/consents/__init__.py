"""Owns what a person agreed to, whether something about them may leave the house, and what did.

Refuses: an unsigned, ended or too narrow consent as a ground; a representative of a capable adult; a ground that this desk has
not switched on or whose facts are not told. Records the events `consents.signed`, `consents.revoked`,
`consents.recipient_told`, `consents.disclosed`, `consents.accounting_asked`, `consents.accounting_answered`.
"""

"""Owns payers, the insurance policies that an intake was told about, and what insurers said of them.

Never says that a place accepts an insurer: coverage told on the phone is unverified until somebody verified it.
What looks wrong (a Medicare number out of its published format) is told and kept. Money is in whole cents with its currency.
Refuses: a payer that is not in the list (what was said is kept beside it); a member id on a policy that has none; to tell an
insurer anything without a ground on record; an electronic answer (X12 271) that is not sound, or may be about somebody else.
"""

"""Owns partner organizations, their keys, and the referrals that they push in.

Refuses: a key that is unknown, revoked or expired; everything that is not the partner's own. A push becomes an intake draft
marked with its origin and a call-back task. Records the event `partners.referral_received`.
"""

"""Owns the hand-over of a person to a treatment place, and every step of it. States move as a FHIR Task does.

Refuses: a referral of a draft or to a place that is gone, and a second open one to the same place. Nothing is sent yet: a
referral is a draft until consent and disclosure are in place. Records the events `referrals.drafted`, `referrals.cancelled`.
"""

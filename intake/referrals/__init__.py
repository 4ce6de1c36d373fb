"""Owns the hand-over of a person to a treatment place, and every step of it. States move as a FHIR Task does.

Refuses: a referral of a draft or to a place that is gone, and a second open one to the same place. Sending is
refused without a lawful ground; nothing is transmitted yet. Records the events `referrals.drafted`, `referrals.requested`,
`referrals.cancelled`.
"""

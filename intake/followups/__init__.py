"""Owns the promises made on the phone: tasks, their due time in the person's zone, attempts and outcomes.

Refuses: an attempt outside the person's safe-contact rules (it tells the next safe time); finishing twice.
Records the events `followups.proposed`, `followups.finished`.
"""

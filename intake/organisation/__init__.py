"""Owns the desk itself: its name, zone, notices, thresholds, teams, and the alerts that supervisors must see.

Refuses: settings outside their published range; an alert closed without saying what was done.
Records the event `organisation.alert_raised`.
"""

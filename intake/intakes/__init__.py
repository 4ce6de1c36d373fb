"""Owns the intake of one call: draft, complete, closed or abandoned, and the answers about the situation.

A draft is not a record: it stays out of search and reports, never out of resuming, look-up by number and safety alerts.
Refuses: a stale answer (it tells both values); completing with something required missing or an emergency not acknowledged;
changing what is complete but by an amendment with a reason; a draft handed to somebody who could not work on it; alarming
anybody about what another desk completed. Records the events `intakes.started`, `intakes.completed`, `intakes.abandoned`,
`intakes.amended`, `intakes.handed_over`, `intakes.emergency_found`.
"""

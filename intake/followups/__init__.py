"""Owns the promises made on the phone: tasks, their due time in the person's zone, attempts and outcomes.

Refuses: to promise anything to who was erased; a task for somebody who cannot do it or does not see whom it is about; an attempt
outside the person's safe-contact rules (it tells the next safe time); finishing twice; finishing a duty of the law, which ends
when the room that owns it notes what was done.
Records the events `followups.proposed`, `followups.finished`.
"""

"""Owns toll-free lines, calls, look-up by number, and how a call ended.

Refuses: a second call with one provider id (it answers the first again); an ending that is not on the list; ending twice.
Records the events `calls.started`, `calls.ended`.
"""

"""Which treatment places can take this person, and why, and why not.

Owns: the ranking rules, the reviewed crosswalk from a person's situation to what a place must offer, levels of care, what the
person said of places, and every run with its inputs, rule version and order. Refuses: to take an answer that is not known for
a yes, to look at who owns a place or who pays whom (its input has no such field), and to order equal places by name or key.
Records no event.
"""

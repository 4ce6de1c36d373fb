"""A list of places, sent by e-mail to whoever asked for it.

Owns: messages, each with its letter, its address and what became of it. Refuses: any address that nobody recorded or that is not
safe to write to now, anybody but the caller and the person in need, and to send again what may have left. A letter names nobody
and no need. Records the events `messages.asked` and `messages.failed` (it did not leave, or nobody can tell).
"""

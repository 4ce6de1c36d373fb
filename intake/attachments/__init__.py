"""Owns files about a person: scans of signed papers, pictures of insurance cards. Each is sealed with the person's key.

Refuses: what is no PDF, PNG or JPEG by its content, whatever it is called; what is too big, cut off or able to run something.
Rooms above keep their own kinds here (`service.keep_for`). Records the events `attachments.kept`, `attachments.removed`.
"""

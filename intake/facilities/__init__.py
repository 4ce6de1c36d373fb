"""Treatment places.

Owns: organizations, their sites, the services listed there with their codes, where each fact came from, the import of a
published directory, and what the desk found out by itself: corrections, facts that no directory lists, credentials, history.
A correction counts until the directory agrees or somebody takes the directory's word. Refuses: a file that is broken, of
another kind or older than what is loaded (nothing is changed then), and any reading of a code that was not stated as yes or
as no. Holds no payment, advertising or referral fee. Records the event `facilities.directory_imported`.
"""

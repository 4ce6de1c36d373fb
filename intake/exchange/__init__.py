"""Owns how the desk's own data comes in and leaves again: people, intakes, places, tasks, as CSV or NDJSON.

Owns no fact: it reads and writes through the rooms below, and keeps only which record came under which outside number.
Refuses: half a file (all rows come in, or none and each bad row is told); to leave without a ground on record for each person.
Records the events `exchange.asked`.
"""

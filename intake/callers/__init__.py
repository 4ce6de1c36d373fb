"""Owns people: names, contact points, safe-contact rules, flags and how people are related.

Person calling ≠ person in need ≠ person who typed it. Anonymous is a state, never a made-up name. Contact by any way is
refused until somebody has said yes to it. Everything identifying is sealed with the person's own key.
Refuses: reaching somebody outside their safe-contact rules. A record that was merged into another
points to it, and keeps what hangs on it. Records the events `callers.merged`, `callers.unmerged`, `callers.restricted`,
`callers.glass_broken`.
"""

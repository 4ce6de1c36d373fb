"""Pure rules of an intake: its states, what is still missing, and the facts that triage looks at."""

"""Triage: what is dangerous in what was told, what to do about it now, and what must still be asked.

Owns: the triage rules as reviewed data, their evaluation, the findings they give.
Refuses: to know an intake (it sees plain `Facts`), to read a missing answer as yes or as no, to diagnose, to advise
a dose, and to hide a more serious finding behind a milder one.
Records: nothing yet; whoever asks stores the findings together with the facts they rest on.
"""

"""File formats that a directory of treatment places comes in. Each reads one kind of file and refuses all others plainly."""

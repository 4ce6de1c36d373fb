"""Owns no fact: counts and lists for supervisors, as a page and as CSV.

Drafts are never counted as intakes, nor anything that a restriction hides from the reader. What leaves holds no small number.
"""

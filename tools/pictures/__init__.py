"""`make pictures`: takes the example call on a desk of its own and saves every page and state, light and dark, to docs/pictures.

Fictional people; the published directory of treatment places when its workbook is at hand, else the demo desk's few places.
`python -m tools.pictures people errors` makes these parts alone.
"""

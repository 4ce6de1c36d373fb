"""Measures the product beside a floor: plain SQL behind a bare Flask view, with the same rows over the same places.

`make bench` (`python -m bench [name …]`) prints a table and writes build/bench.json.
"""

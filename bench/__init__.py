"""Benches: `python -m bench.NAME` starts what it needs on free loopback ports, stops it, and prints ratios.

They compare with a baseline of the same run and pass no judgement: machines differ. `make bench` runs all of them.
"""

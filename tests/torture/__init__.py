"""Both nodes for real, and everything that can go wrong between them: kills, a bad line, a full disk, a wrong clock.

`make torture` runs it whole; a short run belongs to the tests.
"""

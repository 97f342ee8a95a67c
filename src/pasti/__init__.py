"""Pasti: the e-KTP service of a civil-registry office. Datang sekali, pasti jadi."""

__version__ = "0.1.0"

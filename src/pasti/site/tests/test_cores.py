"""How many copies of the web process a machine has room for."""

import os

import pytest

from pasti.site import cores as cores_of


@pytest.mark.parametrize(
    ("cores", "megabytes", "copies"),
    [(1, 8000, 0), (2, 480, 0), (2, 700, 0), (2, 960, 2), (2, 24000, 2), (4, 960, 2), (4, 2000, 4), (64, 64000, 4)],
)
def test_copies_follow_from_cores_and_memory(monkeypatch, cores, megabytes, copies):
    said = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": megabytes * 256}
    monkeypatch.setattr(os, "sysconf", said.__getitem__)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(cores)), raising=False)
    assert cores_of.copies() == copies

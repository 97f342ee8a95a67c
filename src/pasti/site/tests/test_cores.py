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


@pytest.mark.parametrize(
    ("own", "above", "copies"), [("max", "max", 2), (f"{600 * 2**20}", "max", 0), ("max", f"{600 * 2**20}", 0)]
)
def test_a_container_is_held_to_what_it_may_use(monkeypatch, tmp_path, own, above, copies):
    (tmp_path / "ours").write_text("0::/office/pasti\n")
    (tmp_path / "groups/office/pasti").mkdir(parents=True)
    (tmp_path / "groups/office/pasti/memory.max").write_text(f"{own}\n")
    (tmp_path / "groups/office/memory.max").write_text(f"{above}\n")
    monkeypatch.setattr(cores_of, "_OURS", tmp_path / "ours")
    monkeypatch.setattr(cores_of, "_GROUPS", tmp_path / "groups")
    monkeypatch.setattr(os, "sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 4000 * 256}.__getitem__)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1}, raising=False)
    assert cores_of.copies() == copies

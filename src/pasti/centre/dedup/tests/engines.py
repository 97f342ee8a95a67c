"""Engines as tests need them."""

from pasti.centre.dedup.engine import Candidate, Probe


class Nobody:
    """An engine that finds nobody, is always well, and remembers what it was told."""

    name = "nobody"

    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []

    def insert(self, probe: Probe) -> None:
        self.told.append(("insert", probe.reference))

    def identify(self, probe: Probe) -> list[Candidate] | None:
        self.told.append(("identify", probe.reference))
        return []

    def delete(self, reference: int) -> None:
        self.told.append(("delete", reference))

    def ping(self) -> bool:
        return True

    def pending_jobs(self) -> int:
        return 0

    def reference_count(self) -> int:
        return len({reference for verb, reference in self.told if verb == "insert"})

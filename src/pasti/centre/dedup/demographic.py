"""The built-in engine: same NIK recorded before, or same birth date, sex and nearly the same name.

Biometric 1:N comes later (roadmap 8); this narrows the search, and a person decides.
"""

from datetime import date

from pasti.centre.dedup.engine import Candidate, Probe
from pasti.centre.dedup.reasons import Reason
from pasti.centre.intake import queries as records
from pasti.kit.names import ALIKE, alikeness


class ByWords:
    """Compares what is said of people. What is in the database is findable: nothing needs to be inserted."""

    name = "words"

    def insert(self, probe: Probe) -> None:
        """Nothing to do."""

    def identify(self, probe: Probe) -> list[Candidate]:
        """Return recordings of the same NIK, and of the same birth date and sex with nearly the same name."""
        said = probe.biodata
        found = {
            pk: Candidate(pk, 100, (Reason.SAME_NIK,))
            for pk in records.recordings_with_nik(said["nik"]).values_list("pk", flat=True)
        }
        born = records.recordings_born(date.fromisoformat(said["birth_date"]), said["sex"])
        for pk, name in born.exclude(nik=said["nik"]).values_list("pk", "name"):
            score = alikeness(said["name"], name)
            if score >= ALIKE:
                found[pk] = Candidate(pk, score, (Reason.SAME_BIRTH, Reason.LIKE_NAME))
        found.pop(probe.reference, None)
        return list(found.values())

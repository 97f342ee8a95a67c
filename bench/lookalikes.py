"""The built-in engine over an invented, seeded population: whom it finds, whom it suggests wrongly, how long it takes.

Beside it, how many are found who looks at the same birth date only, as it was before.

`python -m bench.lookalikes --records 100000` fills a SQLite database in a temporary folder and throws it away.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from statistics import median
from typing import Any

RECALL, WRONG, MS = 0.95, 0.05, 100
ASKED = 2000
_FIRST = {
    "M": "Muhammad Ahmad Agus Budi Joko Slamet Bambang Eko Dedi Hendra Wawan Asep Ujang Rizky Fajar Yusuf Ketut Wayan "
    "Yohanes Abdul Suparman Suharto Sutrisno Suyanto Mulyadi Hasan Ibrahim Galih Dimas Arif Teguh Wahyu Nanang Irfan",
    "F": "Siti Nur Dewi Sri Ratna Endang Tri Dwi Rina Maria Anisa Fitri Yuni Lestari Sumarni Suminah Wati Ketut Wayan "
    "Theresia Aisyah Putri Indah Kartika Rukmini Lasmini Purwanti Murni Halimah Khadijah Nurul Sulastri Ani Maya",
}
_MORE = (
    "Setiawan Hidayat Prasetyo Kurniawan Permana Gunawan Saputra Wijaya Santoso Nugroho Ramadhan Firmansyah Maulana "
    "Cahyono Wibowo Susanto Hartono Suryadi Mulyono Rahman Saleh Hakim Fauzan Simanjuntak Siregar Nasution Lubis "
    "Nurjanah Aminah Rahmawati Wahyuni Handayani Kusumawati Utami Astuti Wulandari Anggraini Pratiwi Safitri Susanti "
    "Yulianti Maharani Puspita Sulistyowati Kusumawardani Hidayati Fitriani Permatasari Oktaviani Marlina Herlina"
).split()
_PLACES = "Bekasi Karawang Bogor Sukabumi Cirebon Tegal Solo Medan".split()  # noqa: SIM905


def main() -> int:
    """Measure in a database of its own; fail when a limit is passed."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--records", type=int, default=1_000_000)
    asked.add_argument("--here", action="store_true")
    given = asked.parse_args()
    if given.here:
        return _measure(given.records)
    with tempfile.TemporaryDirectory(prefix="pasti-bench-") as folder:
        known = {
            "PASTI_DATA_DIR": folder, "PASTI_DATABASE_URL": f"sqlite:///{folder}/centre.sqlite3", "PASTI_ROLE": "centre",
            "PASTI_SECRET_KEY": "for the bench", "DJANGO_SETTINGS_MODULE": "pasti.site.settings",
        }  # fmt: skip
        command = [sys.executable, "-m", "bench.lookalikes", "--here", "--records", str(given.records)]
        return subprocess.run(command, env=os.environ | known, check=False).returncode


@dataclass(frozen=True)
class Somebody:
    """An invented person as an office writes them down."""

    nik: str
    name: str
    sex: str
    born: date
    place: str
    mother: str
    region: str


def _people(count: int, by: Random) -> Iterator[Somebody]:
    """Some names are common and most are rare; one in twelve has a single name; families stay in one region."""
    firsts = {sex: names.split() for sex, names in _FIRST.items()}
    chances = {sex: list(accumulate(1 / (i + 3) for i in range(len(names)))) for sex, names in firsts.items()}
    more = list(accumulate(1 / (i + 8) for i in range(len(_MORE))))
    syllables = "ba bu da di ka ku la li ma mu na ni ra ri sa su ta ti wa wi ya yu".split()  # noqa: SIM905

    def name(sex: str) -> str:
        first = by.choices(firsts[sex], cum_weights=chances[sex])[0]
        if by.random() < 1 / 12:
            return str(first) + "".join(by.choices(syllables, k=2))
        last = by.choices(_MORE, cum_weights=more)[0] if by.random() < 0.6 else "".join(by.choices(syllables, k=4))
        words = [first, *([by.choices(_MORE, cum_weights=more)[0]] if by.random() < 0.4 else []), last]
        return " ".join(word.capitalize() for word in words)

    for number in range(count):
        sex = by.choice("MF")
        born = date(1935, 1, 1) + timedelta(days=by.randrange(365 * 75))
        if by.random() < 0.02:
            born = born.replace(month=1, day=1)
        region = f"32.{by.randrange(1, 28):02d}"
        mother = name("F") if by.random() < 0.7 else ""
        yield Somebody(f"3275{number:012d}", name(sex), sex, born, by.choice(_PLACES), mother, region)


def _again(person: Somebody, number: int, by: Random) -> tuple[str, Somebody]:
    """The same person under another NIK, written another way; return what was done to them."""
    from pasti.centre.dedup.demographic import near
    from pasti.kit.tests.disguises import DISGUISES

    disguise = by.choice(DISGUISES)
    written = replace(person, nik=f"3216{number:012d}", name=disguise(person.name, by))
    if by.random() < 0.2:
        return "near birth date", replace(written, name=person.name, born=by.choice(sorted(near(person.born))))
    return disguise.__name__, written


def _measure(records: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from pasti.centre.dedup.demographic import Demographic
    from pasti.centre.dedup.engine import Probe
    from pasti.centre.dedup.models import Traits
    from pasti.centre.dedup.reasons import Reason
    from pasti.kit.names import ALIKE, alikeness

    by, engine = Random(20261126), Demographic()
    people = list(_people(records + ASKED, by))
    known, strangers = people[:records], people[records:]
    began = time.perf_counter()
    _fill(known)
    print(f"{records} recordings of invented people, {time.perf_counter() - began:.0f} s to fill", flush=True)

    def probe(person: Somebody) -> Probe:
        said = {
            "nik": person.nik, "name": person.name, "sex": person.sex, "birth_date": str(person.born),
            "birth_place": person.place, "mother": person.mother,
        }  # fmt: skip
        return Probe(0, "", said, dict, person.region)

    times: list[float] = []

    def asked(person: Somebody) -> list[Any]:
        began = time.perf_counter()
        found = engine.identify(probe(person))
        times.append((time.perf_counter() - began) * 1000)
        return found

    tried: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong = before = 0
    for number, place in enumerate(by.sample(range(records), min(ASKED, records))):
        done, written = _again(known[place], number, by)
        found = {one.reference for one in asked(written)}
        tried[done] += 1
        right[done] += place + 1 in found
        before += written.born == known[place].born and alikeness(written.name, known[place].name) >= ALIKE
    for done in sorted(tried):
        print(f"  {done:24} {right[done]:5} of {tried[done]:5} found")
    reasons: Counter[str] = Counter()
    suspected = 0
    for person in strangers:
        found = asked(person)
        suspected += bool(found)
        wrong += len(found)
        reasons.update("near" if Reason.NEAR_BIRTH in one.reasons else one.reasons[0] for one in found)
    recall = right.total() / tried.total()
    print(f"recall           {recall:7.1%}; by the same birth date alone {before / tried.total():.1%}")
    print(
        f"somebody else    {suspected / len(strangers):7.2%} of new people are like anybody, {wrong} pairs {dict(reasons)}"
    )
    print(f"precision        {right.total() / (right.total() + wrong):7.1%}, were half of all people recorded before")
    longest = sorted(times)[len(times) * 95 // 100]
    print(
        f"identify         {median(times):7.1f} ms, p95 {longest:.1f}, worst {max(times):.1f}; {Traits.objects.count()} rows"
    )
    return int(recall < RECALL or suspected / len(strangers) > WRONG or median(times) > MS)


def _fill(people: list[Somebody]) -> None:
    from django.db import connection

    from pasti.centre.dedup.models import Traits
    from pasti.kit.names import folded, key

    # The gallery alone: what the records say beside it takes no part.
    with connection.constraint_checks_disabled():
        for start in range(0, len(people), 10_000):
            rows = []
            for number, person in enumerate(people[start : start + 10_000], start=start + 1):
                words = folded(person.name)
                rows.append(
                    Traits(
                        record_id=number,
                        nik=person.nik,
                        words=" ".join(words),
                        name_key=key(words),
                        birth_date=person.born,
                        sex=person.sex,
                        mother=" ".join(folded(person.mother)),
                        birth_place=person.place,
                        region=person.region,
                    )
                )
            Traits.objects.bulk_create(rows, batch_size=2000)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


if __name__ == "__main__":
    sys.exit(main())

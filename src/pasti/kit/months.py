"""Months as people write them: by number, by name, shortened, in both languages and the old spelling."""

from pasti.kit import typed

_NAMES = (
    ("januari", "january"), ("februari", "february", "pebruari"), ("maret", "march"), ("april",), ("mei", "may"),
    ("juni", "june"), ("juli", "july"), ("agustus", "august", "agt", "ags"), ("september",), ("oktober", "october"),
    ("november", "nopember"), ("desember", "december"),
)  # fmt: skip


def number(written: str) -> str:
    """Return a month's number for its name or the beginning of it; what is none stays as it is."""
    word = typed.folded(written)
    found = [
        at for at, names in enumerate(_NAMES, start=1) if any(len(word) > 2 and name.startswith(word) for name in names)
    ]
    return str(found[0]) if len(found) == 1 else written

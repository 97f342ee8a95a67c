"""How a name of one person comes to be written another way; the same hand each time, by a given chance."""

from collections.abc import Callable
from random import Random

# Invented people: nobody of these is another one.
PEOPLE = (
    "Siti Nurjanah", "Muhammad Fauzan Hidayat", "Slamet Riyanto", "Galih Permana", "Suharto", "Joko Cahyono",
    "Dwi Wahyuningsih", "Bambang Sutrisno", "Ratna Kusumawardani", "Agus Setiawan", "Maria Simanjuntak",
    "Muhammad Rizky Pratama", "Suparman", "Tri Utami", "Yohanes Kristianto", "Nur Hidayati", "Eko Prasetyo",
    "Cahyaningrum", "Rukmini Jayadiningrat", "Abdul Rahman Saleh", "Endang Sulistyowati", "Wawan Gunawan",
    "Lasmini Purwanti", "Ketut Sudarma", "Theresia Lumban Gaol", "Sumarni", "Hendra Kurniawan", "Anisa Fitriani",
)  # fmt: skip

_MUHAMMADS = ("Muhammad", "Moch.", "M.", "Mohd.", "Muh.", "Mohamad", "Moehammad", "MUHAMAD")
_OLD = (("u", "oe"), ("U", "Oe"), ("j", "dj"), ("J", "Dj"), ("c", "tj"), ("C", "Tj"))


def other_order(name: str, by: Random) -> str:
    words = name.split()
    by.shuffle(words)
    return " ".join(words)


def titled(name: str, by: Random) -> str:
    return by.choice(("H. {}", "Hj. {}", "Dr. {}", "{}, S.Pd.", "H. {}, S.H., M.M.", "Drs. H. {}", "KH. {}")).format(
        name
    )


def another_muhammad(name: str, by: Random) -> str:
    return name.replace("Muhammad", by.choice(_MUHAMMADS))


def without_muhammad(name: str, by: Random) -> str:
    return name.replace("Muhammad ", "")


def old_spelling(name: str, by: Random) -> str:
    for new, old in _OLD:
        name = name.replace(new, old)
    return name


def written_twice(name: str, by: Random) -> str:
    return f"{name} {name}" if " " not in name else name


def second_name(name: str, by: Random) -> str:
    return f"{name} {by.choice(('Hadi', 'Wijaya', 'Putra', 'Sari'))}" if " " not in name else name


def slip(name: str, by: Random) -> str:
    """One letter too many, missing, wrong, or two changed over, in one long word."""
    words = name.split()
    long_ones = [i for i, word in enumerate(words) if len(word) > 5]
    if not long_ones:
        return name
    at = by.choice(long_ones)
    word, place = words[at], by.randrange(1, len(words[at]) - 1)
    letter = by.choice("abdeghiklmnoprstuw")
    words[at] = by.choice((
        word[:place] + letter + word[place:],
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    ))  # fmt: skip
    return " ".join(words)


def capitals(name: str, by: Random) -> str:
    return name.upper()


DISGUISES: tuple[Callable[[str, Random], str], ...] = (
    other_order, titled, another_muhammad, without_muhammad, old_spelling, written_twice, second_name, slip, capitals,
)  # fmt: skip

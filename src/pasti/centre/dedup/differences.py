"""What differs between two values that stand side by side, marked on both."""

from difflib import SequenceMatcher

# Value in pieces, and whether each is marked.
Pieces = list[tuple[str, bool]]

# From this likeness on the letters are marked; below it nearly every letter would be.
_BY_LETTERS = 0.75


def marked(left: str, right: str, *, by_letters: bool = False) -> tuple[Pieces, Pieces]:
    """Return both values in pieces, with marks on what is not the same; what was not said differs from nothing."""
    if left == right or not left or not right:
        return _plain(left), _plain(right)
    match = SequenceMatcher(None, left, right, autojunk=False)
    if not by_letters or match.ratio() < _BY_LETTERS:
        return [(left, True)], [(right, True)]
    one: Pieces = []
    other: Pieces = []
    for how, a, b, c, d in match.get_opcodes():
        for pieces, part in ((one, left[a:b]), (other, right[c:d])):
            if part:
                pieces.append((part, how != "equal"))
    return one, other


def _plain(value: str) -> Pieces:
    return [(value, False)] if value else []

"""Blocks of case numbers: the two digits after the regency, of which each node has its own.

The office's own node holds 00 to 49; every other node of the office (a second machine, a field laptop) holds one of 50
to 99, which the own node gives once and never again. What is given is written down as a grant: regency, block and a
check digit, so that a mistyped one is refused and not shared by two nodes.
"""

from pasti.kit.check_digit import check_digit, is_checked

OWN_BLOCKS = tuple(f"{block:02d}" for block in range(50))
GIVEN_BLOCKS = tuple(f"{block:02d}" for block in range(50, 100))


def grant_of(region_code: str, block: str) -> str:
    """Return the grant of a block of a regency ("32.75"), as one node reads it to another: 3275-57-2."""
    regency = _regency(region_code)
    return f"{regency}-{block}-{check_digit(regency + block)}"


def block_of(grant: str, region_code: str) -> str:
    """Return the block that a grant gives to a node of a regency, or nothing when that is no grant of this regency."""
    digits = "".join(c for c in grant if c not in " -")
    block = digits[4:6]
    fits = len(digits) == 7 and digits.startswith(_regency(region_code)) and block in GIVEN_BLOCKS
    return block if fits and is_checked(digits) else ""


def _regency(region_code: str) -> str:
    return region_code.replace(".", "")[:4]

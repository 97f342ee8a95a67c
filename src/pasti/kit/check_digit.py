"""A check digit for numbers that people say and type: it catches every wrong digit and every two neighbours swapped."""

# Damm's quasigroup of order 10 (H. M. Damm, 2004).
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def check_digit(digits: str) -> str:
    """Return the digit to write after these (ASCII)."""
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)


def is_checked(digits: str) -> bool:
    """Whether the last of these is the check digit of those before it; anything but ASCII digits is not."""
    return digits.isascii() and digits.isdigit() and check_digit(digits[:-1]) == digits[-1]

"""QR codes as pictures that fit into a page or a PDF without a file."""

import segno

# Of the eight the one that seldom makes large areas: (row + column) mod 3.
_PATTERN = 3


def data_uri(content: str) -> str:
    """Return a QR code of some text as an SVG data URI, with error correction M and a quiet zone of two modules."""
    return str(segno.make(content, error="m", micro=False).svg_data_uri(border=2, scale=8, dark="#14211f"))


def quick_data_uri(content: str) -> str:
    """Return the same for a number that is given in the hall, in a quarter of the time.

    Which of eight patterns lies over a code is its own to say, and any can be read; which looks best is not tried.
    """
    return str(_quick(content).svg_data_uri(border=2, scale=8, dark="#14211f"))


def _quick(content: str) -> segno.QRCode:
    return segno.make(content, error="m", micro=False, mask=_PATTERN)

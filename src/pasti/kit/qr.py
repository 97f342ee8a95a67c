"""QR codes as pictures that fit into a page or a PDF without a file."""

import segno


def data_uri(content: str) -> str:
    """Return a QR code of some text as an SVG data URI, with error correction M and a quiet zone of two modules."""
    return str(segno.make(content, error="m", micro=False).svg_data_uri(border=2, scale=8, dark="#14211f"))

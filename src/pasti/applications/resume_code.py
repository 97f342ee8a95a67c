"""The code with which a draft is resumed. Only its hash is kept."""

from django.utils.crypto import salted_hmac


def hash_of(number: str, code: str) -> str:
    """Return what is kept of a code; letters may be typed small and with spaces."""
    plain = "".join(code.split()).upper()
    return salted_hmac(f"application-code:{number}", plain, algorithm="sha256").hexdigest()

"""What is said at the gate, before any view is asked: one sentence, as everywhere."""

from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from pasti.gate.wsgi import Scope
from pasti.kit import full_disk
from pasti.kit.loads import Load

TOO_LARGE = 413


@dataclass
class TurnedAway(Exception):
    """The request is not passed on."""

    status: int
    # Said when the language of the reader is known.
    sentence: Callable[[], str]


def too_large(load: Load) -> TurnedAway:
    """More was sent, or is to be, than this kind of work takes."""

    def said() -> str:
        sentence = _(
            "Yang dikirim terlalu besar: paling banyak %(mb)s MB. Pilih berkas yang lebih kecil, lalu kirim lagi."
        )
        return sentence % {"mb": load.largest // (1024 * 1024)}

    return TurnedAway(TOO_LARGE, said)


def too_slow() -> TurnedAway:
    """The body did not get on."""
    return TurnedAway(
        408, lambda: _("Kiriman Anda terputus atau terlalu lambat. Periksa jaringan Anda, lalu kirim lagi.")
    )


def too_many() -> TurnedAway:
    """There is no room in the line or on the disk."""
    return TurnedAway(503, lambda: _("Terlalu banyak permintaan saat ini. Tunggu sebentar, lalu coba lagi."))


def disk_full() -> TurnedAway:
    """The disk has no room for what is sent."""
    return TurnedAway(full_disk.INSUFFICIENT_STORAGE, full_disk.sentence)


def language_of(scope: Scope, load: Load) -> str:
    """Return the language of the reader's cookie, else Indonesian; programs are told in English."""
    if not load.for_people:
        return "en"
    cookies = SimpleCookie()
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                cookies.load(value.decode("latin-1"))
            except CookieError:
                break
    chosen = cookies.get(settings.LANGUAGE_COOKIE_NAME)
    return chosen.value if chosen and chosen.value in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def written(refusal: TurnedAway, scope: Scope, load: Load) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Return headers and content of the answer, in the language of its reader."""
    with translation.override(language_of(scope, load)):
        kind, text = "text/plain", refusal.sentence()
        if load.for_people:
            context = {"sentence": text, "language": translation.get_language()}
            kind, text = "text/html", render_to_string("kit/turned_away.html", context)
    content = text.encode()
    headers = [
        (b"content-type", f"{kind}; charset=utf-8".encode()),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", b"default-src 'none'; style-src 'self'; img-src 'self'"),
        # What is still on its way would be read as the next request.
        (b"connection", b"close"),
    ]
    if refusal.status == 503:
        headers.append((b"retry-after", b"10"))
    return headers, content

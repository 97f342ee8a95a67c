"""What a card machine says of itself (RFC 8011, section 5.4.12), in the words of whoever stands beside it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_SAID = {
    "media-empty": gettext_lazy("Blangko di mesin habis"),
    "media-needed": gettext_lazy("Mesin minta blangko"),
    "media-low": gettext_lazy("Blangko di mesin hampir habis"),
    "media-jam": gettext_lazy("Kartu macet di mesin"),
    "marker-supply-empty": gettext_lazy("Pita habis"),
    "marker-supply-low": gettext_lazy("Pita hampir habis"),
    "marker-supply-missing": gettext_lazy("Pita tidak terpasang"),
    "toner-empty": gettext_lazy("Pita habis"),
    "toner-low": gettext_lazy("Pita hampir habis"),
    "cover-open": gettext_lazy("Tutup mesin terbuka"),
    "door-open": gettext_lazy("Tutup mesin terbuka"),
    "interlock-open": gettext_lazy("Tutup mesin terbuka"),
    "input-tray-missing": gettext_lazy("Baki blangko tidak terpasang"),
    "output-area-full": gettext_lazy("Baki kartu jadi penuh"),
    "output-tray-missing": gettext_lazy("Baki kartu jadi tidak terpasang"),
    "cleaner-life-over": gettext_lazy("Mesin perlu dibersihkan"),
    "paused": gettext_lazy("Antrean mesin dihentikan; nyalakan lagi di komputer antreannya"),
    "moving-to-paused": gettext_lazy("Antrean mesin sedang dihentikan"),
    "offline": gettext_lazy("Mesin mati atau kabelnya lepas"),
    "shutdown": gettext_lazy("Mesin mati"),
    "connecting-to-device": gettext_lazy("Menghubungi mesin"),
    "timed-out": gettext_lazy("Mesin tidak menjawab antreannya"),
    "cups-missing-filter": gettext_lazy("Penggerak mesin tidak terpasang di komputer antreannya"),
    "cups-insecure-filter": gettext_lazy("Penggerak mesin tidak terpasang dengan benar di komputer antreannya"),
    "spool-area-full": gettext_lazy("Penyimpanan komputer antrean penuh"),
    "other": gettext_lazy("Mesin melaporkan gangguan; lihat layarnya"),
}
_DEGREES = ("-error", "-warning", "-report")


def said(reasons: Iterable[str]) -> list[str]:
    """Return what a machine reports, each once, in the reader's language; what we do not know is shown as it came."""
    known = dict.fromkeys(str(_SAID.get(plain(reason), "")) or _other(reason) for reason in reasons)
    return list(known)


def plain(reason: str) -> str:
    """Return a reason without how grave it is."""
    for degree in _DEGREES:
        reason = reason.removesuffix(degree)
    return reason


def _other(reason: str) -> str:
    return _("Mesin melaporkan: %s") % plain(reason)

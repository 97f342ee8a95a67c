"""Why a peer could not be spoken with, in words for whoever looks after the link."""

import urllib3.exceptions as faults
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pasti.kit.full_disk import INSUFFICIENT_STORAGE
from pasti.kit.words import filled

# The first that fits: an address that is not known is also a connection that was not made.
_WHY: dict[type[faults.HTTPError], Promise] = {
    faults.NameResolutionError: _("alamatnya tidak ditemukan"),
    faults.NewConnectionError: _("tidak ada yang menjawab di alamatnya"),
    faults.ConnectTimeoutError: _("tidak ada yang menjawab di alamatnya"),
    faults.ReadTimeoutError: _("jawabannya tidak datang pada waktunya"),
    faults.SSLError: _("sertifikat HTTPS-nya tidak dapat dipercaya"),
    faults.ProtocolError: _("sambungan putus di tengah pengiriman"),
}


def why(failure: faults.HTTPError) -> Promise | str:
    """Return what went wrong on the way to a peer, or the library's name for it."""
    return next((said for kind, said in _WHY.items() if isinstance(failure, kind)), type(failure).__name__)


def on_the_way(peer: str, failure: faults.HTTPError) -> Promise:
    """Return the sentence for a peer that could not be reached."""
    return filled(_("%(peer)s tidak dapat dihubungi: %(why)s."), peer=peer, why=why(failure))


def by_status(peer: str, status: int) -> Promise:
    """Return the sentence for a peer that answered with an error."""
    if status == INSUFFICIENT_STORAGE:
        return filled(_("Penyimpanan %(peer)s penuh. Kiriman menunggu sampai ada tempat."), peer=peer)
    return filled(_("%(peer)s menjawab dengan galat (HTTP %(status)s)."), peer=peer, status=status)


def not_genuine(peer: str, failure: Exception) -> Promise:
    """Return the sentence for an answer that is not the peer's, or not to what was asked."""
    return filled(_("Jawaban %(peer)s tidak dapat dipercaya (%(why)s)."), peer=peer, why=str(failure))

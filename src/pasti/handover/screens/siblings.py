"""The pages of this room that lie side by side, as far as they are open to whoever looks."""

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pasti.accounts.rules import account_of, may_open

_PAGES: list[tuple[str, str | Promise]] = [
    ("handover:ready", _("Siap diambil")),
    ("handover:shelf", _("Rak")),
    ("handover:batches", _("Kiriman")),
    ("handover:recognitions", _("Pencocokan")),
    ("handover:villages", _("Belum diambil")),
    ("handover:destructions", _("Berita acara")),
]


def siblings(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the pages, by name and label."""
    account = account_of(request)
    return [(name, str(label)) for name, label in _PAGES if may_open(account, resolve(reverse(name)).func)]

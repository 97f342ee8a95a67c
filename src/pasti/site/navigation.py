"""What stands in the menus. Only the doors that are open to somebody are drawn: the views themselves say to whom."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from pasti.accounts.models import Account
from pasti.accounts.rules import may_open

Entry = tuple[str, str | Promise]

PUBLIC: list[Entry] = [
    ("status:page", _("Hari ini")),
    ("apply:services", pgettext_lazy("list", "Layanan")),
    ("tracking:find", _("Lacak")),
    ("queue:display", _("Antrean")),
]

FOOTER: list[Entry] = [
    ("apply:privacy", _("Privasi")),
    ("apply:accessibility", _("Aksesibilitas")),
    ("certificates:check", _("Periksa surat")),
    ("account_login", _("Masuk petugas")),
]

# (place, label, hint): doors on the front page that lead to other rooms.
FRONT_DOORS: list[tuple[str, str | Promise, str | Promise]] = [
    ("status:page", _("Layanan hari ini"), _("Dapat datang hari ini, untuk apa, dan berapa lama sampai jadi?")),
    ("tracking:find", _("Melacak permohonan"), _("Di mana kartu saya, dan perlukah saya datang hari ini?")),
    ("queue:display", _("Melihat antrean"), _("Nomor yang sedang dilayani di setiap lajur.")),
]

STAFF: list[tuple[str | Promise, list[Entry]]] = [
    (
        _("Pelayanan"),
        [
            ("desk:home", _("Meja loket")),
            ("roster:mine", _("Jaga saya")),
            ("desk:new-case", _("Permohonan baru")),
            ("notices:overview", _("Pemberitahuan")),
            ("answers:waiting", _("Belum menjawab")),
            ("recording:waiting", _("Perekaman")),
            ("certificates:recorded", _("Tanda bukti perekaman")),
            ("handover:ready", _("Pengambilan")),
            ("certificates:owed", _("Suket")),
            ("queue:kiosk", _("Ambil nomor")),
            ("queue:why", _("Urutan panggilan")),
        ],
    ),
    (
        _("Pencetakan"),
        [
            ("printing:room", _("Ruang cetak")),
            ("printing:order", _("Urutan cetak")),
            ("stock:ledger", _("Blangko")),
            ("handover:shelf", _("Rak kartu")),
        ],
    ),
    (
        _("Kantor"),
        [
            ("dashboard:today", _("Hari ini")),
            ("arrivals:week", _("Kedatangan sia-sia")),
            ("appointments:sessions", _("Sesi dan janji")),
            ("figures:figures", _("Angka pelayanan")),
            ("queue:said-and-came", _("Lama menunggu")),
            ("readiness:board", _("Kesiapan")),
            ("roster:week", _("Jadwal jaga")),
            ("roster:now", _("Petugas sekarang")),
            ("applications:cases", pgettext_lazy("list", "Permohonan")),
            ("link:link", _("Sambungan")),
            ("journal", _("Jurnal")),
            ("journal-followers", _("Tindak lanjut")),
            ("looks", _("Jejak akses")),
        ],
    ),
    (
        _("Pengaturan"),
        [
            ("offices:calendar", _("Kantor dan kalender")),
            ("offices:lanes", _("Lajur dan loket")),
            ("residents:representatives", _("Perwakilan warga")),
            ("queue:screens", _("Layar dan suara")),
            ("printing:machines", _("Mesin cetak")),
            ("catalogue:services", pgettext_lazy("list", "Layanan")),
            ("offices:rules", _("Ketentuan")),
            ("certificates:keys", _("Kunci surat")),
            ("accounts:staff", _("Petugas")),
        ],
    ),
]

CENTRE: list[tuple[str | Promise, list[Entry]]] = [
    (
        _("Pusat"),
        [
            ("overview:overview", _("Ikhtisar")),
            ("intake:intake", _("Penerimaan")),
            ("dedup:suggestions", _("Perlu keputusan")),
            ("dedup:held-up", _("Tertahan")),
            ("intake:released", _("Siap cetak")),
            ("release:given", _("Yang dikeluarkan")),
            ("allotment:asked", _("Permintaan blangko")),
            ("authority:offices", pgettext_lazy("list", "Kantor")),
            ("authority:rules", _("Ketentuan")),
        ],
    ),
    (
        _("Simpul"),
        [
            ("link:link", _("Sambungan")),
            ("journal", _("Jurnal")),
            ("journal-followers", _("Tindak lanjut")),
            ("looks", _("Jejak akses")),
            ("accounts:staff", _("Petugas")),
        ],
    ),
]


@dataclass(frozen=True)
class Item:
    """One entry of a menu."""

    url: str
    label: str
    here: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Group:
    """Entries that belong together. (`items` would hide the dictionary method in templates.)"""

    label: str
    entries: list[Item]


def _item(name: str, label: str | Promise, path: str, hint: str | Promise = "") -> Item | None:
    try:
        url = reverse(name)
    except NoReverseMatch:
        return None
    return Item(url, str(label), url == path, str(hint))


def menu(entries: list[Entry], path: str) -> list[Item]:
    """Return a menu for the public."""
    return [item for name, label in entries if (item := _item(name, label, path))]


def front_doors() -> list[Item]:
    """Return the doors of the front page."""
    return [item for name, label, hint in FRONT_DOORS if (item := _item(name, label, "", hint))]


@cache
def _view_at(url: str) -> Callable[..., Any]:
    # Only addresses of menus are asked for: few, and always the same.
    return resolve(url).func


def staff_menu(account: Account, path: str) -> list[Group]:
    """Return the menu of an account: only what it may open."""
    groups = []
    for label, entries in _entries():
        items = [item for item in menu(entries, path) if may_open(account, _view_at(item.url))]
        if items:
            groups.append(Group(str(label), items))
    return groups


def _entries() -> list[tuple[str | Promise, list[Entry]]]:
    return CENTRE if settings.ROLE == "centre" else STAFF


def drawn_menu(account: Account, path: str) -> SafeString:
    """Return the menu of an account as it stands on every page: drawn once for all who see the same of it."""
    here = path if path in _addresses(settings.ROLE) else ""
    kept = (account.roles, here, get_language(), settings.ROLE)
    if kept not in _drawn:
        _drawn[kept] = render_to_string("kit/staff_nav.html", {"groups": staff_menu(account, path)})
    return _drawn[kept]


# It follows from these alone, of which there are few: roles, the place in the menu, the language, the kind of node.
_drawn: dict[tuple[frozenset[str], str, str | None, str], SafeString] = {}


@cache
def _addresses(_role: str) -> frozenset[str]:
    return frozenset(item.url for _label, entries in _entries() for item in menu(entries, ""))

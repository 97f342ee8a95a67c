"""What both houses have. Every view says whom it is for (`needs`), also those that come from elsewhere."""

from collections.abc import Callable
from typing import Any

from allauth.account import views as allauth
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from pasti.accounts import kiosk_lock
from pasti.accounts.roles import PEOPLE
from pasti.accounts.rules import needs, public, shown
from pasti.accounts.screens.owner import news_read
from pasti.audit.screens import office as audit
from pasti.audit.sights import NOBODY, sight
from pasti.kit.full_disk import goes_on
from pasti.site import journal_views
from pasti.site.accounts import ChangePasswordForm
from pasti.site.staff_home import staff_home

handler404 = "pasti.kit.failures.not_found"
handler500 = "pasti.kit.failures.server_error"


def _public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap somebody else's view, so that theirs is not changed."""

    def view_for_everybody(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    return public(view_for_everybody)


def _sign_out(request: HttpRequest) -> Any:
    """Sign out; a kiosk is left by its own page."""
    if request.user.is_authenticated and kiosk_lock.is_locked(request):
        return redirect(settings.KIOSK_URL)
    return allauth.logout(request)


_everybody_signed_in = needs(*PEOPLE, shows=NOBODY)
_LOOKS = sight("looks", _("jejak akses"))


def _looks(view: Callable[..., Any], about: str = "looks") -> Callable[..., Any]:
    """Hang up a view of the record of looks: reading who looked is a look itself."""

    def view_on_record(request: HttpRequest, **asked: Any) -> Any:
        shown(request, about.format(**asked))
        return view(request, **asked)

    return needs(*journal_views.HEADS, shows=_LOOKS)(view_on_record)


_change_password = allauth.PasswordChangeView.as_view(form_class=ChangePasswordForm)

common: list[URLPattern | URLResolver] = [
    path("masuk/", goes_on(_public(allauth.login)), name="account_login"),
    path("keluar/", _public(_sign_out), name="account_logout"),
    path("kata-sandi/", _everybody_signed_in(_change_password), name="account_change_password"),
    path("tugas/", staff_home, name="staff-home"),
    # Whoever is sent here from elsewhere reads another language at worst; so pages need no token for it.
    path("bahasa/", csrf_exempt(_public(set_language)), name="set_language"),
    path("", include("pasti.link.urls")),
    path("jurnal/", journal_views.journal, name="journal"),
    path("jurnal/kepala.pdf", journal_views.journal_head, name="journal-head"),
    path("jurnal/riwayat/<int:head_id>/", journal_views.journal_trouble, name="journal-trouble"),
    path("jurnal/tindak-lanjut/", journal_views.journal_followers, name="journal-followers"),
    path("jurnal/tindak-lanjut/<int:snag_id>/", journal_views.journal_snag, name="journal-snag"),
    path("jurnal/tindak-lanjut/<int:snag_id>/lagi/", journal_views.journal_again, name="journal-again"),
    path("jejak/", _looks(audit.overview), name="looks"),
    path("jejak/permohonan/<str:number>/", _looks(audit.of_case, "looks-at:{number}"), name="looks-at-case"),
    path(
        "jejak/rekaman/<int:record_id>/", _looks(audit.of_record, "looks-at:record:{record_id}"), name="looks-at-record"
    ),
    path(
        "jejak/petugas/<int:account_id>/",
        _looks(audit.by_account, "looks-by:account:{account_id}"),
        name="looks-by-account",
    ),
    path("akun/sudah-dibaca/", news_read, name="account-news-read"),
    path("", include("pasti.accounts.urls")),
    path("", include("pasti.accounts.second_factor_urls")),
]

OFFICE = (
    "apply",
    "tracking",
    "queue",
    "appointments",
    "answers",
    "handover",
    "certificates",
    "desk",
    "recording",
    "printing",
    "stock",
    "applications",
    "catalogue",
    "residents",
    "offices",
    "readiness",
    "roster",
    "notices",
    "dashboard",
    "status",
    "arrivals",
    "figures",
)

CENTRE = (
    "centre.overview", "centre.intake", "centre.release", "centre.dedup", "centre.authority", "centre.allotment",
)  # fmt: skip


def rooms(names: tuple[str, ...]) -> list[URLPattern | URLResolver]:
    """Return the pages of these rooms. Asked for late: a node has only the rooms of its own house."""
    return [path("", include(f"pasti.{name}.urls")) for name in names]

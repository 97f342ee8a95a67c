"""What both houses have. Every view says whom it is for (`needs`), also those that come from elsewhere."""

from collections.abc import Callable
from typing import Any

from allauth.account import views as allauth
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from pasti.accounts.roles import CENTRE_ROLES, OFFICE_ROLES, Role
from pasti.accounts.rules import needs, public
from pasti.journal.screens.office import journal
from pasti.site.accounts import ChangePasswordForm
from pasti.site.staff_home import staff_home

handler404 = "pasti.kit.failures.not_found"
handler500 = "pasti.kit.failures.server_error"


def _public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap somebody else's view, so that theirs is not changed."""

    def view_for_everybody(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    return public(view_for_everybody)


_everybody_signed_in = needs(*OFFICE_ROLES, *CENTRE_ROLES)
_change_password = allauth.PasswordChangeView.as_view(form_class=ChangePasswordForm)

common: list[URLPattern | URLResolver] = [
    path("masuk/", _public(allauth.login), name="account_login"),
    path("keluar/", _public(allauth.logout), name="account_logout"),
    path("kata-sandi/", _everybody_signed_in(_change_password), name="account_change_password"),
    path("tugas/", staff_home, name="staff-home"),
    path("bahasa/", _public(set_language), name="set_language"),
    path("", include("pasti.link.urls")),
    path("jurnal/", needs(Role.HEAD, Role.ADMIN, Role.CENTRE_HEAD, Role.CENTRE_ADMIN)(journal), name="journal"),
    path("", include("pasti.accounts.urls")),
]

OFFICE = (
    "apply",
    "tracking",
    "queue",
    "appointments",
    "handover",
    "desk",
    "recording",
    "printing",
    "stock",
    "applications",
    "catalogue",
    "offices",
    "dashboard",
)

CENTRE = ("centre.overview", "centre.intake", "centre.release", "centre.dedup", "centre.authority")


def rooms(names: tuple[str, ...]) -> list[URLPattern | URLResolver]:
    """Return the pages of these rooms. Asked for late: a node has only the rooms of its own house."""
    return [path("", include(f"pasti.{name}.urls")) for name in names]

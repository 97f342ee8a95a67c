"""What every page knows: whose node this is, whether it is a sample, and its menus."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.functional import SimpleLazyObject

from pasti.accounts.models import Account
from pasti.accounts.queries import news_for
from pasti.accounts.rules import may_open
from pasti.link import queries as links
from pasti.site import navigation


def node(request: HttpRequest) -> dict[str, Any]:
    """Return what the kit's base templates speak of."""
    this, office = links.node_if_any(), _office()
    named = office or this
    path = request.path
    account = getattr(request, "user", None)
    return {
        "node_name": named.name if named else "Pasti",
        "sample": bool(this and this.sample),
        "office": office,
        "public_nav": SimpleLazyObject(lambda: navigation.menu(navigation.PUBLIC, path)),
        "footer_nav": SimpleLazyObject(lambda: navigation.menu(navigation.FOOTER, path)),
        "front_doors": SimpleLazyObject(navigation.front_doors),
        "may_see_looks": SimpleLazyObject(
            lambda: isinstance(account, Account) and may_open(account, resolve(reverse("looks")).func)
        ),
        "account_news": SimpleLazyObject(lambda: news_for(account) if isinstance(account, Account) else []),
        "open_case": SimpleLazyObject(lambda: _open_case(request)),
        "staff_nav": SimpleLazyObject(
            lambda: navigation.drawn_menu(account, path) if isinstance(account, Account) else ""
        ),
    }


def _office() -> Any:
    if settings.ROLE == "centre":
        return None
    from pasti.offices import queries as offices

    return offices.office_if_any()


def _open_case(request: HttpRequest) -> dict[str, Any]:
    """Return how to leave the cases that are open in this browser, and when they close by themselves."""
    if settings.ROLE == "centre" or not hasattr(request, "session"):
        return {}
    from pasti.applications import rules
    from pasti.offices import policy

    if not rules.holds_a_case(request):
        return {}
    return {
        "leave": reverse("applications:leave"),
        "still_here": reverse("applications:still-here"),
        "idle_seconds": policy.value("applications.idle_minutes") * 60,
    }

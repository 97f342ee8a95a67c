"""Who may open a screen. Every view says it with one of these; a test fails for a view that does not."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from pasti.accounts.models import Account
from pasti.accounts.roles import Role

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

PUBLIC = frozenset({"public"})
PEER = frozenset({"peer"})


def public(view: View) -> View:
    """Mark a view that anybody may open."""
    cast(Any, view).needs = PUBLIC
    return view


def peer(view: View) -> View:
    """Mark a view for other nodes, which prove who they are by signature."""
    cast(Any, view).needs = PEER
    return view


def needs(*roles: Role) -> Callable[[View], View]:
    """Let in who holds one of these roles; ask others to sign in, or say what is needed."""
    wanted = frozenset(str(role) for role in roles)

    def protect(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            if not wanted & account_of(request).roles:
                labels = [Role(code).label for code in Role.values if code in wanted]
                return render(request, "kit/forbidden.html", {"needed": labels}, status=403)
            response = view(request, *args, **kwargs)
            # What staff see is about people: a counter's browser must not show it to the next who sits there.
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        cast(Any, guarded).needs = wanted
        return cast(View, guarded)

    return protect


def may_open(account: Account, view: Any) -> bool:
    """Whether an account may open a view: used to draw only the doors that are open."""
    return bool(getattr(view, "needs", frozenset()) & (account.roles | PUBLIC))


def account_of(request: HttpRequest) -> Account:
    """Return the signed-in account; only for views that need a role."""
    assert isinstance(request.user, Account)
    return request.user

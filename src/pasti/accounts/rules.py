"""Who may open a screen, and whom it shows. Every view says both; tests fail for a view that does not."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from pasti.accounts import second_factor
from pasti.accounts.models import Account
from pasti.accounts.roles import Role
from pasti.audit.actions import looked, looked_over
from pasti.audit.sights import NOBODY, Sight
from pasti.kit.screens import UNPROCESSABLE
from pasti.kit.send_again import to_send_again

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

PUBLIC = frozenset({"public"})
PEER = frozenset({"peer"})


class Shown(Protocol):
    """Something about a person, by the name that the journal and the record of looks know it by."""

    @property
    def subject(self) -> str:
        """Its name there, such as application:327548217706."""


def public(view: View) -> View:
    """Mark a view that anybody may open."""
    cast(Any, view).needs = PUBLIC
    return view


def peer(view: View) -> View:
    """Mark a view for other nodes, which prove who they are by signature."""
    cast(Any, view).needs = PEER
    return view


def needs(*roles: Role, shows: Sight | None = None, without_second_factor: bool = False) -> Callable[[View], View]:
    """Let in who holds one of these roles; ask others to sign in, or say what is needed.

    `shows` says what of people is to be seen there (NOBODY if nothing): that it was looked at is written down before
    the page leaves. The view itself says whom it showed, by `shown`. Who must have a second factor and has none yet is
    sent to set it up first, except from views that are `without_second_factor`.
    """
    wanted = frozenset(str(role) for role in roles)

    def protect(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                if again := to_send_again(request):
                    return render(request, "accounts/signed_out.html", {"again": again}, status=403)
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            account = account_of(request)
            if not without_second_factor and second_factor.is_missing(account):
                return redirect(settings.SECOND_FACTOR_URL)
            if not wanted & account.roles:
                labels = [Role(code).label for code in Role.values if code in wanted]
                return render(request, "kit/forbidden.html", {"needed": labels}, status=403)
            response = view(request, *args, **kwargs)
            # What staff see is about people: a counter's browser must not show it to the next who sits there.
            response.headers.setdefault("Cache-Control", "no-store")
            if response.status_code in _SHOWN:
                _write_down(request, account, shows or NOBODY)
            return response

        cast(Any, guarded).needs = wanted
        cast(Any, guarded).shows = shows
        return cast(View, guarded)

    return protect


# Answers that show something; whoever is sent on, or told that there is no such thing, saw nothing.
_SHOWN = (200, UNPROCESSABLE)


def shown(request: HttpRequest, *things: Shown | str, sight: Sight | None = None) -> None:
    """Say whom the answer to this request shows: things, or their subjects; nobody, if nothing is given.

    `sight` is given when it is another than the view declares.
    """
    said = request.__dict__.setdefault("pasti_shown", {})
    said.setdefault(sight, []).extend(thing if isinstance(thing, str) else thing.subject for thing in things)


def _write_down(request: HttpRequest, account: Account, declared: Sight) -> None:
    said: dict[Sight | None, list[str]] = request.__dict__.get("pasti_shown", {})
    if declared is not NOBODY and not said:
        # It forgot to say whom it showed: that it was open is on record all the same.
        said = {None: [declared.code]}
    for other, subjects in said.items():
        sight = other or declared
        if sight is NOBODY:
            raise AssertionError(f"{request.path} declares that it shows nobody, and says whom it showed")
        if sight.listing:
            looked_over(account.subject, account.name, sight, subjects)
            continue
        for subject in dict.fromkeys(subjects):
            looked(account.subject, account.name, sight.code, subject, again_after=sight.again_after)


def may_open(account: Account, view: Any) -> bool:
    """Whether an account may open a view: used to draw only the doors that are open."""
    return bool(getattr(view, "needs", frozenset()) & (account.roles | PUBLIC))


def account_of(request: HttpRequest) -> Account:
    """Return the signed-in account; only for views that need a role."""
    assert isinstance(request.user, Account)
    return request.user

"""A screen in the hall stays the kiosk until somebody of the office says with their password that it is none any more.

A machine's own account (its only role is the kiosk's) is always locked; who works here may lock a screen for a while.
"""

from allauth.account.adapter import get_adapter
from django.contrib.auth import logout
from django.forms import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from pasti.accounts.models import Account
from pasti.accounts.roles import OFFICE_STAFF, Role
from pasti.kit.errors import Refused

_LOCKED = "kiosk-locked"


def lock(request: HttpRequest) -> None:
    """Let this browser show the kiosk only."""
    request.session[_LOCKED] = True


def is_locked(request: HttpRequest) -> bool:
    """Whether this browser shows the kiosk only."""
    session = getattr(request, "session", None)
    return bool(session and session.get(_LOCKED)) or is_a_machine(request)


def is_a_machine(request: HttpRequest) -> bool:
    """Whether who has signed in is a kiosk and nobody."""
    user = request.user
    return isinstance(user, Account) and user.roles == {str(Role.KIOSK)}


def unlock(request: HttpRequest, username: str, password: str) -> None:
    """Let this browser show other things again; unless the account is theirs who says so, it is signed out.

    Raises Refused unless these are the name and password of somebody who works at the office. Tries are counted as
    those of signing in.
    """
    try:
        found = get_adapter(request).authenticate(request, username=username, password=password)
    except ValidationError as refused:
        raise Refused(" ".join(refused.messages)) from refused
    if not isinstance(found, Account) or not found.is_active or not found.roles & {str(r) for r in OFFICE_STAFF}:
        raise Refused(_("Nama pengguna atau kata sandi petugas salah."))
    if found == request.user:
        request.session.pop(_LOCKED, None)
    else:
        logout(request)

"""How whoever is signed in is found: as allauth does it; only how the account is read is our own, with each page."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from pasti.accounts import queries
from pasti.accounts.models import Account


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in by name and password, and finds the account of a session."""

    def get_user(self, user_id: Any) -> Account | None:
        """Return an account that may be signed in, or None."""
        found = queries.by_key(user_id)
        return found if found and self.user_can_authenticate(found) else None

from django.db.models import QuerySet

from pasti.accounts.models import Account


def by_username(username: str) -> Account | None:
    """Return the account of a user name."""
    return Account.objects.filter(username=username).first()


def accounts() -> QuerySet[Account]:
    """Return all accounts with their roles, open ones first, by name."""
    return Account.objects.prefetch_related("grants").order_by("-is_active", "name")

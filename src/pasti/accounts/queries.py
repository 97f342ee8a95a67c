from django.db.models import QuerySet

from pasti.accounts.models import Account


def accounts() -> QuerySet[Account]:
    """Return all accounts with their roles, open ones first, by name."""
    return Account.objects.prefetch_related("grants").order_by("-is_active", "name")

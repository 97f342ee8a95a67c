"""What a person may be in an office or at the centre. A screen names the roles it is for, nothing finer (yet)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The roles. Their codes stand in MOVES tables and in the journal."""

    CLERK = "clerk", _("Petugas loket")
    RECORDER = "recorder", _("Operator perekaman")
    PRINTER = "printer", _("Operator cetak")
    HEAD = "head", _("Kepala dinas atau kepala bidang")
    ADMIN = "admin", _("Administrator kantor")
    KIOSK = "kiosk", _("Anjungan mandiri")
    CENTRE_OPERATOR = "centre-operator", _("Petugas pusat")
    CENTRE_HEAD = "centre-head", _("Kepala pusat data")
    CENTRE_ADMIN = "centre-admin", _("Administrator pusat")


OFFICE_ROLES = (Role.CLERK, Role.RECORDER, Role.PRINTER, Role.HEAD, Role.ADMIN, Role.KIOSK)
OFFICE_STAFF = (Role.CLERK, Role.RECORDER, Role.PRINTER, Role.HEAD, Role.ADMIN)
CENTRE_ROLES = (Role.CENTRE_OPERATOR, Role.CENTRE_HEAD, Role.CENTRE_ADMIN)
# Who has an account of their own to look after; a kiosk has none, and stands among strangers.
PEOPLE = (*OFFICE_STAFF, *CENTRE_ROLES)


def roles_here() -> tuple[Role, ...]:
    """Return the roles that there are at this node."""
    return CENTRE_ROLES if settings.ROLE == "centre" else OFFICE_ROLES


# Whoever holds one of these gives rights to others: it is given and taken by two people, never by one.
ADMINISTRATION = frozenset({Role.ADMIN, Role.CENTRE_ADMIN})
SECOND_PERSON = frozenset({*ADMINISTRATION, Role.HEAD, Role.CENTRE_HEAD})
# These sign in with a second factor on a real node.
SECOND_FACTOR = frozenset({Role.ADMIN, Role.HEAD, *CENTRE_ROLES})

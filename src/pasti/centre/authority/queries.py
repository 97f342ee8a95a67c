"""What the centre has decided about offices."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet

from pasti.centre.authority.models import Invitation, Leave, Rule
from pasti.centre.authority.rules import KNOWN
from pasti.kit import clock
from pasti.link.models import Peer


def rule(key: str, office: Peer, on: date | None = None) -> int:
    """Return what holds for an office on a day (default: today): its own rule, else that for all, else the default."""
    day = on or clock.today()
    decided = Rule.objects.filter(Q(office=office) | Q(office=None), key=key, valid_from__lte=day)
    latest = decided.order_by(F("office").desc(nulls_last=True), "-valid_from").first()
    return latest.value if latest else KNOWN[key].default


def offices_by_rule(key: str, offices: Iterable[Peer]) -> dict[int, list[Peer]]:
    """Return offices by what holds for them today: one question, however many they are."""
    decided = Rule.objects.filter(key=key, valid_from__lte=clock.today()).order_by("valid_from")
    values: dict[int | None, int] = dict(decided.values_list("office", "value"))
    for_all = values.get(None, KNOWN[key].default)
    found: dict[int, list[Peer]] = {}
    for office in offices:
        found.setdefault(values.get(office.pk, for_all), []).append(office)
    return found


def rules(key: str) -> QuerySet[Rule]:
    """Return all that was decided on a rule: for all offices first, then office by office, the latest first."""
    return (
        Rule.objects.filter(key=key)
        .select_related("office")
        .order_by(F("office__name").asc(nulls_first=True), "-valid_from")
    )


def leave_of(office: Peer) -> Leave | None:
    """Return the last decision on what an office may do, if there ever was one."""
    return Leave.objects.filter(office=office).first()


def stopped() -> dict[int, Leave]:
    """Return the offices that may not do everything, by their keys."""
    return {leave.office_id: leave for leave in Leave.objects.exclude(stops=[])}


def invitations() -> QuerySet[Invitation]:
    """Return who was invited: the newest first."""
    return Invitation.objects.select_related("replaces", "used_by").order_by("-id")


def invitation_by(code: str) -> Invitation | None:
    """Return the invitation of which a code is recognized by this, whatever became of it since."""
    return Invitation.objects.select_related("replaces").filter(code=code).exclude(code="").first()

"""What certificates say, and what their readers need to know."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.catalogue.steps import StepCode
from pasti.certificates import status_list, tokens
from pasti.certificates.models import Decision, OutsideSignature, SigningKey, Suket
from pasti.certificates.states import DecisionState, KeyState, OutsideState, SuketState
from pasti.certificates.status_list import Value
from pasti.certificates.tokens import Certificate, Kind, Place
from pasti.journal import queries as journal
from pasti.kit import clock
from pasti.link.statuses import UNIQUE
from pasti.offices import queries as offices
from pasti.readiness import queries as readiness
from pasti.readiness.models import Incident
from pasti.readiness.states import IncidentState
from pasti.recording import queries as recording
from pasti.recording.positions import Modality

# What became of those that hold no more, as the list says it.
_VALUES = {
    SuketState.REVOKED: Value.REVOKED, SuketState.RENEWED: Value.SETTLED, SuketState.SETTLED: Value.SETTLED,
}  # fmt: skip
# After so long a reader should ask for the list again.
_LIST_LIVES = timedelta(hours=12)
# Of what is written at the turn of an hour the commit may come after it.
_COMMIT_LATE = timedelta(minutes=10)


@dataclass(frozen=True)
class Proof:
    """That somebody was recorded for a case: when, and what of them."""

    application: Application
    recorded_at: datetime
    captured: list[str]

    @property
    def number(self) -> str:
        """TBP-3275-481-770-8161: the case's own number, so that nobody has to keep another."""
        return f"TBP-{self.application.shown_number}"

    def certificate(self) -> Certificate:
        """Return what its code says."""
        application = self.application
        assert application.birth_date is not None
        return Certificate(
            kind=Kind.PROOF,
            number=self.number,
            issuer=offices.office().name,
            issued=self.recorded_at,
            name=application.name,
            birth_date=application.birth_date,
            shown_nik=_last_four(application),
        )


def _last_four(application: Application) -> str:
    """Return what a certificate shows of a NIK: with the birth date beside it, more would be most of it."""
    return "*" * 12 + application.nik[-4:]


def proof_of(application: Application) -> Proof | None:
    """Return the proof that the person of a case was recorded for it; None as long as, or when again, they are not.

    Everybody who was recorded gets one (Tanda Bukti Perekaman); it says nothing of what the centre will find.
    """
    recorded_at = _recorded_at(application)
    if recorded_at is None:
        return None
    kinds = recording.captured_of(application)
    return Proof(application, recorded_at, [str(Modality(kind).label) for kind in kinds])


def has_proof(application: Application) -> bool:
    """Whether there is a proof (`proof_of`), without a look at what of the person was captured."""
    return _recorded_at(application) is not None


def _recorded_at(application: Application) -> datetime | None:
    step = next((step for step in application.steps.all() if step.code == StepCode.RECORDING), None)
    return step.done_at if step and application.birth_date else None


def recorded_since(day: date) -> list[Application]:
    """Return the cases whose person was recorded since a day began, the latest first, each once."""
    found = [one.application for one in recording.sealed_since(day)]
    return [case for case in {case.pk: case for case in found}.values() if has_proof(case)]


def incidents_for_suket() -> list[Incident]:
    """Return the incidents for which Suket may be switched on: those that are open."""
    return [one for one in readiness.current_incidents() if one.state == IncidentState.OPEN]


def decision_now() -> Decision | None:
    """Return the decision by which Suket are issued today; None: they are off."""
    today = clock.today()
    standing = Decision.objects.filter(state=DecisionState.STANDS).select_related("incident")
    return next((decision for decision in standing if decision.holds(today)), None)


def decisions() -> QuerySet[Decision]:
    """Return all decisions, the latest first, with their incidents."""
    return Decision.objects.select_related("incident")


def decision(pk: int) -> Decision | None:
    """Return one decision."""
    return decisions().filter(pk=pk).first()


def obstacle(application: Application) -> str:
    """Return why no Suket may be issued for a case now, in the reader's language; nothing when one may.

    It states that its holder was really recorded and is in the centre's database (letter of the Director-General
    471.13/10231/Dukcapil, 2016); as long as the centre has not said so, there is the proof of recording only.
    """
    if not application.service.makes_card:
        return _("Suket hanya untuk permohonan KTP-el.")
    if decision_now() is None:
        return _("Suket sedang tidak diterbitkan: kepala dinas belum menyalakannya untuk gangguan yang berlangsung.")
    if application.state == State.READY:
        return _("Kartunya sudah jadi. Serahkan kartunya, bukan Suket.")
    if application.state != State.IN_PROGRESS:
        return _("Permohonan ini %s.") % application.state_label
    if application.records and not has_proof(application):
        return _("Orangnya belum direkam untuk permohonan ini.")
    status = application.latest_status
    if status is None or status.code not in UNIQUE:
        return _("Pusat belum menyatakan data ini siap cetak. Berikan tanda bukti perekaman, bukan Suket.")
    return applications.permit_problem(application)


def suket_of(application: Application) -> list[Suket]:
    """Return the Suket of a case, the latest first."""
    return list(Suket.objects.filter(application=application).order_by("-id"))


def suket(pk: int) -> Suket | None:
    """Return one Suket."""
    return Suket.objects.select_related("application__service").filter(pk=pk).first()


def holding(application: Application) -> Suket | None:
    """Return the Suket of a case for which a card is owed."""
    found = Suket.objects.filter(application=application, state=SuketState.ISSUED)
    return found.select_related("application__service", "decision").first()


def owed() -> QuerySet[Suket]:
    """Return the Suket for which a card is owed, those whose last day is over first."""
    found = Suket.objects.filter(state=SuketState.ISSUED).order_by("valid_until", "id")
    return found.select_related("application__service")


def overdue() -> QuerySet[Suket]:
    """Return the Suket whose last day is over and whose card is still owed, the longest over first."""
    return owed().filter(valid_until__lt=clock.today())


def issued_for(incident: Incident) -> int:
    """Return how many Suket were issued because of an incident; a renewal is one, too."""
    return Suket.objects.filter(decision__incident=incident).count()


def outside_signature(suket: Suket) -> OutsideSignature | None:
    """Return the signature of a Suket from outside (TTE), if it has one."""
    return OutsideSignature.objects.filter(suket=suket, state=OutsideState.SIGNED).first()


def last_asked_outside(suket: Suket) -> OutsideSignature | None:
    """Return what was last asked for outside for a Suket, whatever came of it."""
    return OutsideSignature.objects.filter(suket=suket).first()


def unsigned() -> QuerySet[Suket]:
    """Return the Suket that hold and have no signature from outside, the oldest first."""
    signed = OutsideSignature.objects.filter(suket=OuterRef("pk"), state=OutsideState.SIGNED)
    found = owed().filter(~Exists(signed), valid_until__gte=clock.today())
    return found.select_related("application__service", "decision").order_by("id")


def owed_since(day: date) -> Subquery:
    """Return the expression by which printing asks since when the card of a case is owed (`printing.owed`)."""
    over = Suket.objects.filter(application=OuterRef("application"), state=SuketState.ISSUED, valid_until__lt=day)
    return Subquery(over.values("valid_until")[:1])


def certificate_of(suket: Suket) -> Certificate:
    """Return what the code of a Suket says. It ends with its last day."""
    application = suket.application
    assert application.birth_date is not None
    return Certificate(
        kind=Kind.SUKET,
        number=suket.number,
        issuer=offices.office().name,
        issued=suket.issued_at,
        name=application.name,
        birth_date=application.birth_date,
        shown_nik=_last_four(application),
        expires=clock.at(suket.valid_until + timedelta(days=1)),
        place=Place(list_address(), suket.index),
    )


def highest_index() -> int:
    """Return the highest place that was given in the list; -1 when none was."""
    highest: int | None = Suket.objects.aggregate(top=Max("index"))["top"]
    return -1 if highest is None else highest


def list_address() -> str:
    """Return where the list of what became of each certificate is published."""
    return f"{settings.PUBLIC_URL}{reverse('certificates:status-list')}"


def check_address() -> str:
    """Return where everybody may check a certificate, as papers name it."""
    return f"{settings.PUBLIC_URL}{reverse('certificates:check')}"


def list_claims() -> dict[int, Any]:
    """Return the claims of the list as it is now (`status_list`)."""
    over = Suket.objects.filter(state__in=_VALUES).values_list("index", "state")
    values = {index: _VALUES[SuketState(state)] for index, state in over}
    size = status_list.size_for(highest_index())
    return status_list.claims(values, size, address=list_address(), at=clock.now(), lives=_LIST_LIVES)


def version_of_list() -> str:
    """Return a mark that changes whenever the list does, and every hour: its age is part of what it says."""
    now = clock.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    return f"{hour.timestamp():.0f}-{journal.version('suket', 'key', since=hour - _COMMIT_LATE)}"


def signing_keys() -> QuerySet[SigningKey]:
    """Return all keys that this node ever signed certificates with, the newest first."""
    return SigningKey.objects.all()


def key(kid: str) -> SigningKey | None:
    """Return the key of an id."""
    return SigningKey.objects.filter(kid=kid).first()


def key_set() -> bytes:
    """Return the public keys that hold, as a COSE key set (RFC 9052), the newest first."""
    holding = signing_keys().exclude(state=KeyState.WITHDRAWN)
    return tokens.key_set([bytes(public) for public in holding.values_list("public", flat=True)])


def version_of_keys() -> str:
    """Return a mark that changes whenever `key_set` does."""
    return ",".join(f"{kid}{state}" for kid, state in signing_keys().values_list("kid", "state"))

"""What certificates say, and what their readers need to know."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from pasti.applications.models import Application
from pasti.catalogue.steps import StepCode
from pasti.certificates import tokens
from pasti.certificates.models import SigningKey
from pasti.certificates.states import KeyState
from pasti.certificates.tokens import Certificate, Kind
from pasti.offices import queries as offices
from pasti.recording import queries as recording
from pasti.recording.positions import Modality


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
            shown_nik=application.masked_nik,
        )


def proof_of(application: Application) -> Proof | None:
    """Return the proof that the person of a case was recorded for it; None as long as, or when again, they are not.

    Everybody who was recorded gets one (Tanda Bukti Perekaman); it says nothing of what the centre will find.
    """
    step = next((step for step in application.steps.all() if step.code == StepCode.RECORDING), None)
    if step is None or step.done_at is None or application.birth_date is None:
        return None
    kinds = recording.captured_of(application)
    return Proof(application, step.done_at, [str(Modality(kind).label) for kind in kinds])


def recorded_since(day: date) -> list[Application]:
    """Return the cases whose person was recorded since a day began, the latest first, each once."""
    found = [one.application for one in recording.sealed_since(day)]
    return [case for case in {case.pk: case for case in found}.values() if proof_of(case)]


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

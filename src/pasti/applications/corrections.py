"""Putting right what a case says of its person, at a counter, until the data leaves the office."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.accounts.roles import Role
from pasti.applications import lifetime, shared_nik, stated
from pasti.applications.models import Application
from pasti.applications.states import LIVE
from pasti.catalogue import queries as catalogue
from pasti.catalogue import steps
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit import free_text
from pasti.kit.errors import NotAllowed, Refused
from pasti.residents import actions as residents
from pasti.residents.same import Decision, Whose

CORRECTABLE = (
    "name", "nik", "kk_number", "birth_place", "birth_date", "sex", "village_code", "address", "rt", "rw", "phone",
    "religion", "marital_status", "occupation", "blood_type", "nationality", "answers",
)  # fmt: skip
# Who has the person before them.
WHO = frozenset({Role.CLERK, Role.RECORDER})
# What puts data right once it has left the office.
_AFTERWARDS = "CHG"


class Confirmed(models.TextChoices):
    """How the person confirmed what is now said of them."""

    SCREEN = "screen", gettext_lazy("di layar yang diputar kepadanya")
    PAPER = "paper", gettext_lazy("dengan tanda tangan di kertas")


def problem(application: Application) -> str:
    """Return why a case's data cannot be corrected (any more), or nothing."""
    step = application.current_step
    if step and steps.of(step.code).data_open:
        return ""
    if application.state in LIVE or application.closed_at:
        service = catalogue.service(_AFTERWARDS)
        return _(
            "Data ini sudah keluar dari kantor dan tidak dapat diperbaiki di sini. Ajukan permohonan baru: %s."
        ) % (service.text if service else _AFTERWARDS)
    return _("Data permohonan ini tidak dapat diubah lagi: %s.") % application.state_label


def digest(application: Application) -> str:
    """Return what changes with any of a case's data: a page drawn before a change is told from one drawn after."""
    said = {name: str(getattr(application, name) or "") for name in CORRECTABLE}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def check_unchanged(application: Application, drawn_for: str) -> None:
    """Raise Refused when a case's data is no longer what a page showed."""
    if drawn_for != digest(application):
        raise Refused(_("Data ini sudah diubah di loket lain sejak halaman ini dibuka. Periksa lagi, lalu ulangi."))


def proposed(application: Application, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a correction would change, as it would be kept. Raises as `correct` does; nothing is written.

    The field `answers` is what was answered to the service's questions, dates as YYYY-MM-DD.
    """
    if strange := set(fields) - set(CORRECTABLE):
        raise ValueError(f"not to be corrected: {sorted(strange)}")
    if said := problem(application):
        raise NotAllowed(said)
    differing = {name: said for name, said in fields.items() if getattr(application, name) != said}
    answers = differing.pop("answers", None)
    changed = stated.checked(differing, known=application)
    if answers is not None:
        changed["answers"] = _answered_anew(application, answers)
    changed = {name: said for name, said in changed.items() if getattr(application, name) != said}
    if not changed:
        raise Refused(_("Belum ada yang diubah."))
    for name, said in changed.items():
        setattr(application, name, said)
    stated.check_together(application)
    shared_nik.check_rivals(application)
    return changed


def _answered_anew(application: Application, answers: Mapping[str, str]) -> dict[str, str]:
    """Return other answers to a service's questions, as long as the case goes the same way with them."""
    checklist = catalogue.checklist(application.service, answers)
    if checklist.unanswered:
        raise Refused(_("Belum dijawab: %s") % checklist.unanswered[0].text)
    if checklist.stops:
        raise Refused(checklist.stops[0])
    way = [step.code for step in catalogue.steps(application.service, checklist.answers)]
    if way != [step.code for step in application.steps.all()]:
        raise Refused(_("Dengan jawaban ini jalannya permohonan lain. Ajukan permohonan baru, lalu tutup yang ini."))
    return checklist.answers


@transaction.atomic
def correct(
    application: Application,
    fields: Mapping[str, Any],
    *,
    reason: str,
    confirmed: Confirmed,
    drawn_for: str | None = None,
    decided: Decision | None = None,
    by: Actor,
) -> Application:
    """Put right what a case says of its person, as the family card shows and the person confirms.

    `drawn_for` is the `digest` of the data that the page showed. The journal says who, which fields, why and how it
    was confirmed, never a value. Raises NotAllowed for anybody but clerks and recorders, and once the data has left
    the office (the packet is sealed, the request accepted, the document issued); Refused for what could not have been
    entered in the first place (`stated`), when nothing differs, and without a reason; SharedNik when the person is
    known here already and somebody else is on record under the right NIK, which the clerk decides (`decided`).
    """
    if by.is_applicant or not WHO & by.roles:
        raise NotAllowed(_("Perbaikan data dilakukan petugas loket atau perekaman, bersama pemohon."))
    why = free_text.checked(reason, none=_("Tuliskan mengapa data diperbaiki."))
    fresh = lifetime.locked(application.pk)
    if drawn_for is not None:
        check_unchanged(fresh, drawn_for)
    changed = proposed(fresh, fields)
    try:
        with transaction.atomic():
            fresh.save(update_fields=list(changed))
    except IntegrityError as both:
        # Another counter accepted the same case at this moment.
        raise Refused(_("Orang ini sudah punya permohonan yang sama.")) from both
    _know_anew(fresh, decided, by)
    record(
        "application.correct",
        subject=fresh.subject,
        case=fresh.number,
        by=by,
        fields=sorted(changed, key=CORRECTABLE.index),
        reason=why,
        confirmed=str(confirmed),
    )
    return fresh


def _know_anew(application: Application, decided: Decision | None, by: Actor) -> None:
    """Whoever was entered as a resident with the wrong data is one with the right data, and no second person."""
    before = application.resident
    if before is None:
        return
    # Their own record is corrected with the case; under another NIK somebody else may be on record.
    whose = shared_nik.decide(application, decided, by=by)
    if whose == Whose.OTHER:
        raise NotAllowed(
            _("NIK ini milik orang lain, jadi data tidak diubah. Pemohon meminta penetapan NIK ke pusat dahulu.")
        )
    application.resident = residents.confirm(application, own=before, whose=whose)
    application.save(update_fields=["resident"])
    if before.pk != application.resident.pk:
        residents.forget_unless_needed(before)

"""Slips and handing over."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.handover import queries
from pasti.handover.models import Handover, OldCard, Relation, Shown, Slip
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.kit import clock, free_text, text
from pasti.kit.errors import Refused
from pasti.link import actions as link
from pasti.link import queries as links
from pasti.link.schema import CardProgress, Said
from pasti.link.statuses import Status


@dataclass(frozen=True)
class Collector:
    """Who stands at the counter: name, relation to the holder, and by what they were recognised."""

    name: str
    relation: Relation
    shown: Shown
    slip_code: str = ""


@transaction.atomic
def issue_slip(application: Application) -> Slip:
    """Issue the slip of a case that is ready. Issuing it twice is harmless."""
    slip, new = Slip.objects.get_or_create(application=application, defaults={"issued_at": clock.now()})
    if new:
        record("slip.issue", subject=f"slip:{slip.pk}", case=application.number, by=SYSTEM)
    return slip


@transaction.atomic
def hand_over(application: Application, collector: Collector, *, old_card: OldCard, by: Actor) -> Handover:
    """Hand a card or document over and close the case. The same twice is harmless.

    Raises Refused for a NIK in the collector's name, when somebody else has it already, when it is not ready, when the
    office does not let such a person collect, when the slip is not this case's, and when an old card that must be
    handed in was not (no new card without it).
    """
    taken_by = free_text.checked(collector.name)
    fresh = applications.lock(application)
    done = Handover.objects.filter(application=fresh).first()
    noted = (taken_by, collector.relation, collector.shown, old_card, bool(collector.slip_code))
    if done and (done.taken_by, done.relation, done.shown, done.old_card, done.with_slip) == noted:
        return done
    if done:
        raise Refused(
            _("Sudah diserahkan %(when)s kepada %(to)s (%(relation)s).")
            % {"when": text.moment(done.at), "to": done.taken_by, "relation": done.get_relation_display()}
        )
    if fresh.state != State.READY:
        raise Refused(_("Belum dapat diserahkan: %s.") % fresh.state_label)
    if fresh.service.makes_card:
        applications.ensure_permit(fresh)
    if collector.relation not in queries.relations_allowed():
        raise Refused(
            _(
                "Menurut ketentuan kantor ini, orang tersebut tidak dapat mengambilkan. "
                "Periksa hubungannya dengan pemilik."
            )
        )
    if not taken_by:
        raise Refused(_("Tuliskan nama yang mengambil."))
    if old_card != OldCard.TAKEN and (owed := queries.to_be_surrendered(fresh)):
        raise Refused(_("Terima dahulu: %s.") % ", ".join(owed))
    slip = Slip.objects.filter(application=fresh).first()
    if collector.slip_code and (slip is None or slip.code != collector.slip_code):
        raise Refused(_("Slip ini milik permohonan lain."))
    handover = Handover.objects.create(
        application=fresh,
        taken_by=taken_by,
        relation=collector.relation,
        shown=collector.shown,
        old_card=old_card,
        with_slip=bool(collector.slip_code),
        at=clock.now(),
        by=by.name,
    )
    if old_card == OldCard.TAKEN:
        record("handover.old_card", subject=fresh.subject, case=fresh.number, by=by)
    to = str(collector.relation)
    applications.finish_step(fresh, "handover", by=by, changes={"closed_at": handover.at}, to=to)
    _tell_centre(fresh, handover)
    return handover


def _tell_centre(application: Application, handover: Handover) -> None:
    if application.service.makes_card and links.centre():
        said = CardProgress(
            application=application.number, code=Status.CARD_ISSUED, serial=application.product, at=handover.at
        )
        link.send(Said.CARD_PROGRESS, said, key=f"{application.number}/CARD_ISSUED", happened_at=handover.at)

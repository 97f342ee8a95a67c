"""Answering what offices ask for."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.centre.allotment.models import Ask
from pasti.centre.allotment.states import State
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import take
from pasti.kit import clock, free_text, text
from pasti.kit.errors import Refused
from pasti.link import actions as link
from pasti.link.models import Peer
from pasti.link.schema import BlankAllotment, BlankRequest, Said

MOST = 1_000_000


@transaction.atomic
def take_request(said: BlankRequest, office: Peer, *, by: Actor) -> Ask:
    """Note what an office asks for. The same again is the same."""
    known = Ask.objects.filter(office=office, key=said.request).first()
    if known:
        return known
    ask = Ask.objects.create(
        office=office, key=said.request, count=said.count, letter=said.letter, in_stock=said.in_stock,
        waiting=said.waiting, a_day=said.a_day, runs_out=said.runs_out, state=State.OPEN,
    )  # fmt: skip
    record("ask.come", subject=ask.subject, by=by, office=office.name, count=said.count, letter=said.letter)
    return ask


@transaction.atomic
def answer(ask: Ask, *, count: int, day: date | None, letter: str, note: str = "", by: Actor) -> Ask:
    """Allot so many blanks that are to be there by a day, and tell the office; none at all wants a sentence why.

    Raises NotAllowed for others than the centre's operators and head and for what is answered already, Refused for a
    number nobody can send, a day that is over or not said, and without a letter.
    """
    if not 0 <= count <= MOST:
        raise Refused(_("Jumlahnya harus 0 sampai %s keping.") % MOST)
    paper = free_text.checked(letter, most=80, none=_("Tuliskan nomor suratnya."))
    why = free_text.checked(note, most=300, none="" if count else _("Tuliskan mengapa tidak ada alokasi."))
    if count and (day is None or day < clock.today()):
        raise Refused(_("Isi hari blangko diperkirakan tiba, paling awal hari ini."))
    changes = {
        "allotted": count, "arrives": day if count else None, "answer_letter": paper, "note": why,
        "answered_at": clock.now(), "answered_by": by.name,
    }  # fmt: skip
    facts: dict[str, Any] = {"office": ask.office.name, "count": count, "asked": ask.count, "letter": paper}
    done = take(ask, "answer", by=by, changes=changes, **facts)
    body = BlankAllotment(
        request=done.key, count=count, day=done.arrives, letter=paper, note=text.without_niks(why), at=clock.now()
    )
    link.send(Said.BLANK_ALLOTMENT, body, key=done.key, to=done.office)
    return done

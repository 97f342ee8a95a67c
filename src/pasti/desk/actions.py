"""What a clerk does in one go, across rooms and in one transaction."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.accounts.models import Account
from pasti.applications import actions as applications
from pasti.applications import queries as cases
from pasti.applications import sheets
from pasti.applications.models import Application, Channel
from pasti.arrivals import actions as arrivals
from pasti.catalogue import steps
from pasti.catalogue.models import Service
from pasti.catalogue.steps import StepCode
from pasti.journal.actors import Actor
from pasti.kit import free_text, typed
from pasti.kit.errors import Refused
from pasti.notices import actions as notices
from pasti.offices import actions as offices
from pasti.offices import queries as office
from pasti.offices.models import Counter, Shift
from pasti.queue import actions as queue
from pasti.queue import queries as queues
from pasti.queue.models import Ticket
from pasti.readiness import queries as readiness
from pasti.residents.same import Decision

_LONGEST_NUMBER = 40


@transaction.atomic
def file_for_person(
    service: Service,
    answers: Mapping[str, str],
    fields: Mapping[str, Any],
    *,
    ticket: Ticket | None,
    form: str = "",
    wish: Mapping[str, str] | None = None,
    by: Actor,
) -> tuple[Application, str]:
    """Open, fill and hand in a case for a person at the counter, and connect it with their number.

    `ticket` is the number for which the form was drawn, and of nobody else: filing is done under it.
    Returns it with its code, for the person. The same `form` sent twice with the same content is one case, whose code
    was shown already and is not known any more; with other content it is another case. Raises Refused as
    `applications.submit` does; then nothing is kept. `wish` is how the person wishes to be told (`notices.agree`).
    """
    # One after the other: two clicks arrive at once.
    offices.lock_office()
    key = sheets.key_of(form, service.code, answers, fields)
    if (sent := cases.from_form(key)) is not None:
        if wish:
            notices.agree(sent, **wish, by=by)
        return sent, ""
    application, code = applications.start(service, answers, channel=Channel.COUNTER, form=key, by=by)
    filled = applications.fill(application, fields, by=by)
    submitted = applications.submit(filled, by=by)
    if ticket:
        queue.note_done_under(ticket, "submit")
    else:
        arrivals.note_without_number(submitted, "submit", by=by)
    if wish:
        notices.agree(submitted, **wish, by=by)
    if ticket and ticket.application_id is None:
        queue.attach(ticket, submitted, by=by)
    return submitted, code


@transaction.atomic
def accept_papers(
    application: Application, card_data: Mapping[str, Any], *, decided: Decision | None = None, by: Actor
) -> Application:
    """Write down what the family card says and find the papers complete. Raises as `applications.accept_papers`."""
    # Before the case is locked; see applications.accept_papers.
    offices.lock_office()
    filled = applications.fill(application, card_data, by=by)
    return applications.accept_papers(filled, decided=decided, by=by)


@transaction.atomic
def send_for_papers(
    ticket: Ticket, application: Application, what: str, *, copied: Mapping[str, Any] | None = None, by: Actor
) -> Application:
    """Say which papers are missing and let the person go; the case waits for them. The coming ends with that reason.

    `copied` is what was copied from the family card already, by field. Raises Refused as `applications.ask_for_papers`.
    """
    if copied:
        application = applications.fill(application, copied, by=by)
    asked = applications.ask_for_papers(application, what, by=by)
    queue.finish(ticket, by=by)
    return asked


@transaction.atomic
def issue_document(application: Application, number: str, *, by: Actor) -> Application:
    """Note that a family card or certificate was made (in SIAK), with its number.

    Raises Refused without a number, for one that is longer than any, and while something does not stand that it rests
    on.
    """
    said = typed.clean(number)
    if not said:
        raise Refused(_("Tuliskan nomor dokumennya."))
    if len(said) > _LONGEST_NUMBER:
        raise Refused(str(free_text.TOO_LONG) % {"limit_value": _LONGEST_NUMBER, "show_value": len(said)})
    if reason := readiness.refusal(steps.of(StepCode.ISSUING), application.service.code, by=by):
        raise Refused(reason)
    return applications.finish_step(application, "issuing", by=by, changes={"product": said})


@transaction.atomic
def take_counter(account: Account, counter: Counter) -> Shift:
    """Sit down at a counter, leaving the one before. Raises Refused while somebody is being served there."""
    shift = office.shift_of(account)
    if shift and shift.counter_id != counter.pk:
        _check_empty(shift.counter)
    return offices.open_counter(counter, account)


@transaction.atomic
def leave_counter(account: Account, shift: Shift) -> None:
    """Leave a counter. Raises Refused while somebody is being served there."""
    _check_empty(shift.counter)
    offices.close_counter(shift, by=account.actor)


def _check_empty(counter: Counter) -> None:
    current = queues.current(counter)
    if current:
        raise Refused(_("Selesaikan dahulu nomor %s.") % current.number)

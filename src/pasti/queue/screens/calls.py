"""In which order numbers are called, and why one came before another: for the wall, the phone and the office."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pasti.accounts.roles import Role
from pasti.accounts.rules import needs, public
from pasti.audit.sights import NOBODY
from pasti.kit import clock
from pasti.kit.screens import UNPROCESSABLE, day_in, in_address
from pasti.queue import order, queries
from pasti.queue import why as reasons

# Of those who were called before somebody, so many are explained on the phone.
_LAST_CALLS = 5


@public
def rule(request: HttpRequest) -> HttpResponse:
    """The rule as it hangs on the wall."""
    return render(request, "queue/rule.html", {"rule": order.rule()})


@public
def before_mine(request: HttpRequest, token: str) -> HttpResponse:
    """Who was called while the holder of a number waits, and why."""
    ticket = queries.by_token(token)
    if ticket is None:
        raise Http404
    passed = reasons.called_before(ticket.day, ticket.number, _LAST_CALLS)
    return render(request, "queue/before_mine.html", {"ticket": ticket, "passed": passed, "rule": order.rule()})


@needs(Role.CLERK, Role.RECORDER, Role.HEAD, Role.ADMIN, shows=NOBODY)
def why(request: HttpRequest) -> HttpResponse:
    """Why one number was called before another, on any day that the journal knows."""
    written = [in_address(request, name) for name in ("dahulu", "kemudian")]
    day = day_in(in_address(request, "hari"))
    numbers = [reasons.typed_number(number) for number in written]
    context = {"day": day or clock.today(), "first": written[0], "second": written[1], "rule": order.rule()}
    if not any(written):
        return render(request, "queue/why.html", context)
    if day is None:
        context["problem"] = _("Pilih harinya.")
    elif not all(numbers) or numbers[0] == numbers[1]:
        context["problem"] = _("Isi dua nomor antrean yang berbeda, seperti B-014 dan C-001.")
    else:
        context["answer"] = reasons.why_before(day, *numbers)
        context["told"] = [(number, reasons.history(day, number)) for number in numbers]
    return render(request, "queue/why.html", context, status=UNPROCESSABLE if "problem" in context else 200)

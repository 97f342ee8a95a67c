"""Where is my card, and should I come today?"""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pasti.accounts.rules import public
from pasti.applications import queries as applications
from pasti.applications import rules
from pasti.applications.forms import NumberAndBirthDateForm
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.applications.visits import next_visit
from pasti.journal import queries as journal
from pasti.kit.limits import TooOften, count_attempt
from pasti.kit.screens import UNPROCESSABLE, client_network
from pasti.link import queries as links
from pasti.offices import policy
from pasti.tracking import queries


@public
def find(request: HttpRequest) -> HttpResponse:
    form = NumberAndBirthDateForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        try:
            application = _look_up(request, number, form.cleaned_data["birth_date"])
        except TooOften as refused:
            form.add_error(None, str(refused))
        else:
            if application:
                rules.let_in(request, application)
                return redirect("tracking:case", application.number)
            form.add_error(
                None,
                _(
                    "Nomor permohonan dan tanggal lahir ini tidak cocok. Periksa nomornya pada bukti permohonan, dan "
                    "tanggal lahir pemohon pada KK."
                ),
            )
    return render(request, "tracking/find.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200)


def _look_up(request: HttpRequest, number: str, birth_date: object) -> Application | None:
    tries = policy.value("tracking.tries_per_hour")
    # By address, and by number too: many addresses must not guess one person's birth date.
    for key in (f"address {client_network(request)}", f"number {number}"):
        count_attempt("tracking", key, limit=tries, within=timedelta(hours=1))
    return applications.with_birth_date(number, birth_date)  # type: ignore[arg-type]


@public
@rules.own_case("tracking:find")
def case(request: HttpRequest, application: Application) -> HttpResponse:
    context = {
        "application": application,
        "where": queries.where_is(application),
        "statuses": list(application.statuses.order_by("-at", "-id")),
        "entries": list(journal.of_case(application.number, public_only=True))[::-1],
        "link": links.link_state(),
        "may_rebook": application.state in (State.SUBMITTED, State.INCOMPLETE, State.IN_PROGRESS)
        and next_visit(application).possible,
    }
    return render(request, "tracking/case.html", context)

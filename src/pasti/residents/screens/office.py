"""Who is on record for the residents of a village."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.audit.sights import NOBODY, listing
from pasti.kit.screens import UNPROCESSABLE, taken
from pasti.offices import queries as offices
from pasti.residents import representatives
from pasti.residents.forms import RepresentativeForm

REPRESENTATIVES = listing("representatives", gettext_lazy("daftar perwakilan warga"))


@needs(Role.ADMIN, Role.HEAD, shows=REPRESENTATIVES)
def representatives_list(request: HttpRequest) -> HttpResponse:
    form = RepresentativeForm(request.POST or None, regency=offices.office().region_code)
    by = account_of(request).actor
    if request.method == "POST" and taken(form, lambda: representatives.put_on_record(**form.cleaned_data, by=by)):
        return redirect("residents:representatives")
    rows = list(representatives.on_record())
    shown(request, *rows)
    context = {"form": form, "rows": rows}
    return render(request, "residents/representatives.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(Role.ADMIN, Role.HEAD, shows=NOBODY)
@require_POST
def end_representative(request: HttpRequest, pk: int) -> HttpResponse:
    representatives.end(pk, by=account_of(request).actor)
    return redirect("residents:representatives")

"""Requests for blanks, and answering them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from pasti.accounts.roles import CENTRE_ROLES, Role
from pasti.accounts.rules import account_of, may_open, needs
from pasti.audit.sights import NOBODY
from pasti.centre.allotment import actions, queries
from pasti.centre.allotment.forms import AnswerForm
from pasti.centre.allotment.models import Ask
from pasti.kit.screens import UNPROCESSABLE, page_of, taken

_PER_PAGE = 50


@needs(*CENTRE_ROLES, shows=NOBODY)
def asked(request: HttpRequest) -> HttpResponse:
    shares = queries.shares_got()
    page = page_of(request, queries.answered(), size=_PER_PAGE)
    context = {
        "asked": [(ask, shares.get(ask.office_id)) for ask in queries.asked()],
        "page": page,
        "answers": may_open(account_of(request), answer),
    }
    return render(request, "centre/allotment/asked.html", context)


@needs(Role.CENTRE_OPERATOR, Role.CENTRE_HEAD, shows=NOBODY)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    ask = get_object_or_404(Ask.objects.select_related("office"), pk=pk)
    if ask.state == Ask.State.ANSWERED:
        # Sent twice, or somebody else was quicker: what was answered stands in the list.
        messages.info(request, _("Permintaan %s sudah dijawab.") % ask.office.name)
        return redirect("allotment:asked")
    form = AnswerForm(request.POST or None, initial={"count": ask.count})
    if request.method == "POST" and taken(
        form, lambda: actions.answer(ask, **form.cleaned_data, by=account_of(request).actor)
    ):
        messages.success(request, _("Jawaban disimpan; %s mengetahuinya pada kontak berikutnya.") % ask.office.name)
        return redirect("allotment:asked")
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "centre/allotment/answer.html", {"form": form, "ask": ask}, status=status)

"""Cards that nobody collects, by village, and the list that goes to the village's office."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from pasti.accounts.roles import Role
from pasti.accounts.rules import needs, shown
from pasti.audit.sights import NOBODY, listing
from pasti.handover import papers, uncollected
from pasti.handover.screens.siblings import siblings
from pasti.kit import pdf
from pasti.kit.loads import PRINT, carries
from pasti.offices import policy

VILLAGE = listing("uncollected cards", gettext_lazy("daftar kartu yang belum diambil"))


@needs(Role.CLERK, Role.HEAD, shows=NOBODY)
def villages(request: HttpRequest) -> HttpResponse:
    found = uncollected.villages()
    context = {
        "siblings": siblings(request),
        "villages": found,
        "count": sum(village.count for village in found),
        "days": policy.value("handover.remind_after_days"),
        "reminders": policy.value("handover.reminders"),
    }
    return render(request, "handover/villages.html", context)


@needs(Role.CLERK, Role.HEAD, shows=VILLAGE)
@carries(PRINT)
def village(request: HttpRequest, code: str) -> HttpResponse:
    """The list of one village, on paper: to be handed to its office, without a whole NIK."""
    cards = list(uncollected.of_village(code))
    if not cards:
        raise Http404
    shown(request, *(card.application for card in cards))
    return pdf.response(papers.draw_village(code.replace("-", "."), cards), f"belum-diambil-{code}.pdf")

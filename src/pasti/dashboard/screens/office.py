from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.audit.sights import listing
from pasti.dashboard import queries
from pasti.offices import queries as offices

TODAY = listing("today", gettext_lazy("halaman hari ini"))


@needs(Role.HEAD, Role.ADMIN, shows=TODAY)
def today(request: HttpRequest) -> HttpResponse:
    furnishes = Role.ADMIN in account_of(request).roles and not offices.counters().exists()
    now = queries.today()
    shown(request, *(promise.application for promise in now.overdue), *now.held)
    return render(request, "dashboard/today.html", {"today": now, "furnishes": furnishes})

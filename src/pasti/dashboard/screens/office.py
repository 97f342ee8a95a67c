from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.dashboard import queries
from pasti.offices import queries as offices


@needs(Role.HEAD, Role.ADMIN)
def today(request: HttpRequest) -> HttpResponse:
    furnishes = Role.ADMIN in account_of(request).roles and not offices.counters().exists()
    return render(request, "dashboard/today.html", {"today": queries.today(), "furnishes": furnishes})

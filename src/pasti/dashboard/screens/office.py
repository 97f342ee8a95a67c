from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pasti.accounts.roles import Role
from pasti.accounts.rules import needs
from pasti.dashboard import queries


@needs(Role.HEAD, Role.ADMIN)
def today(request: HttpRequest) -> HttpResponse:
    return render(request, "dashboard/today.html", {"today": queries.today()})

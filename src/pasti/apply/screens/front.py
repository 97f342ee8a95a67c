"""The public front: what do you need today, and is the office open and working?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pasti.accounts.rules import public
from pasti.catalogue import queries as catalogue
from pasti.catalogue.models import Service
from pasti.kit import clock
from pasti.link import queries as links
from pasti.offices import policy
from pasti.offices import queries as offices


@public
def home(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    today = offices.opening(clock.today())
    context = {
        "open_now": offices.is_open(now),
        "today": today,
        "resting": today and today.resting_until(now),
        "still_to_open": today is not None and now < today.opens,
        "next": offices.next_opening(now),
        "holiday": offices.holiday_on(clock.today()),
        "link": links.link_state(),
    }
    return render(request, "apply/home.html", context)


@public
def services(request: HttpRequest) -> HttpResponse:
    families = [(family, catalogue.services(family=family)) for family in Service.Family]
    return render(request, "apply/services.html", {"families": families})


@public
def privacy(request: HttpRequest) -> HttpResponse:
    kept = {
        "draft_days": policy.value("applications.draft_days"),
        "recording_days": policy.value("recording.keep_days"),
        "card_days": policy.value("printing.keep_days"),
    }
    return render(request, "apply/privacy.html", kept)


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    priority_lane = next((lane for lane in offices.lanes() if lane.priority), None)
    return render(request, "apply/accessibility.html", {"priority_lane": priority_lane})

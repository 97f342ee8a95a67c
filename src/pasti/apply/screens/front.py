"""The public front: what do you need today, and is the office open and working?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pasti.accounts.rules import public
from pasti.catalogue import office_now
from pasti.catalogue import queries as catalogue
from pasti.catalogue.models import Service
from pasti.kit.snapshots import snapshot
from pasti.offices import policy
from pasti.offices import queries as offices


@snapshot(office_now.version)
@public
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "apply/home.html", {"now": office_now.office_now()})


@snapshot(office_now.version)
@public
def services(request: HttpRequest) -> HttpResponse:
    families = [(family, catalogue.services(family=family)) for family in Service.Family]
    return render(request, "apply/services.html", {"families": families})


@snapshot(office_now.version)
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

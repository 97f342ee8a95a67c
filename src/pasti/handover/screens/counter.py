"""Handing over at the counter."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.applications.portraits import portrait
from pasti.applications.states import State
from pasti.applications.whereabouts import whereabouts
from pasti.audit.sights import listing, sight
from pasti.handover import actions, delivery, papers, queries, receipts, recognising, shelf
from pasti.handover.actions import Collector, Given
from pasti.handover.forms import CompareForm, HandoverForm, SecondForm
from pasti.handover.models import OldCard, Recognition, Relation, Shown
from pasti.handover.screens.siblings import siblings
from pasti.journal.actors import Actor
from pasti.kit import blobs, pdf
from pasti.kit.loads import CAPTURE, PRINT, carries
from pasti.kit.screens import UNPROCESSABLE, asked, sent, taken
from pasti.offices import readers

READY = listing("ready list", gettext_lazy("daftar yang siap diambil"))
READY_SEARCH = listing("ready search", gettext_lazy("pencarian yang siap diambil"), search=True)
RECEIPT = sight("receipt", gettext_lazy("foto atau tanda tangan penerima"))
HANDOVER = sight("handover", gettext_lazy("halaman penyerahan"))


@needs(Role.CLERK, shows=READY)
def ready(request: HttpRequest) -> HttpResponse:
    """What lies ready; a scanned slip opens its case at once."""
    said = asked(request, words=["q"])
    # Neither has a slip's secret a place in an address.
    scanned = sent(request, "slip").strip()
    if scanned:
        found = queries.by_slip(scanned)
        if found:
            request.session[_scanned(found)] = scanned
            return redirect("handover:hand-over", found.number)
        messages.error(request, _("Slip ini tidak dikenal di kantor ini."))
    cases = list(applications.search(said["q"], state=State.READY)[:100])
    shown(request, *cases, sight=READY_SEARCH if said["q"] else READY)
    context = {"cases": cases, "q": said["q"], "delivered": delivery.wished(cases), "kept": shelf.kept_of(cases)}
    context["siblings"] = siblings(request)
    return render(request, "handover/ready.html", context)


def _scanned(application: Application) -> str:
    """Where the session keeps the slip that was scanned for a case."""
    return f"slip-{application.number}"


@needs(Role.CLERK, shows=HANDOVER)
@carries(CAPTURE)
def hand_over(request: HttpRequest, number: str) -> HttpResponse:
    application = applications.by_number(number)
    if application is None:
        raise Http404
    account = account_of(request)
    shown(request, application)
    owed = queries.to_be_surrendered(application)
    scanned = request.session.get(_scanned(application), "")
    initial = {
        "taken_by": application.name,
        "relation": Relation.SELF,
        "old_card": "" if owed else OldCard.NONE,
        "slip_code": scanned,
        "shown": Shown.SLIP if scanned else "",
    }
    who = _recognised(application, account.actor)
    form = HandoverForm(
        request.POST or None,
        request.FILES or None,
        allowed=queries.relations_allowed(),
        card=application.service.makes_card,
        asks_why=who["asks_why"],
        initial=initial,
    )
    if request.method == "POST" and taken(form, lambda: _give(application, form, account.actor)):
        request.session.pop(_scanned(application), None)
        messages.success(request, _("%s sudah diserahkan. Terima kasih.") % application.shown_number)
        return redirect(settings.LOGIN_REDIRECT_URL)
    done = queries.handover_of(application)
    context = {
        "application": application,
        "form": form,
        "owed": owed,
        "there": whereabouts(application),
        "may_give": queries.may_be_given(application),
        "done": done,
        "done_how": recognising.how(done.recognition) if done and done.recognition else "",
        "delivered": application.pk in delivery.wished([application]),
        "delivers": delivery.offered(),
        **who,
    }
    return render(request, "handover/hand_over.html", context, status=UNPROCESSABLE if form.errors else 200)


def _recognised(application: Application, by: Actor) -> dict[str, Any]:
    """What the page says of whether it is the one they say: how it was compared so far, and what may be done."""
    if application.state != State.READY or not application.service.makes_card:
        return {"asks_why": False}
    row, at = recognising.live(application), readers.counter_of(by)
    reader = bool(at and at.check_url)
    two = recognising.needs_two(application, at)
    compared = list(row.comparisons.all()) if row else []
    is_open = row is None or row.state == Recognition.State.OPEN
    return {
        "recognition": row,
        "compared": compared,
        "how": recognising.how(row) if row and row.means else "",
        "is_open": is_open,
        "reader": reader,
        "two": two,
        "asks_why": is_open and reader and not two and not compared,
        "turned_away": recognising.turned_away_today(application),
        "compare_form": CompareForm() if reader else None,
        "photo": portrait(application) is not None,
        "second_form": SecondForm(),
    }


def _give(application: Application, form: HandoverForm, by: Actor) -> None:
    data = form.cleaned_data
    collector = Collector(
        data["taken_by"],
        Relation(data["relation"]),
        Shown(data["shown"]),
        data["slip_code"],
        data["proof_seen"],
        data.get("why_by_eye", ""),
    )
    given = Given(data.get("serial", ""), form.received(), OldCard(data["old_card"]), data.get("old_serial", ""))
    actions.hand_over(application, collector, given, by=by)


@needs(Role.CLERK, Role.HEAD, shows=RECEIPT)
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The photo or the signature of who received it, only to look at, and never cached."""
    application = applications.by_number(number)
    done = queries.handover_of(application) if application else None
    if application is None or done is None or not done.content:
        raise Http404
    shown(request, application)
    headers = {
        "Content-Disposition": "inline",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(blobs.read(done.content), content_type=receipts.media_type(done), headers=headers)


@needs(Role.CLERK, Role.HEAD, shows=RECEIPT)
@carries(PRINT)
def receipt_paper(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt on paper: what was given to whom, how they were recognised, and room to sign."""
    application = applications.by_number(number)
    done = queries.handover_of(application) if application else None
    if application is None or done is None:
        raise Http404
    shown(request, application)
    return pdf.response(papers.draw_receipt(done), f"tanda-terima-{application.number}.pdf")

"""Whether whoever collects is who they say: the reader, the look by eye, the second person, and the list of all."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.applications.portraits import portrait
from pasti.audit.sights import NOBODY, listing, sight
from pasti.handover import recognising
from pasti.handover.forms import CompareForm, SecondForm
from pasti.handover.models import Comparison, Part, Recognition, Result, Whom
from pasti.handover.screens.siblings import siblings
from pasti.kit.errors import Refused
from pasti.kit.loads import CAPTURE, carries
from pasti.kit.screens import attempt, page_of

LOOK = sight("second look", gettext_lazy("pencocokan oleh orang kedua"))
PHOTO = sight("card photo", gettext_lazy("foto di kartu"))
LIST = listing("recognitions", gettext_lazy("daftar pencocokan orang"))
_PER_PAGE = 30
_PNG = b"\x89PNG"
_ANSWERS = {"orangnya": True, "bukan": False}


def _case(number: str) -> Application:
    application = applications.by_number(number)
    if application is None:
        raise Http404
    return application


@needs(Role.CLERK, shows=NOBODY)
@require_POST
@carries(CAPTURE)
def compare(request: HttpRequest, number: str) -> HttpResponse:
    """Let the reader compare who collects with the card on it."""
    form, application = CompareForm(request.POST), _case(number)

    def act() -> None:
        if not form.is_valid():
            raise Refused(_("Pilih yang mengambil, dan jari atau wajahnya."))
        part, whom = Part(form.cleaned_data["part"]), Whom(form.cleaned_data["whom"])
        _say(request, recognising.compare(application, part, whom, by=account_of(request).actor))

    attempt(request, act)
    return redirect("handover:hand-over", number)


def _say(request: HttpRequest, one: Comparison) -> None:
    part = one.get_part_display()
    match one.result:
        case Result.MATCH:
            messages.success(request, _("Cocok menurut alat: %s.") % part)
        case Result.NO_MATCH:
            messages.error(request, _("Tidak cocok menurut alat: %s. Coba jari lain atau wajah.") % part)
        case Result.UNUSABLE:
            messages.warning(request, _("Tidak terbaca: %s. Bersihkan jarinya, atau coba jari lain.") % part)
        case _silent:
            messages.warning(request, str(one.said))


@needs(Role.CLERK, shows=NOBODY)
@require_POST
def ask_second(request: HttpRequest, number: str) -> HttpResponse:
    form, application = SecondForm(request.POST), _case(number)

    def act() -> None:
        if not form.is_valid():
            raise Refused(_("Pilih siapa yang mengambil."))
        whom, why = Whom(form.cleaned_data["whom"]), form.cleaned_data["why"]
        recognising.ask_second(application, whom, why, by=account_of(request).actor)

    done = _("Orang kedua diminta. Kartu belum diserahkan.")
    attempt(request, act, done=done)
    return redirect("handover:hand-over", number)


@needs(Role.CLERK, Role.HEAD, shows=LOOK)
def look(request: HttpRequest, number: str) -> HttpResponse:
    """What a second person sees: the photo, large, what was compared, and two buttons."""
    application, by = _case(number), account_of(request).actor
    row = recognising.live(application)
    shown(request, application)
    waits = row if row and row.state == Recognition.State.DOUBTED else None
    context = {
        "siblings": siblings(request),
        "application": application,
        "row": row,
        "waits": waits,
        "is_first": waits is not None and waits.first_id == by.id,
        "photo": portrait(application) is not None,
    }
    return render(request, "handover/look.html", context)


@needs(Role.CLERK, Role.HEAD, shows=NOBODY)
@require_POST
def decide(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    row = get_object_or_404(Recognition.objects.select_related("application"), pk=pk)
    if name not in _ANSWERS:
        raise Http404
    same = _ANSWERS[name]
    done = _("Dicatat: orangnya cocok.") if same else _("Dicatat: bukan orangnya. Kartu tidak diserahkan.")
    attempt(request, lambda: recognising.decide(row, same=same, by=account_of(request).actor), done=done)
    return redirect("handover:recognitions")


@needs(Role.CLERK, Role.HEAD, shows=PHOTO)
def photo(request: HttpRequest, number: str) -> HttpResponse:
    """The photo on the card, only to look at, and never cached."""
    application = _case(number)
    opens = portrait(application)
    if opens is None:
        raise Http404
    try:
        content = opens()
    except Refused as broken:
        raise Http404(str(broken)) from broken
    shown(request, application)
    headers = {
        "Content-Disposition": "inline",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
    kind = "image/png" if content.startswith(_PNG) else "image/jpeg"
    return HttpResponse(content, content_type=kind, headers=headers)


@needs(Role.CLERK, Role.HEAD, shows=LIST)
def recognitions(request: HttpRequest) -> HttpResponse:
    """How everybody who collected was recognised, by whom; first who waits for a second person."""
    page, waiting = page_of(request, recognising.told(), size=_PER_PAGE), list(recognising.waiting())
    shown(request, *(row.application for row in [*waiting, *page]))
    context = {"siblings": siblings(request), "page": page, "waiting": waiting}
    context["rows"] = [(row, recognising.how(row) if row.means else "") for row in page]
    return render(request, "handover/recognitions.html", context)

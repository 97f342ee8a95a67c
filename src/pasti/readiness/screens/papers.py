"""The papers of an incident: its letters, its report, and the draft of a letter."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import OFFICE_STAFF
from pasti.accounts.rules import account_of, needs, shown
from pasti.audit.sights import NOBODY, sight
from pasti.kit import blobs, pdf
from pasti.kit.errors import Refused
from pasti.kit.loads import CAPTURE, PRINT, carries
from pasti.kit.sent_files import read_upload
from pasti.readiness import actions, escalation, reports
from pasti.readiness.forms import LetterForm
from pasti.readiness.models import Letter
from pasti.readiness.screens.incident import found, page
from pasti.readiness.states import DECIDERS, KEEPERS

_LARGEST_SCAN_MB = 15
LETTER = sight("incident letter", _("hasil pindai surat gangguan"))


@needs(*KEEPERS, shows=NOBODY)
@carries(CAPTURE)
@require_POST
def note_letter(request: HttpRequest, pk: int) -> HttpResponse:
    of, form = found(pk), LetterForm(request.POST, request.FILES, prefix="letter")
    if form.is_valid():
        said = dict(form.cleaned_data)
        file = said.pop("scan", None)
        try:
            scan = read_upload(file, largest_mb=_LARGEST_SCAN_MB) if file else None
            actions.note_letter(of, **said, scan=scan, by=account_of(request).actor)
        except Refused as refused:
            form.add_error("scan" if file else None, str(refused))
        else:
            return redirect("readiness:incident", pk)
    form.ask_for_files_again()
    return page(request, of, letter=form)


@needs(*OFFICE_STAFF, shows=LETTER)
def scan(request: HttpRequest, pk: int, document_id: int) -> HttpResponse:
    """A letter as it was scanned, only to look at: sandboxed, and never cached."""
    of = found(pk)
    letter = of.letters.filter(pk=document_id).exclude(sha256="").first()
    if letter is None:
        raise Http404
    shown(request, of)
    return _to_look_at(letter)


def _to_look_at(letter: Letter) -> HttpResponse:
    headers = {
        "Content-Disposition": "inline",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(blobs.read(letter.sha256), content_type=letter.media_type, headers=headers)


@needs(*OFFICE_STAFF, shows=NOBODY)
@carries(PRINT)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    of = found(pk)
    return pdf.response(reports.draw_report(of), f"gangguan-{of.year}-{of.sequence:03d}.pdf")


@needs(*DECIDERS, shows=NOBODY)
@carries(PRINT)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft of a letter to those above, where one is due."""
    of = found(pk)
    if escalation.due(of) is None:
        raise Http404
    return pdf.response(reports.draw_letter(of), f"surat-gangguan-{of.year}-{of.sequence:03d}.pdf")

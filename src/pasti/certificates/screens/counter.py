"""At the recording station and at the desk: the proof of recording on paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from pasti.accounts.roles import Role
from pasti.accounts.rules import needs, shown
from pasti.applications import queries as applications
from pasti.audit.sights import listing, sight
from pasti.certificates import papers, queries
from pasti.kit import clock, pdf
from pasti.kit.loads import PRINT, carries
from pasti.kit.screens import asked

RECORDED = listing("recorded list", gettext_lazy("daftar yang sudah direkam"))
RECORDED_SEARCH = listing("recorded search", gettext_lazy("pencarian yang sudah direkam"), search=True)
PROOF = sight("proof of recording", gettext_lazy("tanda bukti perekaman"))

_FOUND = 50


@needs(Role.RECORDER, Role.CLERK, shows=RECORDED)
def recorded(request: HttpRequest) -> HttpResponse:
    """Who was recorded today; with words, whoever was ever recorded."""
    said = asked(request, words=["q"])
    cases = list(applications.search(said["q"])[:_FOUND]) if said["q"] else queries.recorded_since(clock.today())
    proofs = [proof for case in cases[:_FOUND] if (proof := queries.proof_of(case))]
    shown(request, *(proof.application for proof in proofs), sight=RECORDED_SEARCH if said["q"] else RECORDED)
    return render(request, "certificates/recorded.html", {"proofs": proofs, "q": said["q"]})


@needs(Role.RECORDER, Role.CLERK, shows=PROOF)
@carries(PRINT)
def print_proof(request: HttpRequest, number: str) -> HttpResponse:
    application = applications.by_number(number)
    proof = queries.proof_of(application) if application else None
    if proof is None:
        raise Http404
    shown(request, proof.application)
    return pdf.response(papers.draw_proof(proof), f"tanda-bukti-perekaman-{proof.application.shown_number}.pdf")

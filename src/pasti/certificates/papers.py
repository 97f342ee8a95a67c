"""Certificates on paper. Offices and banks read them: they are in Indonesian, whoever prints them."""

from django.conf import settings
from django.utils import translation

from pasti.certificates import actions, queries, tokens
from pasti.certificates.models import Suket
from pasti.certificates.outside import bsre
from pasti.certificates.queries import Proof
from pasti.certificates.tokens import Certificate
from pasti.kit import blobs, clock, pdf, qr
from pasti.link import queries as links
from pasti.offices import queries as offices


def code_of(certificate: Certificate) -> str:
    """Return the letters of a certificate's QR code, signed with the key in use."""
    return tokens.written(actions.sign(certificate.claims()))


def draw_proof(proof: Proof) -> bytes:
    """Return the proof of a recording as PDF. Raises as `pdf.render` does."""
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "application": proof.application,
            "proof": proof,
            "office": offices.office(),
            "qr": qr.data_uri(code_of(proof.certificate())),
            "check": queries.check_address(),
            "printed_at": clock.now(),
            "sample": links.this_node().sample,
        }
        return pdf.render("certificates/proof_paper.html", context, stylesheet="styles/paper.css")


def suket_paper(suket: Suket) -> bytes:
    """Return a Suket as it is given out: as it was signed outside, else for signing by hand. Raises as `draw_suket`."""
    signed = queries.outside_signature(suket)
    return blobs.read(signed.sha256) if signed else draw_suket(suket)


def draw_suket(suket: Suket, *, for_outside: bool = False) -> bytes:
    """Return a Suket as PDF, to be signed by hand and stamped, or outside; it says which. Raises as `pdf.render`."""
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "application": suket.application,
            "suket": suket,
            "check": queries.check_address(),
            "signer": suket.decision.made_by,
            "for_outside": for_outside,
            # Where there is such a service, a paper without its signature says so.
            "outside_is_on": bsre.is_on(),
            "office": offices.office(),
            "qr": qr.data_uri(code_of(queries.certificate_of(suket))),
            "sample": links.this_node().sample,
        }
        return pdf.render("certificates/suket_paper.html", context, stylesheet="styles/report.css")

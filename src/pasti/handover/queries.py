"""What lies ready, and who may have it."""

import re

from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from pasti.applications import queries as applications
from pasti.applications import scans, visits
from pasti.applications.coming import identity
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.handover import shelf
from pasti.handover.models import Handover, Relation, Shown, Slip
from pasti.kit import typed
from pasti.offices import policy

_SECRET = re.compile(r"[A-Za-z0-9_-]{16}")


def slip_of(application: Application) -> Slip | None:
    """Return the slip of a case, if it is ready to collect."""
    return Slip.objects.filter(application=application, application__state=State.READY).first()


def qr_content(slip: Slip) -> str:
    """Return what a slip's QR code holds: an address with the slip's secret and the case's number behind its `#`.

    The applicant's telephone opens the case with it; a kiosk and the counter read it.
    """
    return scans.scan_of("slip", slip.code, slip.application.number)


def code_in(scanned: str) -> str:
    """Return the secret in what a scanner read from a slip, or nothing when that was no slip's code."""
    secret, _dash, number = typed.clean(scanned).rpartition("=")[2].rpartition("-")
    return secret if number.isdigit() and _SECRET.fullmatch(secret) else ""


def serial_in(scanned: str) -> str:
    """Return the serial of the card that was scanned, or of the case whose slip was; else what was read, as it was."""
    case = by_slip(scanned) if code_in(scanned) else None
    return case.product if case else plain_serial(scanned)


def by_slip(scanned: str) -> Application | None:
    """Return the case that a scanned slip belongs to."""
    slip = Slip.objects.select_related("application__service").filter(code=code_in(scanned)).first()
    return slip.application if slip else None


def with_slip(number: str, secret: str) -> Application | None:
    """Return the case of a number that lies ready, if the secret is its slip's."""
    application = applications.by_number(number)
    slip = slip_of(application) if application else None
    return application if slip and constant_time_compare(slip.code, secret) else None


def handover_of(application: Application) -> Handover | None:
    """Return how a case was handed over."""
    return Handover.objects.filter(application=application).first()


def relations_allowed() -> list[Relation]:
    """Return who may collect at this office today."""
    allowed = [Relation.SELF]
    if policy.value("handover.family_may_collect"):
        allowed.append(Relation.FAMILY)
    if policy.value("handover.attorney_may_collect"):
        allowed.append(Relation.ATTORNEY)
    return allowed


def why_not(relation: Relation, shown: Shown, *, proof: bool) -> str:
    """Return why such a person may not have what is ready, in one sentence; nothing if they may.

    Who acts by power of attorney shows form F-1.07 (Permendagri 109/2019); whoever collects for somebody else shows
    the original proof, where the office asks for that.
    """
    if relation not in relations_allowed():
        return _(
            "Menurut ketentuan kantor ini, orang tersebut tidak dapat mengambilkan. Periksa hubungannya dengan pemilik."
        )
    if relation == Relation.ATTORNEY and shown != Shown.LETTER:
        return _("Penerima kuasa dikenali melalui surat kuasa F-1.07 dan KTP-el-nya. Periksa keduanya.")
    if relation != Relation.SELF and proof_wanted() and not proof:
        return _(
            "Yang mengambilkan harus menunjukkan bukti asli: pindai slipnya, atau tandai bukti kertas yang dilihat."
        )
    return ""


def may_be_given(application: Application) -> bool:
    """Whether what a case made lies where it may be handed over; a document always does."""
    card = shelf.card_of(application)
    return card is None or card.open_to_hand_over


def proof_wanted() -> bool:
    """Whether whoever collects for somebody else shows the original proof (rule `handover.others_show_proof`)."""
    return bool(policy.value("handover.others_show_proof"))


def plain_serial(scanned: str) -> str:
    """Return a serial as it is kept, however it was scanned or typed."""
    return "".join(typed.clean(scanned).split()).upper()[:40]


def to_bring(application: Application) -> list[str]:
    """Return what whoever collects brings: old papers, who they are, and what somebody else needs besides."""
    allowed = relations_allowed()
    others = []
    if Relation.FAMILY in allowed:
        others.append(_("Bila diambilkan anggota satu KK: KTP-el pengambil dan KK"))
    if Relation.ATTORNEY in allowed:
        others.append(_("Bila diambilkan orang lain: surat kuasa F-1.07 dan KTP-el penerima kuasa"))
    if others and proof_wanted():
        others.append(_("Siapa pun yang mengambilkan: slip pengambilan atau tanda bukti yang asli"))
    return [*to_be_surrendered(application), identity(), *others]


def brought_by(application: Application, relation: Relation) -> list[str]:
    """Return what is brought by somebody of this relation who collects."""
    own = {
        Relation.SELF: [identity()],
        Relation.FAMILY: [_("KTP-el pengambil dan KK")],
        Relation.ATTORNEY: [_("Surat kuasa F-1.07 yang sudah ditandatangani"), _("KTP-el penerima kuasa")],
    }
    slip = _("Slip pengambilan, atau nomor permohonan")
    if relation != Relation.SELF and proof_wanted():
        slip = _("Slip pengambilan atau tanda bukti yang asli")
    return [slip, *to_be_surrendered(application), *own[relation]]


def to_be_surrendered(application: Application) -> list[str]:
    """Return what must be handed in before this case's new card is given."""
    return visits.to_be_surrendered(application)

"""The papers of a case: who may add and take away which, when, and how much room they take."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from pasti.applications import lifetime, queries
from pasti.applications.models import Application, Document
from pasti.applications.states import State
from pasti.journal import queries as journal
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import check_owner
from pasti.kit import blobs, clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices import policy

_MOST_DOCUMENTS = 20
_MB = 1024 * 1024
# Whose uploads stop earlier stop at least so much earlier, whatever an office has decided.
_APART_MB = 100


@transaction.atomic
def add_document(
    application: Application,
    requirement: str,
    content: bytes,
    media_type: str,
    *,
    first_page: bytes = b"",
    by: Actor,
) -> Document:
    """Attach a paper (content already opened, see `uploads`; `first_page` of a PDF as JPEG). Twice is harmless.

    Raises NotAllowed for an applicant whose case it is not and once the papers were accepted; Refused for a requirement
    the case does not have, too many, too much for one case, or when the disk has no room left for such as `by`.
    """
    fresh = lifetime.locked(application.pk)
    check_owner(fresh.number, by)
    _check_open(fresh)
    asked_for = {r.code: r for r, _sent in queries.documents_of(fresh)}
    if requirement not in asked_for:
        raise Refused(_("Berkas itu tidak diminta untuk permohonan ini."))
    if blobs.free_mb() < least_free_mb(by):
        raise Refused(_("Saat ini foto dan PDF tidak dapat diterima. Bawa saja berkasnya saat datang."))
    _check_size(fresh, len(content))
    blob = blobs.keep(content)
    shown = blobs.keep(first_page).sha256 if first_page else ""
    document, new = Document.objects.get_or_create(
        application=fresh,
        requirement=requirement,
        sha256=blob.sha256,
        defaults={
            "title": asked_for[requirement].text_id,
            "media_type": media_type,
            "size": blob.size,
            "first_page": shown,
            "added_at": clock.now(),
            "added_by": by.name,
        },
    )
    if new:
        what = asked_for[requirement].in_both
        record("document.added", subject=fresh.subject, case=fresh.number, by=by, what=what)
    return document


def _check_size(application: Application, size: int) -> None:
    if application.documents.count() >= _MOST_DOCUMENTS:
        raise Refused(_("Sudah ada %d foto atau PDF; hapus dahulu yang tidak perlu.") % _MOST_DOCUMENTS)
    sent = application.documents.aggregate(bytes=Sum("size"))["bytes"] or 0
    most = policy.value("applications.case_mb")
    if sent + size > most * _MB:
        raise Refused(
            _("Foto dan PDF untuk satu permohonan paling banyak %d MB. Bawa saja berkas yang lain saat datang.") % most
        )


def least_free_mb(by: Actor) -> int:
    """Return how much room the disk must have for what somebody sends, in MB.

    Recording keeps a reserve; staff stop before it, and applicants before staff.
    """
    staff = max(policy.value("applications.least_free_disk_mb_staff"), blobs.reserved_mb() + _APART_MB)
    return max(policy.value("applications.least_free_disk_mb"), staff + _APART_MB) if by.is_applicant else staff


@transaction.atomic
def remove_document(document: Document, *, by: Actor) -> None:
    """Take a paper away again; its content goes when nothing else refers to it. Doing it twice is harmless.

    Raises NotAllowed as `add_document` does, and for an applicant's paper that the office has had before it already:
    from a draft they take away what they like; once papers were asked for, what they have sent since; else nothing.
    """
    fresh = lifetime.locked(document.application_id)
    check_owner(fresh.number, by)
    _check_open(fresh)
    if by.is_applicant and not _may_take_away(fresh, document, _asked_at(fresh)):
        raise NotAllowed(_("Foto atau PDF ini sudah diterima kantor dan tidak dapat dihapus. Kirim saja yang baru."))
    deleted, _rows = Document.objects.filter(pk=document.pk).delete()
    if deleted:
        asked_for = fresh.service.requirements.filter(code=document.requirement, text_id=document.title).first()
        what = asked_for.in_both if asked_for else document.title
        record("document.removed", subject=fresh.subject, case=fresh.number, by=by, what=what)
        blobs.forget_on_commit(*files_of(document))


def files_of(document: Document) -> list[str]:
    """Return the names of a paper's blobs."""
    return [name for name in (document.sha256, document.first_page) if name]


def removable(application: Application) -> set[int]:
    """Return which papers of a case its applicant may take away now, by their ids."""
    asked_at = _asked_at(application)
    return {d.pk for d in application.documents.all() if _may_take_away(application, d, asked_at)}


def _may_take_away(application: Application, document: Document, asked_at: datetime | None) -> bool:
    if application.state == State.INCOMPLETE:
        return asked_at is not None and document.added_at > asked_at
    return application.state == State.DRAFT


def _asked_at(application: Application) -> datetime | None:
    asked = journal.of_case(application.number).filter(kind="application.ask").last()
    return asked.happened_at if asked else None


def _check_open(application: Application) -> None:
    if application.state not in (State.DRAFT, State.SUBMITTED, State.INCOMPLETE):
        raise NotAllowed(_("Berkas permohonan ini tidak dapat diubah lagi: %s.") % application.state_label)

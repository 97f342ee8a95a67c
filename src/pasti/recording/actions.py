"""Recording a person. Every image is sealed for the centre as it is captured; the office cannot read it again."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.applications import actions as applications
from pasti.applications import corrections
from pasti.applications import queries as cases
from pasti.applications.models import Application
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.moves import take
from pasti.kit import blobs, clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.link import actions as link
from pasti.link import keys, leases, packet
from pasti.link import queries as links
from pasti.link.leases import May
from pasti.link.schema import Capture as CaptureSaid
from pasti.link.schema import PacketAnnounced, PacketContent, Said
from pasti.link.statuses import Status
from pasti.offices import policy
from pasti.recording import queries
from pasti.recording.models import Capture, Recording
from pasti.recording.positions import MissingReason, Position, modality_of

# An hourly duty asks, and finds the answer at its next turn.
_CONFIRMED_WITHIN = timedelta(hours=3)


@transaction.atomic
def open_recording(application: Application, *, seen: str | None = None, knowing: bool = False, by: Actor) -> Recording:
    """Begin to record the person of a case that is at its recording step; the one that is open is continued.

    `seen` is the digest of the data that the person said is right (`corrections.digest`), `knowing` that whoever
    records knows of an earlier recording under this NIK. Raises Refused when the data have changed since, when somebody
    was recorded before and nobody knows, when there is no centre to seal for or it does not allow it, or when the disk
    is nearly full.
    """
    fresh = applications.lock(application)
    current = queries.open_recording(fresh)
    if current:
        return current
    step = fresh.current_step
    if step is None or step.code != "recording":
        raise NotAllowed(_("Permohonan %s tidak sedang di tahap perekaman.") % fresh)
    applications.ensure_permit(fresh)
    if seen is not None:
        corrections.check_unchanged(fresh, seen)
    if reason := leases.refusal(May.RECORD) or queries.obstacle():
        raise Refused(reason)
    earlier = queries.earlier_of(fresh)
    if earlier and not knowing:
        raise Refused(_("NIK ini pernah direkam. Pastikan dahulu bahwa orangnya memang harus direkam lagi."))
    centre = links.centre()
    assert centre is not None
    recording = Recording.objects.create(
        application=fresh,
        packet=uuid.uuid4().hex,
        recipient=centre.recipient,
        state=Recording.State.OPEN,
        opened_at=clock.now(),
        opened_by=by.name,
    )
    record("recording.open", subject=recording.subject, case=fresh.number, by=by)
    if earlier:
        number = earlier[0].application.shown_number
        record("recording.second", subject=recording.subject, case=fresh.number, by=by, number=number)
    return recording


@transaction.atomic
def keep_capture(recording: Recording, position: Position, image: bytes, *, quality: int | None, by: Actor) -> Capture:
    """Seal one image and keep it; capturing the same position again replaces it. `quality` is 0 to 100."""
    fresh = _open(recording, position)
    sealed = blobs.keep(keys.seal(image, fresh.recipient))
    return _keep(fresh, position, by, sha256=sealed.sha256, quality=quality, missing="")


@transaction.atomic
def note_missing(recording: Recording, position: Position, reason: MissingReason, *, by: Actor) -> Capture:
    """Note why something cannot be captured. It is an exception, not a failure: the recording goes on.

    A photo is always possible: raises Refused for the face.
    """
    if position == Position.FACE:
        raise Refused(_("Foto tidak dapat dikecualikan."))
    fresh = _open(recording, position)
    capture = _keep(fresh, position, by, sha256="", quality=None, missing=reason)
    record(
        "recording.exception",
        subject=fresh.subject,
        case=fresh.case_number,
        by=by,
        what=str(position),
        reason=str(reason),
    )
    return capture


def _open(recording: Recording, position: Position) -> Recording:
    fresh = Recording.locked(recording.pk)
    if fresh.state != Recording.State.OPEN:
        raise NotAllowed(_("Perekaman ini sudah %s.") % fresh.state_label)
    if position not in queries.wanted(fresh):
        raise Refused(_("Bagian ini tidak direkam untuk layanan ini."))
    return fresh


def _keep(recording: Recording, position: Position, by: Actor, **fields: object) -> Capture:
    before = Capture.objects.filter(recording=recording, position=position).first()
    capture, _new = Capture.objects.update_or_create(
        recording=recording,
        position=position,
        defaults={"modality": modality_of(position), "captured_at": clock.now(), **fields},
    )
    if before and before.sha256:
        blobs.forget_on_commit(before.sha256)
    if capture.sha256:
        record("recording.capture", subject=recording.subject, case=recording.case_number, by=by, what=str(position))
    return capture


@transaction.atomic
def seal(recording: Recording, *, by: Actor) -> Recording:
    """Make the packet, put it on its way and finish the recording step, all in one transaction.

    Raises Refused, naming it, while something is neither captured nor noted as missing. Sealing twice is harmless.
    """
    # First the case: what is sealed is what it says now, and a correction at this moment comes before or is refused.
    application = applications.lock(recording.application)
    fresh = Recording.locked(recording.pk)
    if fresh.state != Recording.State.OPEN and fresh.sha256:
        return fresh
    applications.ensure_permit(fresh.application)
    missing = queries.still_missing(fresh)
    if missing:
        raise Refused(_("Belum direkam: %s.") % ", ".join(str(position.label) for position in missing))
    captures = list(fresh.captures.order_by("id"))
    parts = {capture.position: blobs.read(capture.sha256) for capture in captures if capture.sha256}
    now = clock.now()
    content = PacketContent(
        packet=fresh.packet,
        application=application.number,
        service=application.service.code,
        biodata=cases.as_biodata(application),
        captures=[_said(capture) for capture in captures],
        captured_at=now,
        operator=by.name,
    )
    blob = blobs.keep(packet.build(content, parts, fresh.recipient))
    sealed = take(
        fresh,
        "seal",
        by=by,
        changes={"sealed_at": now, "sha256": blob.sha256, "size": blob.size},
        size=blob.size,
    )
    link.send(
        Said.PACKET,
        PacketAnnounced(
            packet=fresh.packet,
            application=application.number,
            service=application.service.code,
            sha256=blob.sha256,
            size=blob.size,
            captured_at=now,
        ),
        key=fresh.packet,
        happened_at=now,
    )
    link.send_parcel(blob.sha256, blob.size)
    applications.finish_step(application, "recording", by=by)
    _note_here(application, Status.BIO_CAPTURED, by)
    _note_here(application, Status.PROCESSING, by)
    parts_kept = [capture.sha256 for capture in captures if capture.sha256]
    Capture.objects.filter(recording=fresh, missing="").update(sha256=blob.sha256)
    blobs.forget_on_commit(*parts_kept)
    return sealed


def _said(capture: Capture) -> CaptureSaid:
    return CaptureSaid(
        modality=capture.modality,
        position=capture.position,
        part=capture.position if capture.sha256 else "",
        quality=capture.quality,
        captured_at=capture.captured_at,
        exception=capture.missing,
    )


def _note_here(application: Application, code: str, by: Actor, at: datetime | None = None) -> None:
    """The statuses up to the sending are this office's own: the centre does not know of them yet."""
    applications.note_status(application, code, at=at or clock.now(), source=links.this_node().name, by=by)


@transaction.atomic
def cancel(recording: Recording, *, by: Actor) -> Recording:
    """Break off a recording; what was captured is deleted, the case stays at its recording step."""
    cancelled = take(recording, "cancel", by=by)
    shas = list(recording.captures.exclude(sha256="").values_list("sha256", flat=True))
    recording.captures.all().delete()
    blobs.forget_on_commit(*shas)
    return cancelled


@transaction.atomic
def note_sent(recording: Recording, *, at: datetime) -> None:
    """Note that the packet's manifest, which the centre holds now, left this office at a moment: sent for enrolment."""
    fresh = Recording.locked(recording.pk)
    if fresh.state == Recording.State.SEALED:
        take(fresh, "send", by=SYSTEM, happened_at=at)
        last = fresh.application.latest_status
        # When the centre has spoken of it already, that it was sent is no news, and must not seem to be the latest.
        if last is None or last.source == links.this_node().name:
            _note_here(fresh.application, Status.SENT_FOR_ENROLLMENT, SYSTEM, at)


@transaction.atomic
def note_stored(recording: Recording, *, by: Actor) -> None:
    """Note that the centre stored the packet whole. The same twice is harmless."""
    fresh = Recording.locked(recording.pk)
    if fresh.state in (Recording.State.SEALED, Recording.State.SENT):
        take(fresh, "store", by=by, changes={"stored_at": clock.now()})


def purge_stored() -> int:
    """Delete the office's sealed copies whose retention time after storage at the centre is over; return how many.

    Each only after the centre has said within the last hours, asked by its hash, that it has it whole.
    """
    before = clock.now() - timedelta(days=policy.value("recording.keep_days"))
    stored = Recording.objects.filter(state=Recording.State.STORED, stored_at__lte=before)
    purged = 0
    for recording in stored:
        # The centre may have lost since what it said it stored: the only copy goes after it has said so once more.
        if not links.parcel_confirmed(recording.sha256, clock.now() - _CONFIRMED_WITHIN):
            link.confirm_parcel(recording.sha256)
            continue
        with transaction.atomic():
            take(recording, "purge", by=SYSTEM)
            blobs.forget_on_commit(recording.sha256)
        purged += 1
    return purged

"""The recording station: photo, signature, fingers, irises; everything sealed as it is captured."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.applications import corrections
from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.applications.uploads import PHOTO_TYPES, read_upload
from pasti.audit.sights import NOBODY, listing, sight
from pasti.kit.errors import Refused
from pasti.kit.loads import CAPTURE, carries
from pasti.kit.screens import UNPROCESSABLE, attempt, sent, sent_all
from pasti.offices import queries as offices
from pasti.recording import actions, device, images, queries
from pasti.recording.forms import KnowingForm
from pasti.recording.models import Recording
from pasti.recording.positions import GOES, LEFT_FOUR, RIGHT_FOUR, MissingReason, Position

_LARGEST_PHOTO_MB = 15
WAITING = listing("recording list", gettext_lazy("daftar tunggu perekaman"))
STATION = sight("recording", gettext_lazy("halaman perekaman"))


@dataclass(frozen=True)
class Preview:
    """An image that was just captured, shown once and kept nowhere readable."""

    position: Position
    source: str
    quality: int | None = None


@needs(Role.RECORDER, shows=WAITING)
def waiting(request: HttpRequest) -> HttpResponse:
    cases, not_stored = list(queries.waiting()[:100]), list(queries.not_stored()[:50])
    shown(request, *cases, *(recording.application for recording in not_stored))
    context = {"waiting": cases, "not_stored": not_stored}
    return render(request, "recording/waiting.html", context)


@needs(Role.RECORDER, shows=STATION)
def station(request: HttpRequest, number: str) -> HttpResponse:
    recording = queries.open_recording(_application(number))
    return _page(request, _application(number), recording) if recording else _before(request, _application(number))


def _application(number: str) -> Application:
    application = applications.by_number(number)
    if application is None:
        raise Http404
    return application


def _before(request: HttpRequest, application: Application) -> HttpResponse:
    """Compare the person with the data before anything is captured."""
    shown(request, application)
    context = {
        "application": application,
        "latest": queries.latest(application),
        "earlier": queries.earlier_of(application),
        "knowing": KnowingForm()["knowing"],
        "seen": corrections.digest(application),
    }
    return render(request, "recording/before.html", context)


def _page(
    request: HttpRequest,
    application: Application,
    recording: Recording,
    *,
    previews: list[Preview] | None = None,
    problem: str = "",
) -> HttpResponse:
    shown(request, application)
    captures = queries.captures(recording)
    wanted = queries.wanted(recording)
    missing = queries.still_missing(recording)
    context: dict[str, Any] = {
        "application": application,
        "recording": recording,
        "captures": captures,
        "wants": {
            "photo": Position.FACE in wanted,
            "signature": Position.SIGNATURE in wanted,
            "fingers": Position.RIGHT_THUMB in wanted,
            "irises": Position.RIGHT_EYE in wanted,
        },
        "hands": [
            (_("Tangan kanan"), [Position.RIGHT_THUMB, *RIGHT_FOUR]),
            (_("Tangan kiri"), [Position.LEFT_THUMB, *LEFT_FOUR]),
        ],
        "eyes": [Position.RIGHT_EYE, Position.LEFT_EYE],
        "goes": [(code, label) for code, (_m, positions, label) in GOES.items() if positions[0] in wanted],
        "next_go": _next_go(missing),
        "next": missing[0] if missing else None,
        "missing": missing,
        "excusable": [position for position in wanted if position != Position.FACE],
        "reasons": MissingReason.choices,
        "shown": {preview.position.value: preview for preview in previews or []},
        "problem": problem,
        "device_url": _device_url(request),
    }
    response = render(request, "recording/station.html", context, status=UNPROCESSABLE if problem else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _next_go(missing: list[Position]) -> str:
    return next((code for code, (_m, positions, _label) in GOES.items() if set(positions) & set(missing)), "")


def _device_url(request: HttpRequest) -> str:
    shift = offices.shift_of(account_of(request))
    return shift.counter.capture_url if shift else ""


@needs(Role.RECORDER, shows=NOBODY)
@require_POST
def begin(request: HttpRequest, number: str) -> HttpResponse:
    seen, knowing, by = sent(request, "seen"), KnowingForm(request.POST).is_valid(), account_of(request).actor
    attempt(request, lambda: actions.open_recording(_application(number), seen=seen, knowing=knowing, by=by))
    return redirect("recording:station", number)


Capture = Callable[[HttpRequest, Recording], list[Preview]]


def _capturing(capture: Capture) -> Callable[..., HttpResponse]:
    """Turn one way of capturing into a view: capture, show what was captured once, or say what went wrong."""

    @needs(Role.RECORDER, shows=STATION)
    @carries(CAPTURE)
    @require_POST
    def view(request: HttpRequest, number: str) -> HttpResponse:
        application = _application(number)
        recording = queries.open_recording(application)
        if recording is None:
            return redirect("recording:station", number)
        try:
            previews = capture(request, recording)
        except Refused as refused:
            return _page(request, application, recording, problem=str(refused))
        return _page(request, application, recording, previews=previews)

    return view


@_capturing
def photo(request: HttpRequest, recording: Recording) -> list[Preview]:
    file = request.FILES.get("photo")
    if file is None:
        raise Refused(_("Ambil foto dengan kamera, atau pilih foto dari komputer."))
    opened = read_upload(file, largest_mb=_LARGEST_PHOTO_MB, allowed=PHOTO_TYPES)
    jpeg = images.photo(opened.content)
    actions.keep_capture(recording, Position.FACE, jpeg, quality=None, by=account_of(request).actor)
    return [Preview(Position.FACE, _shown(jpeg, "image/jpeg"))]


@_capturing
def signature(request: HttpRequest, recording: Recording) -> list[Preview]:
    file = request.FILES.get("file")
    if file is not None:
        content = read_upload(file, largest_mb=_LARGEST_PHOTO_MB, allowed=PHOTO_TYPES).content
    else:
        content = images.from_data_url(request.POST.get("drawn", ""))
    png = images.signature(content)
    actions.keep_capture(recording, Position.SIGNATURE, png, quality=None, by=account_of(request).actor)
    return [Preview(Position.SIGNATURE, _shown(png, "image/png"))]


@_capturing
def from_device(request: HttpRequest, recording: Recording) -> list[Preview]:
    """Let the device capture what is still wanted of one go; what is noted as missing is not asked of the person."""
    go = GOES.get(sent(request, "go"))
    url = _device_url(request)
    if go is None:
        raise Refused(_("Pilih apa yang direkam."))
    if not url:
        raise Refused(
            _("Loket Anda tidak punya alat perekaman. Pindah ke loket yang punya, atau hubungi administrator.")
        )
    modality, positions, _label = go
    excused = {p for p, capture in queries.captures(recording).items() if capture.missing}
    asked = [str(p) for p in positions if p in queries.wanted(recording) and p not in excused]
    if not asked:
        raise Refused(_("Semua bagian ini sudah dicatat sebagai pengecualian."))
    previews = []
    for captured in device.capture(url, modality, asked):
        position = Position(captured.position)
        actions.keep_capture(
            recording, position, captured.image, quality=captured.quality, by=account_of(request).actor
        )
        previews.append(Preview(position, _shown(captured.image, "image/png"), captured.quality))
    return previews


@_capturing
def exception(request: HttpRequest, recording: Recording) -> list[Preview]:
    try:
        reason = MissingReason(sent(request, "reason"))
        positions = [Position(code) for code in sent_all(request, "position")]
    except ValueError:
        raise Refused(_("Pilih bagian dan alasannya.")) from None
    if not positions:
        raise Refused(_("Pilih bagian yang tidak dapat direkam."))
    with transaction.atomic():
        for position in positions:
            actions.note_missing(recording, position, reason, by=account_of(request).actor)
    return []


@needs(Role.RECORDER, shows=STATION)
@require_POST
def seal(request: HttpRequest, number: str) -> HttpResponse:
    application = _application(number)
    recording = queries.open_recording(application)
    if recording is None:
        return redirect(settings.LOGIN_REDIRECT_URL)
    try:
        actions.seal(recording, by=account_of(request).actor)
    except Refused as refused:
        return _page(request, application, recording, problem=str(refused))
    messages.success(request, _("Rekaman %s tersegel dan dikirim ke pusat.") % application.shown_number)
    return redirect(settings.LOGIN_REDIRECT_URL)


@needs(Role.RECORDER, shows=NOBODY)
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    recording = queries.open_recording(_application(number))
    if recording:
        attempt(
            request,
            lambda: actions.cancel(recording, by=account_of(request).actor),
            done=_("Perekaman dibatalkan. Hasil yang sudah terekam dihapus."),
        )
    return redirect("recording:station", number)


def _shown(image: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{b64encode(image).decode()}"

"""Suggestions of duplicates, side by side, for a person to decide."""

from datetime import date
from typing import Any

import filetype
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.accounts.roles import CENTRE_ROLES, Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.audit.sights import listing, sight
from pasti.centre.dedup import actions, faces, queries
from pasti.centre.dedup.forms import DecisionForm
from pasti.centre.dedup.models import Suggestion
from pasti.centre.dedup.reasons import Reason
from pasti.centre.persons.rules import may_change
from pasti.kit import text
from pasti.kit.errors import Refused
from pasti.kit.screens import UNPROCESSABLE

_COMPARED = {
    "nik": "NIK",
    "name": gettext_lazy("Nama"),
    "birth_place": gettext_lazy("Tempat lahir"),
    "birth_date": gettext_lazy("Tanggal lahir"),
    "sex": gettext_lazy("Jenis kelamin"),
    "address": gettext_lazy("Alamat"),
    "village": gettext_lazy("Kelurahan atau desa"),
    "district": gettext_lazy("Kecamatan"),
    "regency": gettext_lazy("Kabupaten atau kota"),
    "marital_status": gettext_lazy("Status perkawinan"),
    "occupation": gettext_lazy("Pekerjaan"),
}

_SEXES = {"M": gettext_lazy("Laki-laki"), "F": gettext_lazy("Perempuan")}


SUGGESTIONS = listing("suggestion list", gettext_lazy("daftar dugaan ganda"))
ADJUDICATION = sight("adjudication", gettext_lazy("halaman adjudikasi"))
FACE = sight("adjudication face", gettext_lazy("foto pada keputusan data ganda"))

# As the page calls its two sides.
_SIDES = {"baru": "record", "ada": "other"}
_PARTS = {
    "face": gettext_lazy("wajah"),
    "right-eye": gettext_lazy("iris kanan"),
    "left-eye": gettext_lazy("iris kiri"),
}


@needs(*CENTRE_ROLES, shows=SUGGESTIONS)
def suggestions(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    waiting, decided = list(queries.open_suggestions()[:100]), list(queries.decided()[:20])
    shown(request, *(record for found in [*waiting, *decided] for record in (found.record, found.other)))
    context = {
        "suggestions": waiting,
        "decided": decided,
        "decides": Role.CENTRE_OPERATOR in account.roles,
    }
    return render(request, "centre/dedup/suggestions.html", context)


@needs(Role.CENTRE_OPERATOR, shows=ADJUDICATION)
def suggestion(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    found = queries.suggestion(suggestion_id)
    if found is None:
        raise Http404
    account = account_of(request)
    shown(request, found.record, found.other)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide(found, same=_same(request), reason=form.cleaned_data["reason"], by=account.actor)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("dedup:suggestions")
    context = {
        "suggestion": found,
        "form": form,
        "rows": _side_by_side(found),
        "service": found.record.service,
        "changing": _changing(found),
        "reasons": [Reason(code).label for code in found.reasons],
        "faces": _faces(found),
        "scores": [(_PARTS.get(part, part), score) for part, score in found.scores.items()],
        "engine": found.record.search.engine if hasattr(found.record, "search") else "",
    }
    return render(request, "centre/dedup/suggestion.html", context, status=UNPROCESSABLE if form.errors else 200)


def _faces(found: Suggestion) -> list[tuple[str, bool]]:
    """Return both sides and whether there is a face to show; nothing once it is decided."""
    try:
        faces.ensure_open(found)
    except Refused:
        return []
    return [(side, faces.recording_of(getattr(found, name)) is not None) for side, name in _SIDES.items()]


@needs(Role.CENTRE_OPERATOR, shows=FACE)
def face(request: HttpRequest, suggestion_id: int, side: str) -> HttpResponse:
    """One face, for who decides, while there is something to decide; served as a picture and nothing else."""
    found = queries.suggestion(suggestion_id)
    if found is None or side not in _SIDES:
        raise Http404
    row = getattr(found, _SIDES[side])
    try:
        faces.ensure_open(found)
        content = faces.face_of(row)
    except Refused as refused:
        raise Http404(str(refused)) from refused
    shown(request, row)
    headers = {
        "Content-Disposition": "inline",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=filetype.guess_mime(content), headers=headers)


def _same(request: HttpRequest) -> bool:
    pressed = {"same", "different"} & set(request.POST)
    if len(pressed) != 1:
        raise Refused(_("Pilih salah satu: dua orang berbeda, atau orang yang sama."))
    return pressed == {"same"}


def _known(found: Suggestion) -> dict[str, Any]:
    """What the centre knows of the other's person: what their card says now."""
    known: dict[str, Any] = found.other.person.biodata if found.other.person else found.other.biodata
    return known


def _changing(found: Suggestion) -> list[str]:
    """Return the labels of what would change on the card if the office's request were approved."""
    said, known = found.record.biodata, _known(found)
    fields = may_change(found.record.service, approved=True)
    return [text.within(str(_COMPARED[n])) for n in fields if n in _COMPARED and said.get(n, "") != known.get(n, "")]


def _side_by_side(found: Suggestion) -> list[tuple[str, str, str]]:
    left, right = found.record.biodata, _known(found)
    return [(str(label), _in_words(name, left), _in_words(name, right)) for name, label in _COMPARED.items()]


def _in_words(name: str, biodata: dict[str, str]) -> str:
    said = str(biodata.get(name, ""))
    if name == "birth_date" and said:
        return text.plain_date(date.fromisoformat(said))
    return str(_SEXES.get(said, said)) if name == "sex" else said

"""Suggestions of duplicates, side by side, for a person to decide."""

from datetime import date
from typing import Any

import filetype
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.accounts import queries as accounts
from pasti.accounts.roles import CENTRE_ROLES, Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.audit.sights import listing, sight
from pasti.centre.dedup import actions, faces, queries
from pasti.centre.dedup.differences import Pieces, marked
from pasti.centre.dedup.forms import DecisionForm
from pasti.centre.dedup.models import Suggestion
from pasti.centre.dedup.reasons import Reason
from pasti.centre.dedup.states import UNDECIDED, Verdict
from pasti.centre.intake.states import State as RecordState
from pasti.centre.persons.rules import may_change
from pasti.journal.actors import Actor
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
    "mother": gettext_lazy("Nama ibu"),
}
# Of these each letter counts.
_BY_LETTERS = frozenset({"nik", "name", "mother"})

_SEXES = {"M": gettext_lazy("Laki-laki"), "F": gettext_lazy("Perempuan")}


SUGGESTIONS = listing("suggestion list", gettext_lazy("daftar dugaan ganda"))
ADJUDICATION = sight("adjudication", gettext_lazy("halaman adjudikasi"))
FACE = sight("adjudication face", gettext_lazy("foto pada keputusan data ganda"))

# What is said to whoever gave an opinion: what comes of it.
_WHAT_NOW: dict[str, str | Promise] = {
    Suggestion.State.HALF: gettext_lazy("Pendapat Anda dicatat. Petugas kedua memutuskan tanpa melihatnya."),
    Suggestion.State.DISPUTED: gettext_lazy("Pendapat Anda dicatat. Kepala pusat memutuskan."),
    Suggestion.State.DIFFERENT: gettext_lazy("Diputuskan: beda orang."),
    Suggestion.State.SAME: gettext_lazy("Diputuskan: orang yang sama."),
    Suggestion.State.AGAIN: gettext_lazy("Diputuskan: rekam ulang. Kantor diberi tahu."),
}

# As the page calls its two sides.
_SIDES = {"baru": "record", "ada": "other"}
_PARTS = {
    "face": gettext_lazy("wajah"),
    "right-eye": gettext_lazy("iris kanan"),
    "left-eye": gettext_lazy("iris kiri"),
}


@needs(*CENTRE_ROLES, shows=SUGGESTIONS)
def suggestions(request: HttpRequest) -> HttpResponse:
    by = account_of(request).actor
    waiting, decided = queries.waiting_for(by, most=100), list(queries.decided()[:20])
    shown(request, *(record for found, *_mine in waiting for record in (found.record, found.other)))
    shown(request, *(record for found in decided for record in (found.record, found.other)))
    decides = bool(account_of(request).roles & {Role.CENTRE_OPERATOR, Role.CENTRE_HEAD})
    lonely = bool(waiting) and accounts.how_many(Role.CENTRE_OPERATOR) < 2
    context = {"waiting": waiting, "decided": decided, "decides": decides, "lonely": lonely}
    return render(request, "centre/dedup/suggestions.html", context)


@needs(Role.CENTRE_OPERATOR, Role.CENTRE_HEAD, shows=ADJUDICATION)
def suggestion(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    found = queries.suggestion(suggestion_id)
    if found is None:
        raise Http404
    by = account_of(request).actor
    shown(request, found.record, found.other)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moved = actions.decide(found, _verdict(request), reason=form.cleaned_data["reason"], by=by)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, str(_WHAT_NOW[moved.state]))
            return redirect("dedup:suggestions")
    context = {
        "suggestion": found,
        "form": form,
        "may_decide": queries.may_decide(found, by),
        "undecided": found.state in UNDECIDED,
        "settled_elsewhere": found.state in UNDECIDED and found.record.state != RecordState.SUSPECTED,
        "mine": queries.opinion_by(found, by),
        "opinions": queries.opinions(found),
        "rows": _side_by_side(found),
        "service": found.record.service,
        "changing": _changing(found),
        "reasons": [Reason(code).label for code in found.reasons],
        "faces": _faces(found, by),
        "scores": [(_PARTS.get(part, part), score) for part, score in found.scores.items()],
        "engine": found.record.search.engine if hasattr(found.record, "search") else "",
    }
    return render(request, "centre/dedup/suggestion.html", context, status=UNPROCESSABLE if form.errors else 200)


def _faces(found: Suggestion, by: Actor) -> list[tuple[str, bool]]:
    """Return both sides and whether there is a face to show; nothing for whom there is nothing to decide."""
    try:
        faces.ensure_open(found, by)
    except Refused:
        return []
    return [(side, faces.recording_of(getattr(found, name)) is not None) for side, name in _SIDES.items()]


@needs(Role.CENTRE_OPERATOR, Role.CENTRE_HEAD, shows=FACE)
def face(request: HttpRequest, suggestion_id: int, side: str) -> HttpResponse:
    """One face, for who decides, while there is something to decide; served as a picture and nothing else."""
    found = queries.suggestion(suggestion_id)
    if found is None or side not in _SIDES:
        raise Http404
    row = getattr(found, _SIDES[side])
    try:
        faces.ensure_open(found, account_of(request).actor)
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


def _verdict(request: HttpRequest) -> Verdict:
    pressed = set(Verdict.values) & set(request.POST)
    if len(pressed) != 1:
        raise Refused(_("Pilih salah satu: beda orang, orang yang sama, atau rekam ulang."))
    return Verdict(pressed.pop())


def _known(found: Suggestion) -> dict[str, Any]:
    """What the centre knows of the other's person: what their card says now."""
    known: dict[str, Any] = found.other.person.biodata if found.other.person else found.other.biodata
    return known


def _changing(found: Suggestion) -> list[str]:
    """Return the labels of what would change on the card if the office's request were approved."""
    said, known = found.record.biodata, _known(found)
    fields = may_change(found.record.service, approved=True)
    return [text.within(str(_COMPARED[n])) for n in fields if n in _COMPARED and said.get(n, "") != known.get(n, "")]


def _side_by_side(found: Suggestion) -> list[tuple[str, Pieces, Pieces]]:
    left, right = found.record.biodata, _known(found)
    rows = []
    for name, label in _COMPARED.items():
        said, known = _in_words(name, left), _in_words(name, right)
        if said or known:
            rows.append((str(label), *marked(said, known, by_letters=name in _BY_LETTERS)))
    return rows


def _in_words(name: str, biodata: dict[str, str]) -> str:
    said = str(biodata.get(name, ""))
    if name == "birth_date" and said:
        return text.plain_date(date.fromisoformat(said))
    return str(_SEXES.get(said, said)) if name == "sex" else said

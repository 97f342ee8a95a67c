"""No form and no verb takes a NIK in words that are not meant for one: no field and no verb is forgotten."""

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms

import pasti
from pasti.accounts import actions as accounts
from pasti.applications import actions as applications
from pasti.audit.actions import looked
from pasti.audit.models import Look
from pasti.catalogue import actions as catalogue
from pasti.catalogue import queries as services
from pasti.handover import actions as handover
from pasti.handover.models import Relation, Shown
from pasti.journal.actors import SYSTEM, Actor, node
from pasti.journal.models import Entry
from pasti.kit import free_text
from pasti.kit.errors import Refused
from pasti.kit.forms import Form
from pasti.link import actions as link
from pasti.offices import actions as offices
from pasti.stock import actions as stock
from tests.cast import MONDAY, OWNER, accepted, draft, submitted

NIK = "3275 0152 0609 9001"

# The fields that are for such a number, or for something of which nothing is kept, and why.
STATED = {
    # As whom BSrE knows the signer: it is sent there and not kept.
    "certificates.forms.OutsideForm": {"identity", "passphrase"},
    "applications.forms.PersonForm": {"nik", "kk_number"},
    # Read as a case's number or not at all.
    "applications.forms.NumberAndCodeForm": {"number"},
    "applications.forms.NumberAndBirthDateForm": {"number"},
    "applications.forms.OpenForm": {"number"},
    "applications.forms.ForeignerForm": {"nik", "kk_number"},
    "queue.forms.CollectForm": {"written"},
    "desk.forms.ServiceForm": {"known"},
    # A family card's own number.
    "desk.forms.DocumentNumberForm": {"number"},
    # Compared with the slip's secret.
    "handover.forms.HandoverForm": {"slip_code", "drawn"},
    # Slips, too; a long number that is none is masked.
    "handover.forms.CountForm": {"scanned"},
    "handover.forms.BatchForm": {"scanned"},
    "handover.forms.ReceiveForm": {"scanned"},
    # Stretched into a key, of which nothing is kept here.
    "link.forms.CodeForm": {"code"},
    # Compared with a secret, or with what a key signed.
    "accounts.mfa.ActivateTOTPForm": {"code"},
    "accounts.mfa.AuthenticateForm": {"code"},
    "accounts.mfa.ReauthenticateForm": {"code"},
    "accounts.mfa.AddPasskeyForm": {"credential"},
}
# Drawn by allauth: a user name and passwords, of which only hashes are kept.
NOT_OURS = {LoginForm, ChangePasswordForm}


def _subclasses(kind: type) -> Iterator[type[Any]]:
    below: type[Any]
    for below in kind.__subclasses__():
        yield below
        yield from _subclasses(below)


def our_forms() -> list[type[Any]]:
    """Return every form of every room that this kind of node has."""
    for module in pkgutil.walk_packages(pasti.__path__, "pasti."):
        if module.name.endswith("forms") and not module.name.startswith("pasti.centre."):
            import_module(module.name)
    import_module("pasti.site.accounts")
    found = [form for form in _subclasses(forms.BaseForm) if form.__module__.startswith("pasti.")]
    return [form for form in found if form is not Form and ".tests." not in form.__module__]


def name_of(form: type) -> str:
    return f"{form.__module__.removeprefix('pasti.')}.{form.__qualname__}"


def unguarded(form: type[Any]) -> set[str]:
    """Return the fields of a form in which a NIK may be typed."""
    words = {name for name, field in form.base_fields.items() if isinstance(field, forms.CharField)}
    if issubclass(form, Form):
        return words & form.takes_long_numbers
    # A library's form, drawn by us: it says so itself, field by field.
    return {name for name in words if free_text.validate not in form.base_fields[name].validators}


def test_every_field_that_takes_a_long_number_is_stated():
    found = our_forms()
    assert len(found) > 20
    taking = {name_of(form): unguarded(form) for form in found if not set(form.__mro__) & NOT_OURS}
    assert {name: fields for name, fields in taking.items() if fields} == STATED


def test_every_exception_is_a_field():
    for form in our_forms():
        assert getattr(form, "takes_long_numbers", set()) <= set(form.base_fields), name_of(form)


class Planted(forms.Form):
    note = forms.CharField()


def test_a_planted_form_of_another_kind_is_found():
    assert unguarded(Planted) == {"note"}


class Note(Form):
    note = forms.CharField(max_length=200, widget=forms.Textarea)
    number = forms.CharField()
    takes_long_numbers = frozenset({"number"})


@pytest.mark.parametrize(
    "written", [NIK, "NIK3275015206099001", "３２７５ ０１５２ ０６０９ ９００１", "32.75.01.520609.9001"]
)
def test_a_field_says_that_it_has_no_place_for_it_and_keeps_what_was_typed(written):
    form = Note({"note": f"Anak dari {written}", "number": written})
    assert form.errors == {"note": ["Jangan tulis NIK atau nomor KK lengkap di sini; empat angka terakhir cukup."]}
    assert written in str(form["note"])
    assert Note({"note": "Permohonan 3275-4821-7708, NIK …9001", "number": "1"}).is_valid()


def _requirement(**other: str) -> Callable[[Actor], object]:
    wording = {"text_id": "Surat RT", "text_en": "Letter", "detail_id": "", "detail_en": ""}
    given = {"code": "surat_rt", "legal_basis": "Perda 1/2020"} | {k: v for k, v in other.items() if k not in wording}
    said = catalogue.Wording(**wording | {k: v for k, v in other.items() if k in wording})

    def add(by: Actor) -> object:
        new = services.service("NEW")
        assert new is not None
        basis, day = given["legal_basis"], MONDAY.date()
        return catalogue.add_requirement(new, given["code"], said, legal_basis=basis, valid_from=day, by=by)

    return add


def _revised(wording: catalogue.Wording, basis: str) -> Callable[[Actor], object]:
    def revise(by: Actor) -> object:
        new = services.service("NEW")
        assert new is not None
        first = new.requirements.filter(dated_by="").first()
        assert first is not None
        return catalogue.revise_requirement(
            first, wording, good_for_days=None, legal_basis=basis, valid_from=first.valid_from, by=by
        )

    return revise


def _handed_over(by: Actor) -> object:
    case = accepted(by)
    given = handover.Given(case.product)
    return handover.hand_over(case, handover.Collector(NIK, Relation.SELF, Shown.SLIP), given, by=by)


def _lane(name: tuple[str, str], purpose: tuple[str, str]) -> Callable[[Actor], object]:
    return lambda by: offices.set_lane("D", names=name, purposes=purpose, serves=[], by=by)


def _office(**said: str) -> Callable[[Actor], object]:
    return lambda by: offices.change_office(**{"name": "Dinas", "address": "Jalan", "phone": "021"} | said, by=by)


SPOKEN: dict[str, Callable[[Actor], object]] = {
    "ask for papers": lambda by: applications.ask_for_papers(submitted(), f"KK {NIK}", by=by),
    "refuse": lambda by: applications.refuse(submitted(), f"Bukan {NIK}", by=by),
    **{
        f"fill {name}": lambda by, name=name: applications.fill(draft(), {name: NIK}, by=OWNER)  # type: ignore[misc]
        for name in ("name", "birth_place", "address", "phone", "occupation")
    },
    "hand over": _handed_over,
    "spoil": lambda by: stock.spoil("BK00000001", f"Foto {NIK}", by=by),
    "write off": lambda by: stock.write_off("BK00000001", f"Foto {NIK}", by=by),
    "delivery": lambda by: stock.receive_delivery(first_serial="XX0001", count=1, letter=NIK, by=by),
    "office's name": _office(name=NIK),
    "office's address": _office(address=NIK),
    "office's telephone": _office(phone=NIK),
    "holiday": lambda by: offices.set_holiday(MONDAY.date(), name=NIK, source="local", closed=True, by=by),
    "lane's name": _lane((NIK, "D"), ("d", "d")),
    "lane's name in English": _lane(("D", NIK), ("d", "d")),
    "lane's purpose": _lane(("D", "D"), (NIK, "d")),
    "lane's purpose in English": _lane(("D", "D"), ("d", NIK)),
    "counter": lambda by: offices.set_counter(9, lanes=[], name=NIK, by=by),
    "device's address": lambda by: offices.set_counter(9, lanes=[], capture_url=f"http://x/{NIK}", by=by),
    "rule": lambda by: offices.decide(
        "recording.keep_days", value=30, valid_from=MONDAY.date(), legal_basis=f"SK {NIK}", by=by
    ),
    **{
        f"new requirement's {name}": _requirement(**{name: NIK})
        for name in ("text_id", "text_en", "detail_id", "detail_en", "legal_basis")
    },
    "new requirement's code": _requirement(code=NIK.replace(" ", "")),
    "requirement's words": _revised(catalogue.Wording(NIK, "x"), "SK"),
    "requirement's basis": _revised(catalogue.Wording("x", "x"), NIK),
    "account": lambda by: accounts.open_account(username="x", name=NIK, roles=[], password="panjang sekali 9", by=by),
    "user name": lambda by: accounts.open_account(
        username="a3275015206099001", name="X", roles=[], password="panjang sekali 9", by=by
    ),
}  # fmt: skip


@pytest.mark.parametrize("act", SPOKEN.values(), ids=SPOKEN)
def test_no_verb_takes_it_from_a_person(office, act):
    with pytest.raises(Refused, match="NIK"):
        act(office.budi.actor)


def test_no_account_gets_it_for_a_name(office):
    with pytest.raises(Refused, match="NIK"):
        accounts.change_account(office.rini, name=NIK, roles=[], by=office.nur.actor)


def test_no_other_node_brings_it_as_its_name(office, centre_node):
    for other in ({"name": f"Pusat {NIK}"}, {"node_id": "centre-3275015206099001"}):
        with pytest.raises(Refused, match="NIK"):
            link.trust(replace(centre_node.card, **other), by=SYSTEM)


def test_what_the_centre_says_is_masked(office):
    case = accepted(office.budi.actor)
    by = node("centre-1", "Pusat")
    status = applications.note_status(
        case, "DUPLICATE_RECORD", at=MONDAY, source="Pusat", note=f"sama dengan {NIK}", by=by
    )
    assert status.note == "sama dengan 3275********9001"
    assert applications.hold(case, f"sama dengan {NIK}", by=by).remark == "sama dengan 3275********9001"
    assert Entry.objects.get(kind="application.hold").facts["reason"] == "sama dengan 3275********9001"


@pytest.mark.parametrize(
    "held", [("budi", NIK, "case", "x"), ("budi", "Budi", NIK, "x"), ("budi", "Budi", "case", NIK)]
)
def test_the_audit_takes_none(db, held):
    with pytest.raises(ValueError, match="16 digits"):
        looked(*held)
    assert not Look.objects.exists()

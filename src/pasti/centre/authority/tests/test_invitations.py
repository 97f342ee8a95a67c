"""An office becomes known by a code: once, by the keys that it holds, and whoever else tries is refused and seen."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.cast import MONDAY, account
from tests.fixtures import OtherNode

from pasti.accounts.roles import Role
from pasti.centre.authority import invitations
from pasti.centre.authority.models import Invitation
from pasti.centre.authority.tests.applicant import Applicant
from pasti.journal.actors import SYSTEM_ROLE, Actor
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.link import cards, queries
from pasti.link.models import Peer

HOUR = timedelta(hours=1)
CONSOLE = Actor("console", "Server", frozenset({SYSTEM_ROLE}))


@pytest.fixture
def head(centre):
    return account("endang", "Endang", Role.CENTRE_HEAD).actor


@pytest.fixture
def admin(centre):
    return account("tono", "Tono", Role.CENTRE_ADMIN).actor


@pytest.fixture
def operator(centre):
    return account("maya", "Maya", Role.CENTRE_OPERATOR).actor


@pytest.fixture
def karawang():
    return OtherNode("office", "Disdukcapil Karawang", "32.15")


def invite(by, **other):
    given = {"name": "Disdukcapil Karawang", "region_code": "32.15", "letter": "470/9"}
    return invitations.invite(**given | other, by=by)


@pytest.fixture
def made(head):
    return invite(head)


def row() -> Invitation:
    return Invitation.objects.get()


# ── coming in ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_office_with_the_code_comes_in_and_it_is_on_record(made, karawang):
    office = Applicant(karawang, made.code)
    status, offered = office.asks()
    office.vouched(offered)
    assert (status, offered["card"]) == (200, cards.ours(queries.this_node()).text())
    assert office.comes_in() == ""
    peer = Peer.objects.get(node_id=karawang.card.node_id)
    assert cards.of(peer) == karawang.card
    assert (row().state, row().used_by, row().used_at) == ("used", peer, MONDAY)
    assert [e.kind for e in Entry.objects.order_by("id")][-3:] == ["invitation.open", "link.trusted", "invitation.use"]
    said = Entry.objects.latest("id").sentence
    assert "Endang" in said
    assert karawang.card.fingerprint in said


def test_nothing_of_the_code_is_kept(made):
    kept = " ".join(str(value) for value in Invitation.objects.values().get().values())
    written = " ".join(str(entry.facts) for entry in Entry.objects.all())
    for part in (made.code, *(made.code[at : at + 5] for at in range(0, 20, 5))):
        assert part not in written
    assert made.code not in kept


def test_repeating_it_after_a_lost_answer_is_harmless_even_when_the_time_is_over(made, karawang):
    office = Applicant(karawang, made.code)
    said = office.document(opened=karawang.unseal(office.says(office.document())[1]["sealed"]))
    assert office.says(said)[1]["joined"]
    entries, peers = Entry.objects.count(), Peer.objects.count()
    with clock.stopped_at(MONDAY + 100 * HOUR):
        assert office.says(said)[1]["joined"]
        assert office.comes_in() == ""
    assert (Entry.objects.count(), Peer.objects.count(), row().refused) == (entries, peers, 0)


def test_a_second_node_with_the_same_code_is_refused_seen_and_written_down(made, karawang, signed_in):
    assert Applicant(karawang, made.code).comes_in() == ""
    other = OtherNode("office", "Disdukcapil Karawang", "32.15")
    for _time in range(3):
        assert Applicant(other, made.code).comes_in() == "used"
    assert (row().refused, row().refused_card) == (3, other.card.fingerprint)
    assert row().used_by.node_id == karawang.card.node_id
    assert Entry.objects.filter(kind="invitation.refused").count() == 1
    page = signed_in(account("x", "X", Role.CENTRE_OPERATOR)).get("/pusat/undangan/").content.decode()
    assert "3 kali" in page
    assert other.card.fingerprint in page


def test_who_is_refused_again_and_again_fills_no_journal(made):
    invitations.revoke(row(), by=CONSOLE)
    for _time in range(30):
        assert Applicant(OtherNode("office", "X", "32.15"), made.code).comes_in() == "revoked"
    assert row().refused == 30
    assert Entry.objects.filter(kind="invitation.refused").count() == 20


@pytest.mark.parametrize(("after", "refused"), [(24 * HOUR, "over"), (24 * HOUR - timedelta(seconds=1), "")])
def test_it_is_good_for_as_long_as_was_said(made, karawang, after, refused):
    with clock.stopped_at(MONDAY + after):
        assert Applicant(karawang, made.code).comes_in() == refused
        assert row().state_label == ("kedaluwarsa" if refused else "terpakai")


def test_an_office_whose_clock_is_wrong_comes_in_all_the_same(made, karawang):
    """Nothing that it says is dated."""
    assert Applicant(karawang, made.code).comes_in() == ""


@pytest.mark.parametrize(
    ("node", "refused"),
    [
        (OtherNode("office", "Disdukcapil Bandung", "32.73"), "region"),
        (OtherNode("centre", "Pusat lain", "32.15"), "kind"),
        (OtherNode("mobile", "Laptop", "32.15"), "kind"),
    ],
)
def test_it_is_for_an_office_of_that_region_only(made, node, refused):
    assert Applicant(node, made.code).comes_in() == refused
    assert not Peer.objects.filter(node_id=node.card.node_id).exists()


def test_a_name_with_a_number_of_a_person_in_it_does_not_come_in(made):
    node = OtherNode("office", "3275015206099001", "32.15")
    assert Applicant(node, made.code).comes_in() == "not-now"
    assert "NIK" in row().refused_why
    assert row().state == "open"


# ── lying ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_whoever_does_not_know_the_code_puts_in_no_key(made, karawang):
    """Between the two, with the proof that the office sent: for the office's keys it is good, for others it is not."""
    honest = Applicant(karawang, made.code)
    evil = Applicant(OtherNode("office", "Disdukcapil Karawang", "32.15"), "0" * 20)
    evil.public, evil.proof = honest.public, honest.proof
    assert evil.comes_in() == "404"
    evil.card = honest.card
    assert evil.comes_in() == "403", "the card is the office's, the signature is not"
    assert (row().state, row().refused) == ("open", 0)


def test_keys_that_a_node_does_not_hold_do_not_come_in(made, karawang):
    """It signs with the first, and does not hold the second: what is sealed for it, it cannot open."""
    stolen = replace(karawang.card, recipient=OtherNode("office", "X").card.recipient)
    office = Applicant(karawang, made.code)
    office.card = stolen.text()
    for opened in (b"", b"x" * 32):
        assert set(office.says(office.document(opened=opened))[1]) >= {"sealed"}
        assert not office.says(office.document(opened=opened))[1]["joined"]
    assert row().state == "open"


def test_what_was_said_to_another_centre_is_nothing_here(made, karawang):
    office = Applicant(karawang, made.code)
    office.proof = lambda: office.public
    assert office.comes_in() == "404"


@pytest.mark.parametrize("way", ["", "/join"])
@pytest.mark.parametrize(
    "body", [b"", b"x", b"[]", b"{}", b'{"code": 5}', b'{"card": "pasti1:", "document": "!"}', b"\xff"]
)
def test_what_is_no_message_is_refused(made, client, way, body):
    answer = client.post(f"/link/v1/invitation{way}", body, content_type="application/json")
    assert answer.status_code == 400


def test_guessing_is_limited_and_a_right_code_never_waits(made, karawang):
    guess = Applicant(karawang, "0" * 20)
    assert [guess.asks()[0] for _time in range(22)] == [404] * 20 + [429] * 2
    assert Applicant(karawang, made.code).comes_in() == ""


# ── a machine that was lost ─────────────────────────────────────────────────────────────────────────────────────────


def lost(centre):
    return {"name": centre.name, "region_code": centre.region_code, "replaces": centre}


def test_a_new_key_for_a_known_office_takes_two_people_and_retires_the_old_one(centre, bekasi, head, admin):
    made = invite(head, **lost(centre))
    assert made.code == ""
    with pytest.raises(NotAllowed, match="Anda sendiri"):
        invitations.confirm(made.invitation, by=head)
    code = invitations.confirm(made.invitation, by=admin).code
    machine = OtherNode("office", "Disdukcapil Kota Bekasi", "32.75")
    machine.card = replace(machine.card, node_id=bekasi.card.node_id)
    offered = Applicant(machine, code).asks()[1]
    assert (offered["replaces"], offered["retires"]) == (bekasi.card.node_id, bekasi.card.sign_key)
    assert Applicant(OtherNode("office", "Bekasi", "32.75"), code).comes_in() == "other-office"
    assert Applicant(machine, code).comes_in() == ""
    centre.refresh_from_db()
    assert (centre.sign_key, centre.recipient) == (machine.card.sign_key, machine.card.recipient)
    assert Applicant(bekasi, code).comes_in() == "used"
    rekeyed = Entry.objects.get(kind="link.rekeyed")
    assert (rekeyed.facts["before"], rekeyed.facts["after"]) == (bekasi.card.fingerprint, machine.card.fingerprint)


def test_the_code_of_yesterday_does_not_bring_the_old_key_back(centre, head, admin, karawang):
    first = invite(head)
    office = Applicant(karawang, first.code)
    assert office.comes_in() == ""
    peer = Peer.objects.get(node_id=karawang.card.node_id)
    again = invitations.invite(name="K", region_code="32.15", replaces=peer, by=CONSOLE)
    machine = OtherNode("office", "Disdukcapil Karawang", "32.15")
    machine.card = replace(machine.card, node_id=peer.node_id)
    assert Applicant(machine, again.code).comes_in() == ""
    assert office.comes_in() == "used", "who stole the old machine is not told that it is in"
    peer.refresh_from_db()
    assert peer.sign_key == machine.card.sign_key


def test_a_known_node_with_other_keys_needs_a_code_that_replaces(centre, bekasi, head):
    made = invite(head, name="Bekasi", region_code="32.75")
    machine = OtherNode("office", "Disdukcapil Kota Bekasi", "32.75")
    assert Applicant(machine, made.code).comes_in() == "block", "its numbers would be given twice"
    machine.card = replace(machine.card, node_id=bekasi.card.node_id)
    assert Applicant(machine, made.code).comes_in() == "known"
    assert cards.of(Peer.objects.get()) == bekasi.card


# ── who may ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_an_operator_asks_for_somebody_with_rights_confirms(operator, head):
    made = invite(operator)
    other = account("lukman", "Lukman", Role.CENTRE_OPERATOR).actor
    for who in (operator, other):
        with pytest.raises(NotAllowed):
            invitations.confirm(made.invitation, by=who)
    assert len(invitations.confirm(made.invitation, by=head).code) == 20
    with pytest.raises(NotAllowed):
        invitations.confirm(row(), by=head)


def test_the_command_line_is_the_second_person_of_last_resort(centre):
    assert invite(CONSOLE, **lost(centre)).code


def test_nobody_agrees_after_a_week(operator, head):
    made = invite(operator)
    with clock.stopped_at(MONDAY + timedelta(days=7)), pytest.raises(NotAllowed, match="lewat waktunya"):
        invitations.confirm(made.invitation, by=head)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.HEAD, Role.CLERK])
def test_nobody_else_invites(centre, role):
    with pytest.raises(NotAllowed):
        invite(account("x", "X", role).actor)


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"name": "3275015206099001"}, {"region_code": "x"}, {"region_code": "32.755"},
              {"hours": 0}, {"hours": 73}, {"letter": "3275015206099001"}],
)  # fmt: skip
def test_not_without_a_name_a_regency_and_a_time(head, wrong):
    with pytest.raises(Refused):
        invite(head, **wrong)
    assert not Invitation.objects.exists()


def test_who_is_replaced_is_of_that_region(centre, head):
    with pytest.raises(Refused, match="bukan kantor di wilayah itu"):
        invite(head, replaces=centre)


def test_withdrawn_before_it_is_used_and_not_after(made, karawang, head):
    invitations.revoke(made.invitation, by=head)
    assert Applicant(karawang, made.code).comes_in() == "revoked"
    again = invite(head)
    assert Applicant(karawang, again.code).comes_in() == ""
    with pytest.raises(NotAllowed):
        invitations.revoke(Invitation.objects.get(pk=again.invitation.pk), by=head)


# ── the screen ──────────────────────────────────────────────────────────────────────────────────────────────────────

AT = "/pusat/undangan/"
FORM = {"name": "Disdukcapil Karawang", "region_code": "32.15", "hours": "24", "letter": "", "replaces": ""}


def test_the_code_is_shown_once(signed_in, centre, karawang):
    client = signed_in(account("endang", "Endang", Role.CENTRE_HEAD))
    page = client.post(AT, FORM).content.decode()
    code = page.split('code-said">')[1].split("<")[0]
    assert Applicant(karawang, code.replace(" ", "")).comes_in() == ""
    assert code not in client.get(AT).content.decode()


def test_two_people_on_the_screen(signed_in, centre):
    maya = signed_in(account("maya", "Maya", Role.CENTRE_OPERATOR))
    asked = maya.post(AT, FORM | {"region_code": "32.75", "replaces": str(centre.pk)}, follow=True).content.decode()
    assert "Kodenya dibuat setelah orang kedua menyetujui" in asked
    assert f"{AT}{row().pk}/setujui/" not in asked
    refused = maya.post(f"{AT}{row().pk}/setujui/", follow=True).content.decode()
    assert "Orang kedua adalah administrator" in refused
    tono = signed_in(account("tono", "Tono", Role.CENTRE_ADMIN))
    assert f"{AT}{row().pk}/setujui/" in tono.get(AT).content.decode()
    assert "code-said" in tono.post(f"{AT}{row().pk}/setujui/").content.decode()
    assert "Kodenya ditarik kembali." in maya.post(f"{AT}{row().pk}/tarik/", follow=True).content.decode()
    assert row().state == "revoked"


@pytest.mark.parametrize("wrong", [{"name": ""}, {"region_code": "1"}, {"hours": "x"}, {"hours": "100"}])
def test_a_mistake_is_said_and_nothing_is_made(signed_in, centre, wrong):
    client = signed_in(account("endang", "Endang", Role.CENTRE_HEAD))
    assert client.post(AT, FORM | wrong).status_code == 422
    assert not Invitation.objects.exists()


def test_nobody_of_an_office_comes_to_the_screen(centre, signed_in):
    client = signed_in(account("x", "X", Role.ADMIN))
    assert client.get(AT).status_code == client.post(AT, FORM).status_code == 403

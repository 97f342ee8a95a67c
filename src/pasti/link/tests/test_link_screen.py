"""The screen of the link: how it is, what waits, what needs somebody; and two buttons."""

import pytest
from django.db import transaction
from tests.cast import ANYBODY, MONDAY

from pasti.journal.models import Entry
from pasti.kit.errors import NotAllowed
from pasti.link import actions, arriving, cards, duties, health, inbox, memory, mending, outbox, queries
from pasti.link import outcomes as told
from pasti.link.contact import note_contact
from pasti.link.models import Envelope, Loss, Parcel, ParcelIn, Peer, Received, Rejection, Turned
from pasti.link.registry import NeedsPerson, TryLater
from pasti.link.schema import CardProgress, Said
from pasti.link.screens import office as office_screens
from pasti.link.tests.other_side import outcomes, progress, status

SAID = CardProgress.model_validate(progress(1).body)


@pytest.fixture
def nur(office, signed_in):
    return signed_in(office.nur)


def page(client) -> str:
    answer = client.get("/sambungan/")
    assert answer.status_code == 200
    content: str = answer.content.decode()
    return content


@pytest.mark.parametrize("who", ["nur", "agus", "joko"])
def test_those_who_depend_on_it_may_look(office, signed_in, who):
    assert signed_in(getattr(office, who)).get("/sambungan/").status_code == 200


@pytest.mark.parametrize("who", ["budi", "rini", "stranger"])
def test_others_may_not(office, signed_in, who):
    assert signed_in(getattr(office, who)).get("/sambungan/").status_code == 403


def test_it_shows_our_card_and_its_fingerprint(nur):
    ours = cards.ours(queries.this_node())
    assert ours.text() in page(nur)
    assert ours.fingerprint in page(nur)


def test_it_shows_how_the_link_is(nur):
    Peer.objects.update(last_contact_at=None, round_trip_ms=None)
    assert "terputus" in page(nur)
    note_contact(Peer.objects.get(), 180)
    assert "180 ms" in page(nur)
    assert "Kosong: semuanya sudah diterima." in page(nur)


def test_a_node_that_knows_nobody_is_told_what_to_do(nur, office, signed_in):
    Peer.objects.all().delete()
    assert "Daftar dengan kode" in page(nur)
    assert "Administrator kantor mendaftarkan" in page(signed_in(office.agus))


def test_it_shows_what_waits_and_what_is_on_its_way(nur):
    actions.send(Said.CARD_PROGRESS, SAID, key="k")
    actions.send_parcel("ab" * 32, 2_000_000)
    assert "keberadaan kartu" in page(nur)
    assert "abababababab" in page(nur)


def refused(reason: str = "no application here") -> Envelope:
    envelope = actions.send(Said.CARD_PROGRESS, SAID, key="k")
    Envelope.objects.update(state="needs_person", number=1, needs_person=reason)
    return envelope


def test_what_the_centre_refused_is_sent_again_by_one_button(nur):
    envelope = refused()
    assert "no application here" in page(nur)
    answer = nur.post(f"/sambungan/kirim-ulang/{envelope.pk}/", follow=True)
    assert answer.redirect_chain == [("/sambungan/", 302)]
    assert "Dikirim ulang." in answer.content.decode()
    envelope.refresh_from_db()
    assert (envelope.state, Entry.objects.get(kind="envelope.resend").by_name) == ("waiting", "Nur Aini")


def test_sending_again_what_is_delivered_by_now_is_refused_with_a_sentence(nur):
    envelope = refused()
    Envelope.objects.update(state="delivered")
    answer = nur.post(f"/sambungan/kirim-ulang/{envelope.pk}/", follow=True)
    assert "keadaannya sudah “diterima”" in answer.content.decode()


def test_looking_at_the_button_does_nothing(nur):
    envelope = refused()
    assert nur.get(f"/sambungan/kirim-ulang/{envelope.pk}/").status_code == 405
    assert nur.post("/sambungan/kirim-ulang/999/").status_code == 404


@pytest.mark.parametrize("who", ["agus", "joko", "budi"])
def test_only_an_administrator_sends_again(office, signed_in, who):
    envelope = refused()
    assert signed_in(getattr(office, who)).post(f"/sambungan/kirim-ulang/{envelope.pk}/").status_code == 403
    envelope.refresh_from_db()
    assert envelope.state == "needs_person"


@pytest.fixture
def row(office, room) -> Received:
    """Something of the centre that could not be applied."""
    room.trouble["T1"] = NeedsPerson("no application 327500000001 here")
    said = progress(1, kind=Said.RECORD_STATUS, body=status("T1").model_dump(mode="json"))
    inbox.receive(Peer.objects.get(), [said])
    return Received.objects.get()


def test_what_could_not_be_applied_is_shown_with_its_reason(nur, row):
    assert "Disisihkan: perlu ditangani petugas" in page(nur)
    assert "no application 327500000001 here" in page(nur)


def test_it_is_applied_again_by_one_button(nur, row, room):
    room.trouble.clear()
    answer = nur.post(f"/sambungan/terapkan/{row.pk}/", follow=True)
    assert "Sudah diproses." in answer.content.decode()
    row.refresh_from_db()
    assert (row.set_aside, row.applied_at, room.applied()) == ("", MONDAY, ["T1"])
    entry = Entry.objects.get(kind="received.applied")
    assert (entry.by_name, entry.facts["number"]) == ("Nur Aini", 1)


def test_what_still_cannot_be_applied_says_why(nur, row, room):
    room.trouble["T1"] = NeedsPerson("it is closed")
    answer = nur.post(f"/sambungan/terapkan/{row.pk}/", follow=True)
    assert "Masih belum dapat diproses: it is closed" in answer.content.decode()
    row.refresh_from_db()
    assert row.set_aside == "it is closed"


@pytest.mark.parametrize("who", ["agus", "joko", "budi"])
def test_only_an_administrator_applies_again(office, signed_in, row, room, who):
    room.trouble.clear()
    assert signed_in(getattr(office, who)).post(f"/sambungan/terapkan/{row.pk}/").status_code == 403
    assert room.applied() == []


def test_no_nik_is_on_the_screen(nur, row, room):
    room.trouble["T1"] = NeedsPerson("3275015206099001 is unknown")
    nur.post(f"/sambungan/terapkan/{row.pk}/")
    assert "3275015206099001" not in page(nur)
    assert "3275********9001" in page(nur)


# ── keeping out for good, with a reason ─────────────────────────────────────────────────────────────────────────────


def dropping(client, address: str, reason: str) -> tuple[int, str]:
    answer = client.post(f"{address}keluarkan/", {"reason": reason}, follow=True)
    return answer.status_code, answer.content.decode()


def test_what_will_never_be_applied_is_dismissed_with_a_reason_that_the_sender_hears(nur, row):
    address = f"/sambungan/kiriman/{row.pk}/"
    assert "no application 327500000001 here" in nur.get(address).content.decode()
    status, said = dropping(nur, address, "Permohonan salah kantor")
    assert (status, "Dikeluarkan; pengirim diberi tahu." in said) == (200, True)
    assert "Disisihkan: perlu ditangani petugas" not in said
    assert told.untold(Peer.objects.get()).told[-1].reason == "Permohonan salah kantor"
    assert Entry.objects.get(kind="received.dismiss").facts["reason"] == "Permohonan salah kantor"
    assert "dikeluarkan" in nur.get(address).content.decode()


def test_what_was_dismissed_gets_another_chance_when_it_is_said_again(nur, row, room):
    dropping(nur, f"/sambungan/kiriman/{row.pk}/", "Salah kantor")
    room.trouble.clear()
    inbox.receive(Peer.objects.get(), [progress(1, kind=Said.RECORD_STATUS, key=row.key, body=row.body)])
    row.refresh_from_db()
    assert (row.set_aside, row.dismissed_at, room.applied()) == ("", None, ["T1"])


def test_what_need_not_arrive_is_dropped_with_a_reason(nur):
    envelope = refused()
    status, said = dropping(nur, f"/sambungan/keluar/{envelope.pk}/", "Sudah disampaikan lewat telepon")
    assert (status, "tidak dikirim lagi" in said, "Kosong: semuanya" in said) == (200, True, True)
    envelope.refresh_from_db()
    assert (envelope.state, envelope.needs_person) == ("dropped", "Sudah disampaikan lewat telepon")
    assert Entry.objects.get(kind="envelope.drop").by_name == "Nur Aini"
    assert health.link_state().unsent == 0


@pytest.mark.parametrize("reason", ["", "  ", "NIK 3275 0152 0609 9001 keliru", "x" * 201])
def test_without_a_reason_or_with_a_nik_nothing_is_dropped(nur, row, reason):
    envelope = refused()
    for address in (f"/sambungan/kiriman/{row.pk}/", f"/sambungan/keluar/{envelope.pk}/"):
        status, said = dropping(nur, address, reason)
        assert (status, "govuk-error-message" in said) == (422, True)
    row.refresh_from_db()
    envelope.refresh_from_db()
    assert (row.dismissed_at, envelope.state) == (None, "needs_person")


def test_what_is_not_set_aside_is_not_dismissed(nur, row, room):
    room.trouble.clear()
    nur.post(f"/sambungan/terapkan/{row.pk}/")
    assert "tidak sedang disisihkan" in dropping(nur, f"/sambungan/kiriman/{row.pk}/", "x")[1]


def test_a_peer_that_applies_it_after_all_has_it(centre, tell):
    envelope = tell("a")
    outbox.claim(centre)
    outbox.note_outcomes(centre, outcomes((1, "no")))
    envelope.refresh_from_db()
    actions.drop(envelope, reason="tidak perlu", by=ANYBODY)
    outbox.note_outcomes(centre, outcomes((1, "still no"), after=1))
    outbox.settle(centre, 1)
    envelope.refresh_from_db()
    assert (envelope.state, envelope.needs_person) == ("dropped", "still no")
    outbox.note_outcomes(centre, outcomes((1, ""), after=2))
    outbox.settle(centre, 1)
    envelope.refresh_from_db()
    assert (envelope.state, envelope.needs_person) == ("delivered", "")


def test_all_that_was_set_aside_is_tried_again_by_one_button(nur, row, room):
    more = progress(2, kind=Said.RECORD_STATUS, body=status("T1").model_dump(mode="json"))
    inbox.receive(Peer.objects.get(), [more])
    room.trouble.clear()
    assert "Coba lagi semuanya" in page(nur)
    assert "dicoba lagi dalam beberapa detik" in nur.post("/sambungan/semua/coba-lagi/", follow=True).content.decode()
    assert room.applied() == []
    duties.apply_what_is_due()
    assert room.applied() == ["T1", "T1"], "under two keys they are two"


# ── the other lists ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_passes_by_itself_is_shown_with_its_next_try(nur, room):
    room.trouble["T1"] = TryLater("the disk is full")
    said = progress(1, kind=Said.RECORD_STATUS, body=status("T1").model_dump(mode="json"))
    inbox.receive(Peer.objects.get(), [said])
    assert "Dicoba lagi dengan sendirinya" in page(nur)
    assert "the disk is full" in page(nur)


def test_what_a_room_stumbles_over_is_shown_and_tried_again(nur, room):
    actions.send(Said.CARD_PROGRESS, SAID, key="k")
    room.trouble["k"] = KeyError("?")
    peer = Peer.objects.get()
    outbox.claim(peer)
    outbox.settle(peer, 1)
    envelope = Envelope.objects.get()
    assert "gagal dicatat di sini" in page(nur)
    assert "Masih belum dapat dicatat" in nur.post(f"/sambungan/catat/{envelope.pk}/", follow=True).content.decode()
    room.trouble.clear()
    assert "Sudah dicatat." in nur.post(f"/sambungan/catat/{envelope.pk}/", follow=True).content.decode()
    assert room.delivered() == ["k"]
    assert "gagal dicatat di sini" not in page(nur)


def test_an_arrived_file_that_a_room_stumbles_over_is_shown_and_tried_again(nur, room):
    trouble = [KeyError("?")]

    def arrived(_rows: list[ParcelIn]) -> None:
        if trouble:
            raise trouble[0]

    room.arrival_hooks.append(arrived)
    row = ParcelIn.objects.create(peer=Peer.objects.get(), sha256="ab" * 32, size=1, held=1, stored_at=MONDAY)
    arriving.hear(row)
    assert "Berkas lengkap, gagal diproses di sini" in page(nur)
    trouble.clear()
    assert "Sudah dicatat." in nur.post(f"/sambungan/berkas/{row.pk}/catat/", follow=True).content.decode()
    assert "Berkas lengkap" not in page(nur)


@pytest.fixture
def too_new(office, room) -> Received:
    """Something that a newer centre says."""
    inbox.receive(Peer.objects.get(), [progress(1, kind=Said.RECORD_STATUS, version=2)])
    return Received.objects.get()


def test_what_is_too_new_is_shown_with_the_version_for_which_it_waits(nur, too_new):
    for shown in (page(nur), nur.get(f"/sambungan/kiriman/{too_new.pk}/").content.decode()):
        assert "“status data” versi 2; simpul ini membaca sampai versi 1." in shown
    assert "Menunggu pembaruan simpul ini" in page(nur)
    assert "Coba lagi" not in nur.get(f"/sambungan/kiriman/{too_new.pk}/").content.decode()


def test_what_waits_behind_it_is_counted_and_says_for_which_it_waits(nur, too_new, room):
    inbox.receive(too_new.peer, [progress(2, kind="record.status"), progress(3, kind="record.status")])
    assert "2 kiriman sesudahnya dari permohonan ini ikut menunggu" in page(nur)
    last = nur.get(f"/sambungan/kiriman/{Received.objects.get(number=3).pk}/").content.decode()
    assert f'<a href="/sambungan/kiriman/{too_new.pk}/">1</a>' in last
    assert "Coba lagi" not in last, "in its order, not before"


def test_what_is_too_new_may_be_dismissed_with_a_reason(nur, too_new):
    answer = nur.post(f"/sambungan/kiriman/{too_new.pk}/keluarkan/", {"reason": "kiriman uji"}, follow=True)
    assert "Dikeluarkan; pengirim diberi tahu." in answer.content.decode()
    assert "Menunggu pembaruan simpul ini" not in page(nur)


def test_a_peer_that_reads_older_versions_is_named(nur):
    Peer.objects.update(reads={"card.progress": 0})
    assert "belum diperbarui; membaca versi lama" in page(nur)
    Peer.objects.update(reads={})
    assert "belum diperbarui" not in page(nur)


def test_a_file_that_was_set_aside_is_sent_again_by_one_button(nur):
    parcel = actions.send_parcel("ab" * 32, 10)
    Parcel.objects.update(needs_person="the file here is damaged", faults=10)
    assert "the file here is damaged" in page(nur)
    assert "Dikirim ulang." in nur.post(f"/sambungan/berkas/{parcel.pk}/kirim-ulang/", follow=True).content.decode()
    parcel.refresh_from_db()
    assert (parcel.needs_person, parcel.faults) == ("", 0)


@pytest.mark.parametrize("name", office_screens.LISTS)
def test_a_long_list_has_pages(nur, name):
    peer = Peer.objects.get()
    for n in range(1, 61):
        Received.objects.create(
            peer=peer, number=n, kind="x", key=f"{n}", body={}, happened_at=MONDAY, set_aside="no", aside_at=MONDAY
        )
        Received.objects.create(
            peer=peer,
            number=100 + n,
            kind="record.status",
            key=f"{n}",
            body={},
            happened_at=MONDAY,
            attempts=1,
            last_error="busy",
        )
        Received.objects.create(peer=peer, number=200 + n, kind="x", key=f"{n}", body={}, happened_at=MONDAY)
        gone = {"peer": peer, "kind": "x", "body": {}, "happened_at": MONDAY}
        Envelope.objects.create(**gone, state="waiting", key=f"w{n}")
        Envelope.objects.create(**gone, state="delivered", key=f"d{n}", hear_tries=1, delivered_at=MONDAY)
        Parcel.objects.create(peer=peer, sha256=f"{n:064d}", size=1)
        ParcelIn.objects.create(peer=peer, sha256=f"{n:064d}", size=1, held=1, stored_at=MONDAY, hear_tries=1)
        other = Peer.objects.create(node_id=f"mobile-{n}", role="mobile", name=f"Keliling {n}")
        Loss.objects.create(peer=other, mark=f"{n:032d}", ours=False, remembered=1, known=2)
        Rejection.objects.create(why=Turned.STRANGER, network=f"10.0.0.{n}", times=1)
    assert page(nur).count("Lihat semua (60)") == 9
    first = nur.get(f"/sambungan/daftar/{name}/").content.decode()
    second = nur.get(f"/sambungan/daftar/{name}/?page=2").content.decode()
    assert (first.count("<tr>"), second.count("<tr>")) == (51, 11)
    assert "Halaman 1 dari 2" in first


def test_there_is_no_other_list(nur):
    assert nur.get("/sambungan/daftar/lain/").status_code == 404


@pytest.mark.parametrize("who", ["agus", "joko"])
def test_who_only_looks_has_no_buttons(office, signed_in, row, who):
    client = signed_in(getattr(office, who))
    envelope = refused()
    for address in ("/sambungan/", f"/sambungan/kiriman/{row.pk}/", f"/sambungan/keluar/{envelope.pk}/"):
        said = client.get(address).content.decode()
        assert "<button" not in said.partition("<main")[2].partition("</main")[0]
    for act in (f"kiriman/{row.pk}/keluarkan", f"keluar/{envelope.pk}/keluarkan", "semua/coba-lagi"):
        assert client.post(f"/sambungan/{act}/", {"reason": "x"}).status_code == 403


def test_the_guards_are_the_actions_own(office, row):
    for act in (
        lambda by: mending.apply_again(row, by=by),
        lambda by: mending.apply_all_again(by=by),
        lambda by: mending.dismiss(row, reason="x", by=by),
        lambda by: actions.drop(refused(), reason="x", by=by),
    ):
        with pytest.raises(NotAllowed):
            act(office.agus.actor)


def test_a_node_that_was_put_back_is_shown_until_somebody_has_looked(office, signed_in):
    peer = queries.above()
    with transaction.atomic():
        memory.note(peer, ours=False, remembered=3, known=9)
    loss = Loss.objects.get()
    client = signed_in(office.nur)
    assert "Dipulihkan dari cadangan: perlu dilihat" in client.get("/sambungan/").content.decode()
    page = client.get(f"/sambungan/pemulihan/{loss.pk}/").content.decode()
    assert "Pusat dipulihkan dari cadangan" in page
    assert client.post(f"/sambungan/pemulihan/{loss.pk}/tutup/", {"reason": ""}).status_code == 422
    client.post(f"/sambungan/pemulihan/{loss.pk}/tutup/", {"reason": "Sudah dibandingkan."})
    assert not memory.open_losses().exists()
    assert "Sudah dibandingkan." in client.get(f"/sambungan/pemulihan/{loss.pk}/").content.decode()

"""Whoever collects a card is compared with it: by a reader, by eye where there is none, in doubt by two people."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.cast import ANYBODY, MONDAY, account

from pasti.accounts.roles import Role
from pasti.handover import papers, recognising
from pasti.handover.concerns import concerns
from pasti.handover.models import Comparison, Handover, Part, Recognition, Relation, Shown, Whom
from pasti.handover.tests.comparing import Reader, reader
from pasti.handover.tests.test_hand_over import hand_over, kinds, refused
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices.actions import open_counter, set_counter
from pasti.offices.readers import require_check

FAMILY = {"relation": Relation.FAMILY, "name": "Wati", "proof_seen": True}


@pytest.fixture
def device():
    with reader() as device:
        yield device


@pytest.fixture
def at_reader(office, device: Reader) -> Reader:
    """Budi sits at a counter with a reader."""
    counter = office.counters[1]
    set_counter(1, lanes=counter.lanes.all(), check_url=device.url, by=ANYBODY)
    open_counter(counter, office.budi)
    return device


@pytest.fixture
def dewi(office):
    return account("dewi", "Dewi Lestari", Role.CLERK).actor


@pytest.fixture
def case(ready, at_reader):
    """A card that lies on the reader."""
    made = ready()
    at_reader.card = made.product
    return made


def compare(case, by, part: Part = Part.RIGHT_INDEX, whom: Whom = Whom.HOLDER) -> Comparison:
    return recognising.compare(case, part, whom, by=by)


def state() -> str:
    return str(Recognition.objects.get().state)


def require(office) -> None:
    require_check(office.counters[1], required=True, by=office.agus.actor)


def test_a_finger_that_agrees_is_on_record_and_the_card_is_given(case, at_reader, budi):
    at_reader.agrees = {"right-index"}
    assert compare(case, budi).result == "match"
    handover = hand_over(case, budi)
    assert handover.recognition is not None
    assert recognising.how(handover.recognition) == "alat pencocok (telunjuk kanan), Budi Hartono"
    assert at_reader.asked == [{"part": "right-index", "serial": case.product}]
    assert kinds(case)[-2:] == ["recognition.match", "application.hand_over"]


def test_another_finger_is_tried_and_then_a_second_person_looks(case, at_reader, budi, dewi):
    assert compare(case, budi).result == "no_match"
    refused(case, budi)
    for part in (Part.LEFT_INDEX, Part.FACE):
        compare(case, budi, part)
    assert state() == "doubted"
    with pytest.raises(NotAllowed):
        compare(case, budi)
    assert len(at_reader.asked) == 3, "nobody is bothered again when a second person is waited for"
    refused(case, budi)
    row = Recognition.objects.get()
    assert "1 orang" in next(iter(concerns())).sentence
    with pytest.raises(NotAllowed, match="orang lain daripada Budi"):
        recognising.decide(row, same=True, by=budi)
    recognising.decide(row, same=True, by=dewi)
    done = hand_over(case, budi).recognition
    assert done is not None
    assert recognising.how(done) == (
        "mata dua petugas: Budi Hartono dan Dewi Lestari (3 kali tidak cocok menurut alat)"
    )
    assert [row.result for row in done.comparisons.all()] == ["no_match"] * 3


def test_who_is_not_the_one_goes_without(case, at_reader, budi, office):
    for part in (Part.RIGHT_INDEX, Part.LEFT_INDEX, Part.FACE):
        compare(case, budi, part)
    recognising.decide(Recognition.objects.get(), same=False, by=office.agus.actor)
    refused(case, budi, why_by_eye="kedua tangan dibalut")
    assert "recognition.turn_away" in kinds(case)
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        at_reader.agrees = {"face"}
        compare(case, budi, Part.FACE)
        assert hand_over(case, budi), "the holder comes, and the reader knows them"


def test_by_eye_the_next_day_one_is_enough_again(case, at_reader, budi, office):
    recognising.ask_second(case, Whom.HOLDER, by=budi)
    recognising.decide(Recognition.objects.get(), same=False, by=office.agus.actor)
    refused(case, budi, why_by_eye="kedua tangan dibalut")
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        assert hand_over(case, budi, why_by_eye="kedua tangan dibalut")


@pytest.mark.parametrize("how", ["silent", "mad", "empty"])
def test_a_reader_that_is_silent_leaves_it_to_the_eye_with_its_reason(case, at_reader, budi, how):
    at_reader.how = how
    if how == "empty":
        at_reader.card = None
    one = compare(case, budi)
    assert (one.result, bool(one.said)) == ("silent", True)
    done = hand_over(case, budi).recognition
    assert done is not None
    assert (done.means, str(done.why)) == ("eye", "alat tidak menjawab")


def test_nothing_listens_there(ready, office, budi):
    set_counter(1, lanes=[], check_url="http://127.0.0.1:1/", by=ANYBODY)
    open_counter(office.counters[1], office.budi)
    assert compare(ready(), budi).result == "silent"


def test_worn_fingers_are_no_doubt(case, at_reader, budi):
    at_reader.worn = {"right-index"}
    assert compare(case, budi).result == "unusable"
    done = hand_over(case, budi).recognition
    assert done is not None
    assert str(done.why) == "tidak terbaca"


def test_where_there_is_a_reader_the_eye_needs_a_reason(case, budi):
    refused(case, budi)
    done = hand_over(case, budi, why_by_eye="kedua tangan dibalut").recognition
    assert done is not None
    assert (str(done.why), done.counter) == ("kedua tangan dibalut", 1)
    looked = Entry.objects.get(kind="recognition.look")
    assert looked.facts["why"] == "kedua tangan dibalut"


def test_without_a_reader_the_clerk_says_so_by_handing_over(ready, budi):
    done = hand_over(ready(), budi).recognition
    assert done is not None
    assert (done.means, done.counter, str(done.why)) == ("eye", None, "tanpa alat di loket ini")
    with pytest.raises(Refused, match="tidak punya alat"):
        compare(ready(), budi)


def test_a_document_is_compared_with_nothing(ready, budi):
    assert hand_over(ready("KK"), budi, serial="").recognition is None
    with pytest.raises(Refused):
        recognising.ask_second(ready("KK"), Whom.HOLDER, by=budi)


def test_another_card_on_the_reader_says_nothing(case, ready, at_reader, budi):
    at_reader.agrees, at_reader.card = {"right-index"}, ready().product
    with pytest.raises(Refused, match="bukan kartu permohonan ini") as said:
        compare(case, budi)
    assert case.product not in str(said.value)
    assert Recognition.objects.count() == 0
    refused(case, budi)


def test_who_collects_for_another_is_compared_with_their_own_card(case, at_reader, budi):
    at_reader.agrees = {"right-index"}
    with pytest.raises(Refused, match="KTP-el orang yang mengambil"):
        compare(case, budi, whom=Whom.OTHER)
    at_reader.card = "BK77770001"
    compare(case, budi, whom=Whom.OTHER)
    refused(case, budi)
    assert hand_over(case, budi, **FAMILY)
    assert at_reader.asked[-1]["serial"] == ""


def test_who_was_compared_is_who_collects(case, at_reader, budi):
    at_reader.agrees = {"right-index"}
    compare(case, budi)
    refused(case, budi, **FAMILY)
    at_reader.card = "BK77770001"
    compare(case, budi, whom=Whom.OTHER)
    assert hand_over(case, budi, **FAMILY)


def test_compared_twice_is_harmless_and_it_holds_for_a_while(case, at_reader, budi):
    at_reader.agrees = {"right-index"}
    compare(case, budi)
    with pytest.raises(NotAllowed, match="cocok"):
        compare(case, budi)
    assert Recognition.objects.count() == Comparison.objects.count() == 1
    with clock.stopped_at(MONDAY + timedelta(minutes=31)):
        refused(case, budi)
        compare(case, budi)
        assert hand_over(case, budi)


def test_where_the_head_requires_it_the_eye_alone_is_not_enough(case, at_reader, budi, office, dewi):
    require(office)
    at_reader.how = "silent"
    compare(case, budi)
    refused(case, budi, why_by_eye="alat rusak")
    recognising.ask_second(case, Whom.HOLDER, by=budi)
    assert str(recognising.ask_second(case, Whom.HOLDER, "lain", by=dewi).why) == "alat tidak menjawab"
    recognising.decide(Recognition.objects.get(), same=True, by=dewi)
    assert hand_over(case, budi)


def test_who_sits_nowhere_does_not_get_round_it(ready, office, at_reader, dewi):
    require(office)
    case = ready()
    refused(case, dewi)
    require_check(office.counters[1], required=False, by=office.agus.actor)
    assert hand_over(case, dewi)


def test_only_the_head_requires_it_and_only_where_there_is_a_reader(office, at_reader, budi):
    with pytest.raises(NotAllowed):
        require_check(office.counters[1], required=True, by=budi)
    with pytest.raises(Refused, match="belum punya"):
        require_check(office.counters[2], required=True, by=office.agus.actor)
    require(office)
    with pytest.raises(Refused, match="mewajibkan"):
        set_counter(1, lanes=[], by=ANYBODY)


@pytest.mark.parametrize("who", ["rini", "joko", "nur", "stranger"])
def test_only_clerks_and_the_head_look(case, office, budi, who):
    row = recognising.ask_second(case, Whom.HOLDER, by=budi)
    with pytest.raises(NotAllowed):
        recognising.decide(row, same=True, by=getattr(office, who).actor)


def test_yesterdays_doubt_is_decided_by_nobody(case, budi, dewi):
    row = recognising.ask_second(case, Whom.HOLDER, by=budi)
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        assert not recognising.waiting().exists()
        with pytest.raises(NotAllowed, match="bukan hari ini"):
            recognising.decide(row, same=True, by=dewi)


def test_a_reason_with_a_nik_is_not_kept(case, budi):
    with pytest.raises(Refused):
        recognising.ask_second(case, Whom.HOLDER, "3275015206099001", by=budi)
    refused(case, budi, why_by_eye="3275015206099001")


def test_the_receipt_says_how_and_by_whom(case, at_reader, budi):
    at_reader.agrees = {"right-index"}
    compare(case, budi)
    drawn = papers.draw_receipt(hand_over(case, budi))
    said = " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(drawn)).pages).split())
    assert "alat pencocok (telunjuk kanan), Budi Hartono" in said
    assert case.nik not in said


class TestScreens:
    """At the counter, and at the second person's."""

    @pytest.fixture
    def clerk(self, case, office, signed_in):
        return signed_in(office.budi)

    def page(self, client, address: str) -> str:
        answer = client.get(address)
        assert answer.status_code == 200
        return str(answer.content.decode())

    def test_compared_and_given(self, clerk, case, at_reader):
        at, at_reader.agrees = f"/pengambilan/{case.number}/", {"right-index"}
        assert "Cocokkan dengan alat" in self.page(clerk, at)
        clerk.post(f"{at}alat/", {"whom": "holder", "part": "right-index"})
        shown = self.page(clerk, at)
        assert "alat pencocok (telunjuk kanan)" in shown
        assert "Cocokkan dengan alat" not in shown
        sent = {"serial": case.product, "receipt": "paper", "relation": "self", "taken_by": "Siti", "shown": "card",
                "old_card": "none"}  # fmt: skip
        assert clerk.post(at, sent).status_code == 302
        assert "Orangnya dicocokkan" in self.page(clerk, at)
        assert clerk.get(f"{at}tanda-terima/cetak/")["Content-Type"] == "application/pdf"

    def test_a_second_person_decides(self, clerk, case, office, signed_in):
        at = f"/pengambilan/{case.number}/"
        clerk.post(f"{at}orang-kedua/", {"second-whom": "holder", "second-why": "tidak mirip"})
        assert "Menunggu orang kedua" in self.page(clerk, at)
        assert "Ya, ini orangnya" not in self.page(clerk, f"{at}cocokkan/")
        head = signed_in(office.agus)
        assert case.name in self.page(head, "/pengambilan/pencocokan/")
        assert "Ya, ini orangnya" in self.page(head, f"{at}cocokkan/")
        head.post(f"/pengambilan/pencocokan/{Recognition.objects.get().pk}/bukan/")
        assert state() == "turned_away"
        assert "bukan orangnya" in self.page(clerk, at)
        assert Handover.objects.count() == 0

    @pytest.mark.parametrize("sent", [{}, {"whom": "x", "part": "face"}, {"whom": "holder", "part": "nose"}])
    def test_what_is_wrong_is_said(self, clerk, case, sent):
        at = f"/pengambilan/{case.number}/"
        answer = clerk.post(f"{at}alat/", sent, follow=True).content.decode()
        assert "message--" in answer
        assert Recognition.objects.count() == 0

    def test_no_photo_is_kept(self, clerk, case):
        assert clerk.get(f"/pengambilan/{case.number}/foto/").status_code == 404

    def test_the_head_requires_the_reader(self, office, at_reader, signed_in):
        head, admin = signed_in(office.agus), signed_in(office.nur)
        assert "Wajibkan alat" in self.page(head, "/lajur/")
        assert "Wajibkan alat" not in self.page(admin, "/lajur/")
        assert admin.post("/loket/1/alat-pencocok/wajib/").status_code == 403
        head.post("/loket/1/alat-pencocok/wajib/")
        office.counters[1].refresh_from_db()
        assert office.counters[1].check_required


def test_shown_is_kept_beside_it(case, at_reader, budi):
    at_reader.agrees = {"face"}
    compare(case, budi, Part.FACE)
    assert hand_over(case, budi, shown=Shown.FINGER).shown == Shown.FINGER

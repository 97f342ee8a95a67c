"""Strangers at the doors of a case, against an office that runs: what they get, and whom they keep out."""

from collections.abc import Iterator

import pytest

from pasti.apply.tests.wizard import ADDRESS, PERSON
from tests.attacks.door_office import BORN, Office, problems, running
from tests.cast import FIRST_CARD, a_pdf

pytestmark = pytest.mark.processes

_next = iter(range(100))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(tmp_path_factory.mktemp("office")) as found:
        yield found


@pytest.fixture
def case(office: Office):
    """A case of its own for each attack."""
    return office.cases[next(_next)]


def test_number_and_birth_date_get_the_stage_and_touch_nothing(office, case):
    thief = office.browser("203.0.113.1")
    answer = thief.post("/lacak/", number=case["number"], **BORN)
    assert (answer.status, answer.place) == (302, f"/lacak/{case['number']}/")
    page = thief.get(answer.place).text
    assert "Terdaftar" in page
    for secret in (case["name"], case["nik"], case["nik"][-4:], "Riwayat", "KTP-el pertama"):
        assert secret not in page
    before, number = office.state(case), case["number"]
    for path, fields in (
        (f"/ajukan/{number}/berkas/hapus/{case['paper']}/", {}),
        (f"/ajukan/{number}/data-diri/", {"name": "Orang Lain"}),
        (f"/ajukan/{number}/periksa/", {}),
        (f"/janji/{number}/", {"starts_at": "2026-11-24T09:00:00+07:00"}),
    ):
        assert thief.post(path, **fields).status in (302, 404)
    assert thief.post(f"/ajukan/{number}/berkas/kk/", file=a_pdf("palsu")).status == 302
    assert thief.get(f"/ajukan/{number}/bukti.pdf").status == 302
    assert office.state(case) == before


def test_not_even_the_applicant_takes_away_what_the_office_has_before_it(office, case):
    browser = office.opened(case)
    browser.post(f"/ajukan/{case['number']}/berkas/hapus/{case['paper']}/")
    assert office.state(case)["papers"] == 1


def test_a_session_planted_before_is_not_the_one_that_is_let_in(office, case):
    victim, other = office.browser(), office.cases[11]
    for number, code in ((case["number"], case["code"]), (other["number"], other["code"])):
        victim.get("/lacak/")
        victim.post("/lacak/", number=number, code=code)
        thief = office.opened(office.cases[10])
        thief.plant("pasti-office", planted := victim.cookie("pasti-office"))
        # The victim opens one more case; the key that the thief holds is worth nothing from then on.
        victim.post("/lacak/", number=number, code=code)
        assert victim.cookie("pasti-office") != planted
        assert thief.get(f"/lacak/{number}/").status == 302


def test_a_rented_network_of_65536_subscribers_guesses_as_one(office, case):
    """A /48 of IPv6: every try from a subscriber of its own."""
    number, answers = case["number"], []
    targets = [office.cases[n % 10]["number"] for n in range(100)]
    for n, target in enumerate(targets):
        thief = office.browser(f"2001:db8:48:{n:x}00::1")
        answers.append(thief.post("/lacak/", number=target, **BORN | {"birth_date_day": "1"}))
    wrong = ["tidak cocok" in problems(answer) for answer in answers]
    assert (sum(wrong), wrong[:80]) == (80, [True] * 80)
    assert "Terlalu banyak percobaan" in problems(answers[-1])
    # Not even right answers come through from there now; from elsewhere they do.
    assert office.browser("2001:db8:48:ffff::1").post("/lacak/", number=number, **BORN).status == 422
    assert office.browser("203.0.113.77").post("/lacak/", number=number, **BORN).status == 302


def test_who_hammers_a_number_does_not_lock_its_owner_out(office, case):
    number = case["number"]
    owner = office.opened(case)
    for n in range(30):
        office.browser(f"10.{n}.7.1").post("/lacak/", number=number, **BORN | {"birth_date_day": "2"})
    assert "Terlalu banyak" in problems(office.browser("10.99.7.1").post("/lacak/", number=number, **BORN))
    assert owner.get(f"/lacak/{number}/").status == 200
    assert office.opened(case, "10.98.7.1").get(f"/lacak/{number}/").status == 200
    owner.plant("pasti-office", "over")
    assert owner.post("/lacak/", number=number, **BORN).status == 302


def test_the_kiosk_gives_nothing_for_a_number_alone(office, case):
    kiosk = office.signed_in("anjungan")
    before = office.state(case)["tickets"]
    answer = kiosk.post("/antrean/tiba/permohonan/", number=case["number"])
    assert "Tanggal lahir pemohon" in answer.text
    assert "tahap" not in answer.text.lower()
    for day in range(1, 29):
        tried = kiosk.post(
            "/antrean/tiba/permohonan/", number=case["number"], **BORN | {"birth_date_day": str(day % 11)}
        )
        assert tried.status == 422
    assert "Pindai kode QR" in problems(tried)
    assert office.state(case)["tickets"] == before
    scanned = f"{office.base}/lacak/#buka={case['code']}-{case['number']}"
    assert "/antrean/tiba/nomor/" in kiosk.post("/antrean/tiba/permohonan/", number=scanned).place
    assert kiosk.get(f"/lacak/{case['number']}/").status == 302


def test_a_shared_browser_forgets(office, case):
    browser = office.opened(case)
    key = browser.cookie("pasti-office")
    assert "Selesai, keluar" in browser.get(f"/lacak/{case['number']}/").text
    browser.post("/selesai/")
    assert browser.get(f"/lacak/{case['number']}/").status == 302
    assert browser.cookie("pasti-office-known") == ""
    thief = office.opened(office.cases[10])
    thief.plant("pasti-office", key)
    assert thief.get(f"/lacak/{case['number']}/").status == 302


def test_one_network_fills_no_disk(office, case):
    thief = office.browser("203.0.113.200")
    statuses = []
    for letter in (b"a", b"b", b"c"):
        begun = thief.post("/layanan/KK/ajukan/")
        path = f"{begun.place}berkas/old_kk/"
        statuses.append(thief.post(path, file=a_pdf(filling=4_000_000, letter=letter)))
    assert [answer.status for answer in statuses] == [302, 302, 422]
    assert "Hari ini sudah terlalu banyak foto dan PDF" in statuses[2].text


def test_a_second_child_in_a_duplicated_tab_is_not_swallowed_and_a_double_click_is_no_second_case(office, case):
    """What is sent twice is the same only if its content is the same, in the form and at its end."""
    browser = office.browser("203.0.113.210")
    begun = browser.post("/layanan/NEW/ajukan/", **FIRST_CARD)
    first, second = PERSON | {"drawn_for": ""}, PERSON | {"drawn_for": "", "nik": "3275015206099002", "name": "Sari"}
    assert [browser.post(f"{begun.place}data-diri/", **first).status for _click in range(2)] == [302, 302]
    refused = browser.post(f"{begun.place}data-diri/", **second)
    assert (refused.status, "sudah diisi untuk Siti Nurjanah" in problems(refused)) == (422, True)
    assert 'value="Sari"' in refused.text, "nothing typed is lost"
    assert browser.post(f"{begun.place}alamat/", **ADDRESS).status == 302
    before = office.state(case)["cases"]
    sent = [browser.post(f"{begun.place}periksa/").place for _click in range(3)]
    assert set(sent) == {f"{begun.place}terkirim/"}
    assert office.state(case)["cases"] == before
    # The first tab's form, sent once more with another child in it, after all was sent.
    browser.post(f"{begun.place}data-diri/", **(second | {"drawn_for": PERSON["nik"]}))
    assert "tidak disimpan" in browser.get(f"{begun.place}terkirim/").text


def test_no_secret_lands_in_an_address_or_a_log(office, case):
    browser = office.browser()
    scanned = f"buka={case['code']}-{case['number']}"
    answer = browser.post("/lacak/buka/", scanned=scanned)
    assert (answer.status, answer.place) == (302, f"/lacak/{case['number']}/")
    page = browser.get(f"/ajukan/{case['number']}/terkirim/").text
    assert case["code"] in page
    addresses = [part.partition('"')[0] for part in page.split('href="')[1:] + page.split('action="')[1:]]
    assert [address for address in addresses if case["code"] in address] == []
    assert [known["number"] for known in office.cases if known["code"] in office.log()] == []


def test_left_alone_it_forgets_even_when_its_cookie_lives(office, case):
    browser = office.opened(case)
    office.stop()
    office.start(ahead_seconds=16 * 60)
    assert browser.get(f"/lacak/{case['number']}/").status == 302
    late = browser.post(f"/janji/{case['number']}/", starts_at="2026-11-24T09:00:00+07:00")
    assert late.status == 404

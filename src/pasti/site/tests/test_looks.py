"""Who looked, on the screens of those who may know; and that they looked there is on record."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY, account, submitted

from pasti.accounts.roles import Role
from pasti.audit.models import Look
from pasti.centre.intake.tests.packets import received
from pasti.kit import clock


def page(answer) -> str:
    return str(answer.content.decode())


@pytest.fixture
def agus(office, signed_in):
    return signed_in(office.agus)


def test_who_looked_at_this_case(office, signed_in, agus):
    case, other = submitted(), submitted()
    signed_in(office.budi).get(f"/permohonan/{case.number}/")
    signed_in(office.rini).get("/permohonan/")
    signed_in(office.joko).get(f"/permohonan/{other.number}/")
    shown = page(agus.get(f"/jejak/permohonan/{case.number}/"))
    assert "<td>Budi Hartono</td>" in shown
    assert "halaman permohonan" in shown
    assert "<td>Rini Wulandari</td>" in shown
    assert "daftar permohonan" in shown
    assert "Joko Prasetyo" not in shown


def test_the_case_leads_there_for_those_who_may(office, signed_in, agus):
    case = submitted()
    link = f'href="/jejak/permohonan/{case.number}/"'
    assert link in page(agus.get(f"/permohonan/{case.number}/"))
    assert link not in page(signed_in(office.budi).get(f"/permohonan/{case.number}/"))


def test_who_looked_at_this_record_of_the_centre(centre, signed_in):
    found = received(centre)
    maya = signed_in(account("maya", "Maya Kusumawati", Role.CENTRE_OPERATOR))
    endang = signed_in(account("endang", "Endang Sulastri", Role.CENTRE_HEAD))
    assert "/jejak/rekaman/" not in page(maya.get("/pusat/masuk/"))
    link = f"/jejak/rekaman/{found.pk}/"
    assert link in page(endang.get("/pusat/masuk/"))
    shown = page(endang.get(link))
    assert "<td>Maya Kusumawati</td>" in shown
    assert "daftar penerimaan" in shown
    assert Look.objects.order_by("-id")[0].subject == f"looks-at:record:{found.pk}"


def test_what_did_this_account_look_at(office, signed_in, agus):
    case = submitted()
    budi = signed_in(office.budi)
    budi.get(f"/permohonan/{case.number}/")
    budi.get("/permohonan/")
    shown = page(agus.get(f"/jejak/petugas/{office.budi.pk}/"))
    assert "Budi Hartono" in shown
    assert case.subject in shown
    assert "1 orang dalam daftar" in shown
    assert f'href="/jejak/petugas/{office.budi.pk}/"' in page(agus.get("/petugas/"))


def test_reading_it_is_on_record(office, agus):
    case = submitted()
    agus.get(f"/jejak/permohonan/{case.number}/")
    agus.get(f"/jejak/petugas/{office.budi.pk}/")
    agus.get("/jejak/")
    read = [(look.what, look.subject, look.by_name) for look in Look.objects.order_by("id")]
    assert read == [
        ("looks", f"looks-at:{case.number}", "Agus Hermawan"),
        ("looks", f"looks-by:account:{office.budi.pk}", "Agus Hermawan"),
        ("looks", "looks", "Agus Hermawan"),
    ]


def test_a_day_at_a_glance_and_its_evidence(office, signed_in, agus):
    cases = [submitted() for _ in range(12)]
    rini = office.rini.actor
    for days in range(1, 7):
        with clock.stopped_at(MONDAY - timedelta(days=days)):
            Look.objects.create(by_id=rini.id, by_name=rini.name, what="case", subject="application:1", at=clock.now())
    budi = signed_in(office.budi)
    for case in cases:
        budi.get(f"/permohonan/{case.number}/")
    assert agus.get("/jejak/?day=0001-01-01").context["day"] == clock.local_day(MONDAY)
    shown = page(agus.get("/jejak/"))
    assert "Lebih banyak dari biasanya" in shown
    assert "Angka ini alasan untuk bertanya, bukan kesimpulan" in shown
    day = f"/jejak/petugas/{office.budi.pk}/?day=2026-11-23"
    assert day in shown
    assert page(agus.get(day)).count("tanpa pekerjaan padanya") == 12


@pytest.mark.parametrize("asked", ["", "2026-11-20", "2027-01-01", "x", "2026-02-30", "\x00", "9" * 40])
def test_a_day_that_is_none_is_today(agus, asked):
    assert agus.get("/jejak/", {"day": asked}).status_code == 200
    assert agus.get("/jejak/petugas/1/", {"day": asked}).status_code == 200


@pytest.mark.parametrize("path", ["/jejak/", "/jejak/permohonan/327500000000/", "/jejak/petugas/1/"])
def test_it_is_for_heads_and_administrators(office, signed_in, path):
    assert signed_in(office.budi).get(path).status_code == 403
    for role in (Role.HEAD, Role.ADMIN, Role.CENTRE_HEAD, Role.CENTRE_ADMIN):
        assert signed_in(account(f"x{role}", "X", role)).get(path).status_code == 200


@pytest.mark.parametrize("number", ["3275015206099001", "x" * 90, "..", "327500000000 "])
def test_whatever_is_asked_for_no_nik_is_kept(agus, number):
    assert agus.get(f"/jejak/permohonan/{number}/").status_code == 404
    assert not Look.objects.exists()

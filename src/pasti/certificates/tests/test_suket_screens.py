"""Switching on, issuing, printing, renewing and revoking at the screens; the published list."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from tests.cast import MONDAY, accepted

from pasti.certificates import actions, queries
from pasti.certificates.models import Decision, Suket
from pasti.certificates.tests import reader
from pasti.certificates.tests.owing import REASON, issued, outage, released, switched_on
from pasti.kit import clock
from pasti.readiness import actions as readiness
from pasti.readiness.needs import Cause, Need


def test_the_head_switches_on_and_off(office, signed_in):
    browser = signed_in(office.agus)
    assert "Tidak ada gangguan yang sedang berlangsung" in browser.get("/suket/keputusan/").content.decode()
    incident = outage(office)
    page = browser.get("/suket/keputusan/").content.decode()
    assert "Sejak 2 Maret 2020" in page
    last = (MONDAY + timedelta(days=7)).date()
    fields = {"incident": str(incident.pk), "reason": REASON} | day_of(page, last)
    assert browser.post("/suket/keputusan/", fields | {"reason": ""}).status_code == 422
    assert browser.post("/suket/keputusan/", fields).url == "/suket/keputusan/"
    decision = Decision.objects.get()
    assert decision.until == last
    assert REASON in browser.get("/suket/keputusan/").content.decode()
    # It stands with the incident, too.
    assert REASON in browser.get(f"/kesiapan/gangguan/{incident.pk}/").content.decode()
    off = f"/suket/keputusan/{decision.pk}/matikan/"
    assert browser.post(off, {"reason": ""}).status_code == 422
    assert browser.post(off, {"reason": "Pulih"}).url == "/suket/keputusan/"
    assert queries.decision_now() is None


def test_each_decision_that_holds_can_be_ended(office, signed_in):
    other = readiness.open_incident(needs=[Need.BLANKS], cause=Cause.STOCK, by=office.agus.actor)
    last = (MONDAY + timedelta(days=7)).date()
    both = [switched_on(office), actions.switch_on(other, reason=REASON, until=last, by=office.agus.actor)]
    page = signed_in(office.agus).get("/suket/keputusan/").content.decode()
    assert all(f"/suket/keputusan/{decision.pk}/matikan/" in page for decision in both)


def test_a_suket_is_renewed_and_revoked_under_its_own_case_only(office, signed_in):
    switched_on(office)
    suket, other = issued(office), released(office, minutes=1)
    browser = signed_in(office.budi)
    for verb in ("perpanjang", "cabut"):
        assert browser.post(f"/suket/{other.number}/{suket.pk}/{verb}/", {"reason": "x"}).status_code == 404
    assert Suket.objects.get().state == "issued"


def day_of(page: str, day) -> dict[str, str]:
    names = re.findall(r'name="(until[^"]*)"', page)
    return dict(zip(names, (str(day.day), str(day.month), str(day.year)), strict=True))


def test_a_clerk_issues_prints_and_renews(office, signed_in):
    switched_on(office)
    case = released(office)
    browser = signed_in(office.budi)
    place = f"/suket/{case.number}/"
    assert browser.post("/suket/", {"number": case.number}).url == place
    assert "Terbitkan Suket" in browser.get(place).content.decode()
    assert browser.post(f"{place}terbitkan/").url == place
    suket = Suket.objects.get()
    page = browser.get(place).content.decode()
    assert suket.number in page
    assert "Cetak Suket" in page
    printed = browser.get(f"{place}suket.pdf")
    assert (printed["Content-Type"], printed["Cache-Control"]) == ("application/pdf", "no-store")
    assert browser.post(f"{place}{suket.pk}/perpanjang/").url == place
    assert queries.holding(case).renews == suket
    assert suket.application.name in browser.get("/suket/").content.decode()


def test_revoking_asks_for_the_reason(office, signed_in):
    switched_on(office)
    suket = issued(office)
    browser = signed_in(office.agus)
    place = f"/suket/{suket.application.number}/"
    answer = browser.post(f"{place}{suket.pk}/cabut/", {"reason": ""})
    assert answer.status_code == 422
    assert "Tuliskan alasannya." in answer.content.decode()
    assert browser.post(f"{place}{suket.pk}/cabut/", {"reason": "Salah orang"}).url == place
    assert "dicabut" in browser.get(place).content.decode()


def test_why_none_is_issued_is_said(office, signed_in):
    browser = signed_in(office.budi)
    case = accepted(office.budi.actor)
    assert "belum menyalakannya" in browser.get(f"/suket/{case.number}/").content.decode()
    browser.post(f"/suket/{case.number}/terbitkan/")
    assert not Suket.objects.exists()


def test_what_is_over_is_renewed_and_not_printed(office, signed_in):
    switched_on(office)
    suket = issued(office)
    place = f"/suket/{suket.application.number}/"
    with clock.stopped_at(MONDAY + timedelta(days=181)):
        browser = signed_in(office.budi)
        assert "Cetak Suket" not in browser.get(place).content.decode()
        assert browser.get(f"{place}suket.pdf").url == place
        page = browser.get("/suket/").content.decode()
        assert "1 Suket sudah lewat masa berlakunya" in page


def test_the_list_is_published_and_changes_with_what_becomes_of_each(office):
    switched_on(office)
    suket, other = issued(office), issued(office, minutes=1)
    before = queries.version_of_list()
    first = Client().get("/surat/status.cwt")
    assert first["Content-Type"] == "application/statuslist+cwt"
    assert first["Access-Control-Allow-Origin"] == "*"
    actions.revoke_suket(suket, "Salah orang", by=office.budi.actor)
    assert queries.version_of_list() != before
    then = Client().get("/surat/status.cwt").content
    keys = queries.key_set()
    assert [reader.read_status(then, keys, one.index) for one in (suket, other)] == [1, 0]
    assert [reader.read_status(first.content, keys, one.index) for one in (suket, other)] == [0, 0]
    read = reader.read_token(then, keys)
    assert read.claims[2] == queries.certificate_of(other).claims()[65535]["status_list"]["uri"]


def test_the_list_is_never_older_than_an_hour(office):
    before = queries.version_of_list()
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        assert queries.version_of_list() != before


@pytest.mark.parametrize("place", ["/suket/000/", "/suket/keputusan/99/matikan/"])
def test_what_there_is_not(office, signed_in, place):
    assert signed_in(office.agus).get(place).status_code == 404

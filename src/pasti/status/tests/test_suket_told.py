"""The public reads that Suket are issued, for as long as they are."""

from django.test import Client
from tests.cast import MONDAY

from pasti.certificates import actions
from pasti.certificates.tests.owing import switched_on
from pasti.status import queries


def test_it_is_told_while_they_are_issued(office):
    before = queries.version()
    assert "menerbitkan Suket" not in Client().get("/hari-ini/").content.decode()
    decision = switched_on(office, until=MONDAY.date().replace(day=30))
    assert queries.version() != before
    assert (
        "sampai Senin, 30 November 2026 paling lama, kantor menerbitkan Suket"
        in Client().get("/hari-ini/").content.decode()
    )
    assert "Suket diterbitkan bagi yang datanya sudah siap cetak" in Client().get("/hari-ini/teks.txt").content.decode()
    actions.switch_off(decision, "Pulih", by=office.agus.actor)
    assert "menerbitkan Suket" not in Client().get("/hari-ini/").content.decode()

"""Palopo: the centre takes the leave to print. KK goes on, Suket are given, and what is owed is printed by deadline."""

import json
import os
import re
import subprocess
import sys
from typing import Any

from playwright.sync_api import expect

from tests.journeys.city import City
from tests.journeys.visitor import Visitor

SAID = "Pusat sedang tidak mengizinkan kantor ini mencetak KTP-el"
LETTER = "Surat Dirjen Dukcapil 470/9012"


def through_the_doors(city: City, *asked: str, at: str = "office") -> Any:
    environment = {**os.environ, **city.environments[at]}
    command = [sys.executable, "-m", "tests.journeys.owed_people", *asked]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def the_centre_decides(endang: Visitor, reason: str, *, stops: bool) -> None:
    endang.go("/pusat/kantor/")
    with endang.page.expect_navigation():
        endang.page.get_by_role("link", name=re.compile("Ubah .*Kota Bekasi")).click()
    endang.page.get_by_label("mencetak", exact=True).set_checked(stops)
    endang.page.get_by_label("Alasan").fill(reason)
    endang.page.get_by_label("Nomor surat").fill(LETTER)
    endang.click("Simpan keputusan")


def until_said(visitor: Visitor, path: str, said: str, *, gone: bool = False) -> None:
    visitor.wait_until(lambda: bool(visitor.page.goto(visitor.base + path)) and (said in visitor.text()) is not gone)


def test_ninety_get_a_suket_and_then_their_card_by_deadline(come, city: City):
    assert through_the_doors(city, "known", json.dumps(through_the_doors(city, "place")), at="centre") == 92
    people = through_the_doors(city, "come")
    agus, budi, joko, endang = come(), come(), come(), come(centre=True)
    for visitor, name in ((agus, "agus"), (budi, "budi"), (joko, "joko"), (endang, "endang")):
        visitor.sign_in(name)
    # The centre releases them one after the other.
    ready = joko.page.locator(".figures dd").first
    joko.wait_until(lambda: bool(joko.page.goto(joko.base + "/cetak/")) and int(ready.inner_text()) >= len(people))

    # With the leave to print a card is made, no Suket.
    first = people[0]
    budi.go(f"/suket/{first['number']}/")
    assert "Suket sedang tidak diterbitkan" in budi.text()

    # The centre withdraws it, with a reason and the number of a letter. The family card is no part of that.
    the_centre_decides(endang, "Sengketa pengangkatan kepala dinas", stops=True)
    until_said(agus, "/kesiapan/", "Sengketa pengangkatan kepala dinas")

    # The head switches Suket on, because of it and for a time.
    until_said(agus, "/kesiapan/", "Sedang berlangsung")
    passer_by = come(phone=True)
    until_said(passer_by, "/", SAID)
    assert "penerbitan KK dan akta" in passer_by.text()
    passer_by.look("palopo-front-360")
    agus.go("/suket/keputusan/")
    expect(agus.page.get_by_label("Karena gangguan").locator("option")).to_contain_text([SAID])
    for label, value in (("Tanggal", "7"), ("Bulan", "12"), ("Tahun", "2026")):
        agus.page.get_by_label(label, exact=True).fill(value)
    agus.page.get_by_label("Alasan").fill("Warga perlu KTP-el untuk pendaftaran CPNS")
    agus.look("palopo-decide")
    agus.click("Nyalakan Suket")
    expect(agus.page.get_by_role("link", name=re.compile("Matikan"))).to_be_visible()

    # Two at the counter, the others the same way through the doors.
    for person in people[:2]:
        budi.go(f"/suket/{person['number']}/")
        budi.click("Terbitkan Suket")
        assert "470/000" in budi.text()
    paper = budi.context.request.get(f"{city.office}/suket/{first['number']}/suket.pdf")
    assert paper.body().startswith(b"%PDF")
    assert through_the_doors(city, "issue", *(person["number"] for person in people[2:])) == 90
    agus.go("/suket/")
    expect(agus.page.get_by_role("heading", name="Suket yang masih terutang · 92")).to_be_visible()
    agus.look("palopo-owed")
    joko.go("/cetak/")
    expect(joko.page.get_by_role("button", name=re.compile("Mulai cetak"))).to_have_count(0)

    # The leave is back: the nearest deadline is printed first, whenever its holder came.
    the_centre_decides(endang, "Sengketa selesai", stops=False)
    until_said(joko, "/cetak/", "Mulai cetak")
    by_deadline = sorted((p for p in people if p["deadline"]), key=lambda person: person["deadline"])
    joko.page.get_by_label("Berapa kartu").fill("1")
    joko.click("Mulai cetak Enter")
    row = joko.page.get_by_role("row", name=re.compile(by_deadline[0]["name"]))
    serial = row.locator("td").nth(1).inner_text()
    joko.context.request.get(joko.page.url + "kartu.pdf")
    joko.page.get_by_label("Nomor seri di kartu").fill(serial)
    joko.press("Enter")
    printed = through_the_doors(city, "print_next", str(len(by_deadline) + 2))
    assert printed[: len(by_deadline) - 1] == [person["number"] for person in by_deadline[1:]]
    assert not {person["number"] for person in people if person["deadline"]} & set(printed[len(by_deadline) - 1 :])

    # The card is handed over, and the Suket has served its time.
    budi.go(f"/pengambilan/{by_deadline[0]['number']}/")
    budi.page.get_by_label("slip dan wajah").check()
    budi.page.get_by_label("Nomor seri di kartu").fill(serial)
    with budi.page.expect_navigation():
        budi.page.get_by_role("button", name=re.compile("Serahkan dan tutup")).click()
    until_said(budi, f"/suket/{by_deadline[0]['number']}/", "selesai, KTP-el diserahkan")
    budi.look("palopo-settled")

"""When the last blank is gone nobody at the office reads that it may run out, or how many are left."""

import pytest
from tests.cast import ANYBODY

from pasti.printing.tests.released import release
from pasti.stock import actions as stock
from pasti.stock import requests
from pasti.stock.models import Blank


@pytest.mark.parametrize("waiting", [0, 2])
def test_every_staff_page_says_that_there_are_none(office, signed_in, waiting):
    for _card in range(waiting):
        release(office)
    for blank in Blank.objects.order_by("serial")[1:]:
        stock.spoil(blank.serial, "basah", by=ANYBODY)
    assert requests.draft()
    board, ledger = "/kantor/", "/blangko/"
    head, printer = signed_in(office.agus), signed_in(office.joko)
    for path in (board, ledger):
        page = head.get(path).content.decode()
        assert not [said for said in ("Blangko habis;", "Blangko habis.", "blangko habis") if said in page], path
    stock.spoil(Blank.objects.order_by("serial")[0].serial, "basah", by=ANYBODY)
    requests.draft()
    pages = {path: head.get(path).content.decode() for path in (board, ledger)}
    pages["/cetak/"] = printer.get("/cetak/").content.decode()
    for path, page in pages.items():
        for said in ("dapat habis", "hampir habis", "blangko tinggal", "Blangko tinggal", "cukup untuk 0"):
            assert said not in page, (path, said)
    assert "Blangko habis; permintaan ke pusat sudah disiapkan." in pages[board]
    assert ("2 kartu siap cetak, blangko habis." if waiting else "Blangko habis.") in pages[board]
    assert "Blangko habis. Ajukan permintaan ke pusat." in pages[ledger]
    assert ("Tidak ada blangko lagi. Yang menunggu blangko:" in pages["/cetak/"]) is bool(waiting)

from io import BytesIO

import zxingcpp
from PIL import Image

from pasti.kit import qr


def test_a_code_is_a_picture_that_needs_no_file():
    assert qr.data_uri("https://example.id/antrean/nomor/x/").startswith("data:image/svg+xml")


def test_each_content_has_its_own_code():
    assert qr.data_uri("a") == qr.data_uri("a") != qr.data_uri("b")


def test_the_quick_ones_are_read_too():
    for one in range(20):
        content = f"https://dukcapil.example.go.id/antrean/nomor/{one:02d}aBcD_{one * 7919:05d}/"
        drawn = BytesIO()
        qr._quick(content).save(drawn, kind="png", scale=3, border=2)
        [read] = zxingcpp.read_barcodes(Image.open(drawn))
        assert read.text == content
        assert qr.quick_data_uri(content).startswith("data:image/svg+xml")

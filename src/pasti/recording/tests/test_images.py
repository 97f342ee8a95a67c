"""Photo and signature: made fit for the card, or refused with what is wrong with them."""

from base64 import b64encode
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from pasti.kit.errors import Refused
from pasti.recording import images
from pasti.recording.tests.pictures import data_url, portrait, saved, scrawl

FUZZ = settings(derandomize=True, deadline=None, max_examples=150)
RED, BLUE = (200, 30, 30), (30, 30, 200)


def opened(content: bytes) -> Image.Image:
    with Image.open(BytesIO(content)) as image:
        image.load()
        return image


@pytest.mark.parametrize("size", [(480, 640), (300, 400), (4000, 3000), (640, 480), (1200, 1600), (401, 2000)])
def test_a_photo_becomes_an_upright_jpeg_of_one_size(size):
    photo = opened(images.photo(portrait(size)))
    assert (photo.format, photo.mode, photo.size) == ("JPEG", "RGB", (480, 640))


@pytest.mark.parametrize("size", [(299, 400), (300, 399), (1, 1), (120, 160)])
def test_a_photo_that_is_too_small_says_how_large_it_is(size):
    with pytest.raises(Refused, match=rf"terlalu kecil \({size[0]} × {size[1]}\)"):
        images.photo(portrait(size))


def test_a_photo_that_a_telephone_lays_on_its_side_is_set_upright():
    """Red is on top for who looks at it; the camera stored it turned by ninety degrees."""
    stored = Image.new("RGB", (640, 480), RED)
    ImageDraw.Draw(stored).rectangle((320, 0, 640, 480), fill=BLUE)
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = opened(images.photo(saved(stored, "JPEG", exif=exif)))
    plain = opened(images.photo(saved(stored, "JPEG")))
    assert [turned.getpixel((240, y))[0] > 128 for y in (40, 600)] == [True, False]
    assert [plain.getpixel((x, 320))[0] > 128 for x in (40, 440)] == [True, False]


def test_a_photo_keeps_nothing_of_where_it_was_taken():
    exif = Image.Exif()
    exif[0x010F] = "a telephone"
    exif.get_ifd(0x8825)[1] = "S"
    taken = portrait(exif=exif)
    assert b"a telephone" in taken
    made = images.photo(taken)
    assert b"a telephone" not in made
    assert not opened(made).getexif()


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("RGBA", "PNG"), ("L", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("1", "PNG"), ("CMYK", "JPEG"), ("L", "JPEG"),
     ("I;16", "PNG")],
)  # fmt: skip
def test_a_photo_of_any_kind_of_colour_is_taken(mode, kind):
    photo = opened(images.photo(saved(Image.new(mode, (480, 640)), kind)))
    assert (photo.mode, photo.size) == ("RGB", (480, 640))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7\n1 0 obj\n", "Ini PDF. Foto harus berupa gambar JPEG atau PNG."),
        (b"GIF89a" + b"\x00" * 50, "Ini bukan foto. Kirim gambar JPEG atau PNG."),
        (b"hello", "Ini bukan foto. Kirim gambar JPEG atau PNG."),
        (b"", "Ini bukan foto. Kirim gambar JPEG atau PNG."),
        (portrait()[:2000], "Gambar ini rusak dan tidak dapat dibuka. Ambil foto sekali lagi."),
        (scrawl()[:200], "Gambar ini rusak dan tidak dapat dibuka. Ambil foto sekali lagi."),
        (b"\x89PNG\r\n\x1a\n", "Gambar ini rusak dan tidak dapat dibuka. Ambil foto sekali lagi."),
    ],
)
def test_what_is_no_picture_is_refused_with_what_it_is(content, sentence):
    for make in (images.photo, images.signature):
        with pytest.raises(Refused) as refused:
            make(content)
        assert str(refused.value) == sentence


def ink(content: bytes) -> tuple[Image.Image, tuple[int, int, int, int] | None]:
    signature = opened(content)
    return signature, signature.getchannel("A").point(lambda v: 255 if v > 96 else 0).getbbox()


@pytest.mark.parametrize(
    "drawn",
    [
        scrawl(),
        scrawl("RGBA", paper="white"),
        scrawl("RGB", paper="white"),
        scrawl("L", paper=255),
        scrawl("RGB", paper="white", kind="JPEG"),
    ],
    ids=["transparent", "white", "opaque", "grey", "jpeg"],
)
def test_a_signature_becomes_dark_ink_on_nothing_cut_to_its_size(drawn):
    signature, box = ink(images.signature(drawn))
    assert (signature.format, signature.mode) == ("PNG", "LA")
    assert signature.width <= 600
    assert signature.height <= 240
    # What remains touches all four sides, give or take the softness of its edge.
    assert box is not None
    assert max(box[0], box[1], signature.width - box[2], signature.height - box[3]) <= 1
    assert 2.5 < signature.width / signature.height < 3.5
    assert signature.getchannel("L").getextrema() == (20, 20)


def test_a_large_signature_is_made_smaller_and_a_small_one_is_not_made_larger():
    large = Image.new("L", (3000, 1200), 255)
    ImageDraw.Draw(large).line((100, 100, 2900, 1100), fill=0, width=40)
    small = Image.new("L", (300, 120), 255)
    ImageDraw.Draw(small).line((10, 10, 110, 60), fill=0, width=4)
    assert opened(images.signature(saved(large, "PNG"))).width == 600
    assert opened(images.signature(saved(small, "PNG"))).width < 120


def dot() -> bytes:
    image = Image.new("L", (300, 120), 255)
    ImageDraw.Draw(image).point([(10, 10), (11, 10)], fill=0)
    return saved(image, "PNG")


@pytest.mark.parametrize(
    "empty",
    [
        saved(Image.new("RGBA", (700, 300), (0, 0, 0, 0)), "PNG"),
        saved(Image.new("RGB", (700, 300), "white"), "PNG"),
        saved(Image.new("RGB", (700, 300), (230, 230, 230)), "JPEG"),
        dot(),
    ],
    ids=["transparent", "white", "light", "a dot"],
)
def test_an_empty_signature_is_refused(empty):
    with pytest.raises(Refused, match="Tanda tangan masih kosong"):
        images.signature(empty)


def test_a_pads_drawing_is_read_as_it_was_drawn():
    assert images.from_data_url(data_url(scrawl())) == scrawl()


@pytest.mark.parametrize(
    "url", ["", "data:,", "data:image/jpeg;base64,AAAA", "https://example.test/x.png", "undefined"]
)
def test_what_is_no_drawing_counts_as_empty(url):
    with pytest.raises(Refused, match="Tanda tangan masih kosong"):
        images.from_data_url(url)


@pytest.mark.parametrize("rest", ["!!!!", "AAA", "AAAA AAAA", "é"])
def test_a_drawing_that_was_broken_on_the_way_says_so(rest):
    with pytest.raises(Refused, match="tidak terkirim dengan utuh"):
        images.from_data_url("data:image/png;base64," + rest)


@FUZZ
@given(data=st.data(), which=st.sampled_from(["photo", "signature"]))
def test_any_damaged_picture_is_made_fit_or_refused(data, which):
    whole = portrait((300, 400)) if which == "photo" else scrawl()
    first = data.draw(st.integers(0, len(whole)))
    last = data.draw(st.integers(first, min(len(whole), first + 40)))
    damaged = whole[:first] + data.draw(st.binary(max_size=40)) + whole[last:]
    try:
        made = opened(getattr(images, which)(damaged))
    except Refused:
        return
    assert made.size == (480, 640) if which == "photo" else made.mode == "LA"


@FUZZ
@given(st.binary(max_size=200), st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"]))
def test_any_bytes_are_refused(rubbish, beginning):
    for make in (images.photo, images.signature):
        with pytest.raises(Refused):
            make(beginning + rubbish)
    with pytest.raises(Refused):
        images.signature(images.from_data_url("data:image/png;base64," + b64encode(rubbish).decode()))

"""A file that somebody sends is opened before it is accepted; what every telephone makes is taken."""

import os
import resource
import signal
import threading
from contextlib import suppress
from functools import partial
from io import BytesIO

import pypdf
import pytest
from PIL import Image
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject
from tests.cast import a_pdf

from pasti.kit import opened
from pasti.kit.errors import Refused
from pasti.kit.opened import NotOpened, open_file

ALL = ("image/jpeg", "image/png", "image/webp", "application/pdf")
LOCKED = "PDF ini dikunci dengan kata sandi. Kirim PDF tanpa kata sandi, atau fotonya."
CUT = "PDF ini terpotong: bagian akhirnya tidak ikut terkirim. Simpan lagi, lalu kirim sekali lagi."
BROKEN = "PDF ini rusak dan tidak dapat dibuka. Simpan lagi, atau kirim fotonya."


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Whoever opens files lets everybody else go first: on a busy machine a large photo takes minutes."""
    for opener in (opened._opener, opened._for_strangers):
        monkeypatch.setattr(opener, "patience", 600.0)


def locked(*, user: str, owner: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=BytesIO(a_pdf()))
    writer.encrypt(user, owner, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def pages(count: int) -> bytes:
    writer = pypdf.PdfWriter()
    for _number in range(count):
        writer.add_blank_page(200, 300)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        open_file(content, ALL)
    return str(refused.value)


def photo(
    size: tuple[int, int] = (600, 400), *, turned: int = 1, kind: str = "JPEG", mode: str = "RGB", **how
) -> bytes:
    """A photo whose left half is red. Large ones are made by the test, not by each process that collects it."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    image = image.convert(mode)
    exif = Image.Exif()
    if turned != 1:
        exif[0x0112] = turned
    out = BytesIO()
    image.save(out, kind, exif=exif, **how)
    return out.getvalue()


def seen(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize(
    "content",
    [
        a_pdf(),
        b"\n" + a_pdf(),
        b"\xef\xbb\xbf" + a_pdf(),
        b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + a_pdf(),
        a_pdf() + b"\n\0\0",
        a_pdf() + b"<!-- sent by a portal -->",
        locked(user="", owner="rahasia"),
    ],
    ids=["plain", "line break", "byte order mark", "headers", "zeros behind", "words behind", "may not be changed"],
)
def test_a_pdf_that_readers_open_is_taken_with_its_first_page(content):
    kept = open_file(content, ALL)
    assert (kept.content, kept.media_type, kept.pages) == (content, "application/pdf", 1)
    page = seen(kept.first_page)
    assert page.format == "JPEG"
    assert 900 < max(page.size) <= 1600
    assert page.convert("L").getextrema()[0] < 80, "its words are seen"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (locked(user="rahasia", owner="rahasia"), LOCKED),
        (a_pdf()[: len(a_pdf()) // 2], CUT),
        (a_pdf()[:-20], CUT),
        (b"%PDF-1.4\n", CUT),
        (a_pdf()[:200] + a_pdf(filling=5000)[-3000:-1500], CUT),
        (b"%PDF-1.4\n" + os.urandom(3000).replace(b"%", b"x") + b"\n%%EOF\n", BROKEN),
        (b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", BROKEN),
        (pages(0), BROKEN),
        (pages(201), "PDF ini terlalu banyak halamannya. Kirim halaman yang diminta saja."),
    ],
    ids=["password", "half", "end missing", "nine bytes", "middle missing", "nonsense", "empty", "no page", "too many"],
)
def test_a_pdf_that_nobody_can_read_is_refused_with_one_sentence(content, sentence):
    assert refusal(content) == sentence


def test_a_page_as_large_as_a_wall_is_shown_small():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(14_400, 14_400)
    out = BytesIO()
    writer.write(out)
    assert max(seen(open_file(out.getvalue(), ALL).first_page).size) <= 1600


@pytest.mark.parametrize("turned", range(1, 9))
def test_a_photo_stands_upright(turned):
    kept = open_file(photo(turned=turned), ALL)
    image = seen(kept.content)
    assert image.getexif().get(0x0112, 1) == 1
    assert image.size == ((600, 400) if turned < 5 else (400, 600))
    corners = {3: "right", 2: "right", 6: "top", 5: "top", 7: "bottom", 8: "bottom"}
    w, h = image.size
    place = {"left": (5, h // 2), "right": (w - 5, h // 2), "top": (w // 2, 5), "bottom": (w // 2, h - 5)}
    red, green, _blue = image.convert("RGB").getpixel(place[corners.get(turned, "left")])
    assert red > 200
    assert green < 90


@pytest.mark.parametrize(
    "make",
    [
        partial(photo, (8160, 6144), progressive=True, quality=60),
        partial(photo, (8160, 6144), turned=6, quality=60),
        partial(photo, (9248, 6936), quality=60, subsampling=0, progressive=True),
        partial(photo, (12_000, 300)),
        partial(photo, (6000, 4000), mode="CMYK"),
        partial(photo, (6000, 4000), mode="L", kind="PNG"),
        partial(photo, (5000, 4000), mode="RGBA", kind="PNG"),
        partial(photo, (5000, 4000), kind="WEBP"),
    ],
    ids=["50 MP progressive", "50 MP turned", "64 MP full colour", "panorama", "cmyk", "grey png", "png", "webp"],
)
def test_what_every_telephone_and_scanner_makes_is_taken_and_made_smaller(make):
    kept = open_file(make(), ALL)
    assert kept.media_type == "image/jpeg"
    assert max(seen(kept.content).size) <= 3200
    assert max(seen(kept.content).size) >= 3000
    assert len(kept.content) < 3_000_000


def test_two_pictures_in_one_file_as_telephones_make_are_one():
    out = BytesIO()
    first, second = (Image.new("RGB", (800, 600), colour) for colour in ("red", "blue"))
    first.save(out, "MPO", save_all=True, append_images=[second])
    kept = open_file(out.getvalue(), ALL)
    assert (kept.media_type, seen(kept.content).format) == ("image/jpeg", "JPEG")


def test_a_small_upright_photo_is_kept_as_it_was_sent():
    content = photo()
    assert open_file(content, ALL).content == content
    assert open_file(content, ALL).first_page == b""


def test_nothing_of_a_place_stays_in_a_photo_that_is_drawn_anew():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "S"
    out = BytesIO()
    Image.new("RGB", (600, 400)).save(out, "JPEG", exif=exif)
    assert not seen(open_file(out.getvalue(), ALL).content).getexif()


@pytest.mark.parametrize("part", [0.2, 0.5, 0.97])
def test_a_photo_that_was_cut_off_is_refused(part):
    content = photo((3000, 2000))
    assert refusal(content[: int(len(content) * part)]) == (
        "Gambar ini rusak dan tidak dapat dibuka. Ambil foto sekali lagi."
    )


@pytest.mark.parametrize(
    "make", [partial(photo, (11_000, 11_000), mode="L"), partial(photo, (8000, 8000), mode="1", kind="PNG")]
)
def test_what_unfolds_to_too_much_is_refused(make):
    assert refusal(make()) == "Ukuran gambar ini terlalu besar. Ambil foto sekali lagi dengan mutu sedang."


def test_a_photo_that_only_some_telephones_can_read_is_said_to_be_one():
    heic = b"\0\0\0\x24ftypheic\0\0\0\0mif1heic" + bytes(200)
    assert (
        refusal(heic)
        == "Foto ini HEIC, yang tidak dapat dibuka di sini. Kirim sebagai JPEG, atau foto lewat halaman ini."
    )


def test_its_process_has_a_bound_for_memory():
    open_file(photo(), ALL)
    assert opened._opener.child
    soft, hard = resource.prlimit(opened._opener.child.pid, resource.RLIMIT_AS)
    assert soft == hard == 1024 * 1024 * 1024


def endless() -> bytes:
    """A few kilobytes of PDF whose page is shaded by a sum of a hundred thousand steps for each of its dots."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 300)
    numbers = [*map(NumberObject, (0, 1, 0, 1, 0, 1))]
    steps = DecodedStreamObject()
    steps.set_data(b"{ pop " + b"dup mul sqrt " * 30_000 + b"dup dup }")
    steps.update({NameObject("/FunctionType"): NumberObject(4), NameObject("/Domain"): ArrayObject(numbers[:4]),
                  NameObject("/Range"): ArrayObject(numbers)})  # fmt: skip
    shading = DictionaryObject({
        NameObject("/ShadingType"): NumberObject(1), NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
        NameObject("/Domain"): ArrayObject(map(NumberObject, (0, 200, 0, 300))),
        NameObject("/Function"): writer._add_object(steps.flate_encode()),
    })  # fmt: skip
    named = DictionaryObject({NameObject("/S"): writer._add_object(shading)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Shading"): named})
    drawn = DecodedStreamObject()
    drawn.set_data(b"/S sh")
    page[NameObject("/Contents")] = writer._add_object(drawn)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def overflowing() -> bytes:
    """A few kilobytes of PDF that unfold to ten million squares: each form draws the next one ten times."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 300)
    said, inner = b"0 0 9 9 re f", DictionaryObject()
    for _depth in range(8):
        form = DecodedStreamObject()
        form.set_data(said)
        form.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form"),
                     NameObject("/BBox"): ArrayObject(map(NumberObject, (0, 0, 200, 300))),
                     NameObject("/Resources"): inner})  # fmt: skip
        named = DictionaryObject({NameObject("/F"): writer._add_object(form)})
        said, inner = b"/F Do " * 10, DictionaryObject({NameObject("/XObject"): named})
    page[NameObject("/Resources")] = inner
    drawn = DecodedStreamObject()
    drawn.set_data(said)
    page[NameObject("/Contents")] = writer._add_object(drawn)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


BUSY = "Komputer kantor sedang sangat sibuk, sehingga berkas ini belum dapat dibuka. Kirim lagi sebentar lagi."


@pytest.fixture
def started(monkeypatch):
    """The process that opens, running, which allows a file one second of the processor."""
    opened._opener.end()
    monkeypatch.setattr(opened._opener, "seconds", 1.0)
    open_file(a_pdf(), ALL)
    yield opened._opener
    opened._opener.end()


@pytest.mark.parametrize("make", [endless, overflowing], ids=["of the processor", "of memory"])
def test_a_file_that_takes_too_much_costs_only_itself(started, make):
    with pytest.raises(NotOpened, match="PDF ini terlalu rumit untuk dibuka") as refused:
        open_file(make(), ALL)
    assert refused.value.seconds == opened.LONGEST_SECONDS
    assert open_file(photo(), ALL).media_type == "image/jpeg"


def test_a_file_is_not_to_blame_for_a_busy_machine(started):
    """However long it lasts: what others do with the processor meanwhile does not count."""
    os.kill(started.child.pid, signal.SIGSTOP)
    goes_on = threading.Timer(2.0, os.kill, (started.child.pid, signal.SIGCONT))
    goes_on.start()
    assert open_file(photo((3000, 2000)), ALL).media_type == "image/jpeg"
    goes_on.join()


@pytest.mark.parametrize("make", [photo, a_pdf])
def test_who_waits_too_long_is_told_to_send_it_again(started, monkeypatch, make):
    os.kill(started.child.pid, signal.SIGSTOP)
    monkeypatch.setattr(started, "patience", 0.2)
    with pytest.raises(NotOpened) as refused:
        open_file(make(), ALL)
    assert (str(refused.value), refused.value.seconds) == (BUSY, 0.0)
    monkeypatch.setattr(started, "patience", 600.0)
    assert open_file(a_pdf(), ALL).pages == 1


def test_what_ended_the_process_meanwhile_is_not_the_files_fault_and_another_one_is_started(started):
    os.kill(started.child.pid, signal.SIGSTOP)
    threading.Timer(0.2, started.child.kill).start()
    assert refusal(a_pdf()) == BUSY
    open_file(a_pdf(), ALL)
    started.child.kill()
    started.child.wait()
    assert open_file(photo(), ALL).media_type == "image/jpeg"


def test_a_file_over_which_the_library_falls_is_said_to_be_damaged(started):
    os.kill(started.child.pid, signal.SIGSTOP)
    threading.Timer(0.2, os.kill, (started.child.pid, signal.SIGSEGV)).start()
    threading.Timer(0.3, os.kill, (started.child.pid, signal.SIGCONT)).start()
    assert refusal(a_pdf()) == BROKEN


def test_a_strangers_file_that_hangs_does_not_hold_up_what_staff_open():
    open_file(photo(), ALL, of_a_stranger=True)
    child = opened._for_strangers.child
    assert child
    os.kill(child.pid, signal.SIGSTOP)
    waiting = threading.Thread(target=lambda: suppressed(a_pdf()))
    waiting.start()
    try:
        assert open_file(photo(), ALL).media_type == "image/jpeg"
        assert waiting.is_alive()
    finally:
        child.kill()
        waiting.join()


def suppressed(content: bytes) -> None:
    with suppress(Refused):
        open_file(content, ALL, of_a_stranger=True)

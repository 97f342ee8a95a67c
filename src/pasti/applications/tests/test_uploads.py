import random
import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.cast import a_pdf

from pasti.applications.uploads import DOCUMENT_TYPES, PHOTO_TYPES, read_upload
from pasti.kit.errors import Refused
from pasti.kit.opened import open_file

steady = settings(derandomize=True, deadline=None, max_examples=150)

PDF = a_pdf()
NOT_A_DOCUMENT = "Ini bukan gambar atau PDF. Kirim foto (JPEG, PNG) atau PDF."
NOT_A_PHOTO = "Ini bukan foto. Kirim gambar JPEG atau PNG."
DAMAGED = "Gambar ini rusak dan tidak dapat dibuka. Ambil foto sekali lagi."
TOO_MANY_PIXELS = "Ukuran gambar ini terlalu besar. Ambil foto sekali lagi dengan mutu sedang."


def picture(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    noise = random.Random(7).randbytes(size[0] * size[1] * 3)
    made = BytesIO()
    Image.frombytes("RGB", size, noise).save(made, kind)
    return made.getvalue()


PICTURES = {kind: picture(kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "BMP")}


def png_of(width: int, height: int) -> bytes:
    """A small PNG that says it is huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def refusal(content: bytes, allowed: tuple[str, ...] = DOCUMENT_TYPES) -> str:
    with pytest.raises(Refused) as refused:
        open_file(content, allowed)
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PICTURES["JPEG"], "image/jpeg"),
        (PICTURES["PNG"], "image/png"),
        (PICTURES["WEBP"], "image/webp"),
        (PDF, "application/pdf"),
    ],
)
def test_a_document_is_a_picture_or_a_pdf_whatever_its_name(content, media_type):
    file = SimpleUploadedFile("virus.exe", content, content_type="application/x-msdownload")
    opened = read_upload(file, largest_mb=1)
    assert (opened.content, opened.media_type) == (content, media_type)


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03" + bytes(300),
        b"\x7fELF\x02\x01\x01" + bytes(300),
        b"#!/bin/sh\nrm -rf /\n",
        b"PK\x03\x04" + bytes(100),
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script></html>",
        b"\xff\xd8",
        PICTURES["GIF"],
        PICTURES["BMP"],
        b"KK saya",
    ],
    ids=["exe", "elf", "script", "zip", "svg", "html", "two bytes", "gif", "bmp", "text"],
)
@pytest.mark.parametrize("name", ["kk.jpg", "kk.pdf"])
def test_anything_else_is_refused_whatever_its_name(content, name):
    with pytest.raises(Refused) as refused:
        read_upload(SimpleUploadedFile(name, content, content_type="image/jpeg"), largest_mb=1)
    assert str(refused.value) == NOT_A_DOCUMENT
    assert refusal(content, PHOTO_TYPES) == NOT_A_PHOTO


def test_a_pdf_is_no_photo():
    assert refusal(PDF, PHOTO_TYPES) == "Ini PDF. Foto harus berupa gambar JPEG atau PNG."
    assert refusal(PICTURES["WEBP"], PHOTO_TYPES) == NOT_A_PHOTO
    assert open_file(PICTURES["JPEG"], PHOTO_TYPES).media_type == "image/jpeg"


def test_an_empty_file_is_called_that():
    with pytest.raises(Refused) as refused:
        read_upload(SimpleUploadedFile("kk.jpg", b""), largest_mb=1)
    assert str(refused.value) == "Foto atau PDF ini kosong."


def test_a_file_over_the_limit_is_refused_with_the_limit():
    file = SimpleUploadedFile("kk.pdf", a_pdf(filling=1024 * 1024))
    with pytest.raises(Refused, match=r"^Foto atau PDF ini terlalu besar\. Paling besar 1 MB"):
        read_upload(file, largest_mb=1)
    just = SimpleUploadedFile("kk.pdf", PDF.ljust(1024 * 1024))
    assert read_upload(just, largest_mb=1).media_type == "application/pdf"


def test_a_file_that_was_cut_short_is_too_large_whatever_the_limit():
    file = SimpleUploadedFile("kk.pdf", PDF)
    file.cut_short = True
    with pytest.raises(Refused, match="Foto atau PDF ini terlalu besar"):
        read_upload(file, largest_mb=25)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_picture_that_was_cut_off_is_damaged(kind, part):
    whole = PICTURES[kind]
    assert refusal(whole[: int(len(whole) * part)]) == DAMAGED


@pytest.mark.parametrize(
    ("width", "height"), [(50_000_001, 1), (7100, 7100), (9500, 9500), (13_000, 13_000), (50_000, 50_000)]
)
def test_a_picture_that_unfolds_to_too_much_is_refused_before_it_does(width, height):
    assert refusal(png_of(width, height)) == TOO_MANY_PIXELS


@steady
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_a_damaged_picture_is_read_or_refused_and_never_an_accident(kind, data):
    content = bytearray(PICTURES[kind])
    for _time in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    try:
        said = open_file(bytes(content), DOCUMENT_TYPES).media_type
    except Refused as refused:
        said = str(refused)
    assert said in (*DOCUMENT_TYPES, DAMAGED, NOT_A_DOCUMENT, TOO_MANY_PIXELS)

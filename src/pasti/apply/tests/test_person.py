import pytest
from django.test import Client

from pasti.applications.models import Application
from pasti.apply.tests.wizard import ADDRESS, PERSON, complaints, html, kept, send, start


@pytest.fixture
def browser(office) -> Client:
    return Client()


@pytest.fixture
def number(browser) -> str:
    return start(browser)


WRONG = [
    ({"nik": "327501520609900"}, "NIK harus 16 angka; Anda menulis 15 angka."),
    ({"nik": "32750152060990011"}, "NIK harus 16 angka; Anda menulis 17 angka."),
    (
        {"nik": "3275015213099001"},
        "Angka ke-9 dan ke-10 NIK adalah bulan lahir, 01 sampai 12; Anda menulis 13.",
    ),
    (
        {"nik": "3275013206099001"},
        "Angka ke-7 dan ke-8 NIK adalah tanggal lahir, 01–31 atau (perempuan) 41–71; Anda menulis 32.",
    ),
    ({"nik": "3275015206090000"}, "Empat angka terakhir NIK tidak mungkin 0000."),
    ({"nik": "tidak tahu"}, "NIK hanya terdiri dari angka."),
    ({"nik": ""}, "Isi NIK."),
    ({"kk_number": "32750112011890"}, "Nomor KK harus 16 angka; Anda menulis 14 angka."),
    ({"kk_number": "3275011201189001 (baru)"}, "Nomor KK hanya terdiri dari angka."),
    ({"name": "S1ti Nurjanah"}, "Nama tidak memuat angka."),
    ({"birth_place": ""}, "Isi tempat lahir."),
    ({"birth_date_month": "13"}, "Bulan harus 1 sampai 12; Anda menulis 13."),
    ({"birth_date_day": "31"}, "Tanggal 31 tidak ada di bulan itu."),
    ({"birth_date_year": "2027"}, "Tanggal ini belum tiba. Periksa tahunnya."),
    ({"birth_date_year": "9"}, "Tahun ditulis empat angka, misalnya 1998."),
    ({"birth_date_year": ""}, "Isi tanggal dengan angka, misalnya 27 3 1998."),
    (
        {"birth_date_year": "2010"},
        (
            "Layanan ini untuk yang berumur 17 tahun ke atas; menurut tanggal lahir yang diisi, umur pemohon 16 tahun. "
            "Hari pertama yang mungkin: Senin, 14 Juni 2027. Layanan yang sesuai umur itu: “Perekaman usia 16 tahun”."
        ),
    ),
    ({"sex": ""}, "Pilih jenis kelamin."),
    ({"sex": "X"}, "Masukkan pilihan yang valid. X bukan salah satu dari pilihan yang tersedia."),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG, ids=[" ".join(next(iter(w.items()))) for w, _s in WRONG])
def test_one_thing_wrong_is_one_sentence_and_nothing_typed_is_lost(browser, number, wrong, sentence):
    answer = send(browser, number, "data-diri", PERSON | wrong)
    page = html(answer)
    assert (answer.status_code, complaints(page)) == (422, [sentence])
    assert page.count(sentence) == 2, "on top of the page and at its field"
    typed = PERSON | wrong
    assert {name: kept(page, name) for name in typed} == typed | ({"sex": ""} if "sex" in wrong else {})
    assert "<title>\n  Kesalahan:" in page or "<title>Kesalahan:" in page
    assert Application.objects.get().nik == ""


def test_several_things_wrong_are_all_said(browser, number):
    page = html(send(browser, number, "data-diri", dict.fromkeys(PERSON, "")))
    assert complaints(page) == ["Isi NIK.", "Isi nomor KK.", "Isi nama lengkap.", "Isi tempat lahir.",
                                "Isi tanggal lahir.", "Pilih jenis kelamin."]  # fmt: skip


def test_what_is_typed_is_never_markup(browser, number):
    page = html(send(browser, number, "data-diri", PERSON | {"name": '"><script>alert(1)</script>'}))
    assert "<script>alert" not in page


def test_a_nik_that_does_not_match_is_taken_and_a_second_look_asked_for(browser, number):
    answer = send(
        browser, number, "data-diri", PERSON | {"birth_date_day": "13", "sex": "M", "nik": "9999995206099001"}
    )
    assert answer.status_code == 302
    page = html(browser.get(f"/ajukan/{number}/alamat/"))
    for sentence in (
        "Periksa sekali lagi; bila sudah benar, lanjutkan saja.",
        "Tanggal lahir di NIK berbeda dari tanggal lahir yang diisi.",
        "Jenis kelamin menurut NIK berbeda dari yang diisi.",
        "Kode wilayah di NIK tidak ada dalam daftar sekarang; mungkin kode lama sebelum pemekaran.",
    ):
        assert sentence in page
    send(browser, number, "alamat", ADDRESS)
    assert send(browser, number, "periksa").status_code == 302


def test_without_a_mismatch_nothing_is_said(browser, number):
    send(browser, number, "data-diri", PERSON)
    assert "Periksa sekali lagi" not in html(browser.get(f"/ajukan/{number}/alamat/"))


@pytest.mark.parametrize("written", ["3275 0152 0609 9001", "32.75.01.520609.9001", "3275-0152-0609-9001 "])
def test_a_nik_is_taken_as_people_write_it(browser, number, written):
    assert send(browser, number, "data-diri", PERSON | {"nik": written}).status_code == 302
    assert Application.objects.get().nik == PERSON["nik"]


@pytest.mark.parametrize("name", ["Su", "Sukarno", "Nur'aini", "Ir. H. Joko, M.Si."])
def test_names_are_names(browser, number, name):
    assert send(browser, number, "data-diri", PERSON | {"name": name}).status_code == 302
    assert Application.objects.get().name == name


def test_a_parent_is_told_whose_data_is_asked_for(browser):
    number = start(browser, "BIRTH", {"birth_letter_ready": "yes", "marriage_book": "yes"})
    assert "sebagai orang tua yang melapor" in html(browser.get(f"/ajukan/{number}/data-diri/"))

import pytest
from tests.cast import PASSWORD, account

from pasti.accounts.models import Account
from pasti.accounts.roles import Role
from pasti.journal.models import Entry


@pytest.fixture
def admin(db, signed_in):
    return signed_in(account("nur", "Nur Aini", Role.ADMIN))


@pytest.fixture
def siti(db) -> Account:
    return account("siti", "Siti Nurjanah", Role.CLERK)


def filled(**other: object) -> dict[str, object]:
    return {"username": "rini", "name": "Rini Wulandari", "roles": ["recorder"], "password": PASSWORD, **other}


def text(answer):
    return answer.content.decode()


def test_the_list_shows_everybody_open_ones_first(admin, siti):
    account("adi", "Adi Nugroho", Role.HEAD, Role.CLERK)
    Account.objects.filter(username="adi").update(is_active=False)
    page = text(admin.get("/petugas/"))
    assert page.index("Nur Aini</td>") < page.index("Siti Nurjanah</td>") < page.index("Adi Nugroho</td>")
    assert "<td>Petugas loket, Kepala dinas atau kepala bidang</td>" in page
    assert page.count("ditutup") == 1


def test_the_list_asks_as_often_for_many_as_for_few(admin, siti, django_assert_max_num_queries):
    for i in range(20):
        account(f"orang{i}", f"Orang {i}", Role.CLERK)
    with django_assert_max_num_queries(8):
        admin.get("/petugas/")


def test_a_head_sees_the_list_and_no_door_that_is_shut(siti, signed_in):
    head = signed_in(account("agus", "Agus Hermawan", Role.HEAD))
    page = text(head.get("/petugas/"))
    assert "Siti Nurjanah" in page
    assert "Akun baru" not in page
    assert "Ubah" not in page
    assert head.get("/petugas/baru/").status_code == 403


def test_an_account_is_opened(admin):
    assert "Paling sedikit 10 huruf, angka, atau tanda." in text(admin.get("/petugas/baru/"))
    answer = admin.post("/petugas/baru/", filled())
    assert (answer.status_code, answer["Location"]) == (302, "/petugas/")
    made = Account.objects.get(username="rini")
    assert (made.name, made.roles, made.check_password(PASSWORD)) == ("Rini Wulandari", {"recorder"}, True)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"username": ""}, "Isi nama pengguna."),
        ({"username": "Rini W"}, "Gunakan huruf kecil, angka, titik, atau tanda hubung."),
        ({"username": "siti"}, "Nama pengguna “siti” sudah dipakai."),
        ({"username": "x" * 41}, "Pastikan nilai ini mengandung paling banyak 40 karakter (sekarang 41 karakter)."),
        ({"name": ""}, "Isi nama lengkap."),
        ({"roles": []}, "Pilih peran."),
        ({"roles": ["centre-admin"]}, "Masukkan pilihan yang valid. centre-admin bukan salah satu dari pilihan"),
        ({"password": ""}, "Isi kata sandi."),
        ({"password": "pendek"}, "Kata sandi terlalu pendek. Harus mengandung setidaknya 10 karakter."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(admin, siti, wrong, sentence):
    given = filled(**wrong)
    answer = admin.post("/petugas/baru/", given)
    assert answer.status_code == 422
    assert sentence in text(answer)
    for name in ("username", "name"):
        assert not given[name] or f'value="{given[name]}"' in text(answer)
    if given["roles"] == ["recorder"]:
        assert 'value="recorder" checked' in text(answer)
    assert Account.objects.count() == 2


def test_an_office_gives_out_the_roles_of_an_office(admin):
    page = text(admin.get("/petugas/baru/"))
    assert 'value="kiosk"' in page
    assert 'value="centre-admin"' not in page


def test_a_centre_gives_out_its_own(db, settings, signed_in):
    settings.ROLE = "centre"
    page = text(signed_in(account("tono", "Tono", Role.CENTRE_ADMIN)).get("/petugas/baru/"))
    assert 'value="centre-operator"' in page
    assert 'value="clerk"' not in page


def test_an_account_is_changed(admin, siti):
    page = text(admin.get(f"/petugas/{siti.pk}/"))
    assert 'value="siti"' in page
    assert 'value="clerk" checked' in page
    answer = admin.post(f"/petugas/{siti.pk}/", {"name": "Siti N.", "roles": ["printer"], "password": ""})
    assert (answer.status_code, answer["Location"]) == (302, "/petugas/")
    fresh = Account.objects.get(pk=siti.pk)
    assert (fresh.username, fresh.name, fresh.roles) == ("siti", "Siti N.", {"printer"})
    assert fresh.check_password(PASSWORD)


def test_a_user_name_stays_whatever_is_sent(admin, siti):
    admin.post(f"/petugas/{siti.pk}/", {"username": "lain", "name": "Siti", "roles": ["clerk"], "password": ""})
    assert Account.objects.get(pk=siti.pk).username == "siti"


def test_a_forgotten_password_is_replaced(admin, siti):
    admin.post(f"/petugas/{siti.pk}/", {"name": "Siti", "roles": ["clerk"], "password": "baterai benar kuda"})
    assert Account.objects.get(pk=siti.pk).check_password("baterai benar kuda")


def test_a_weak_password_changes_nothing_at_all(admin, siti):
    answer = admin.post(f"/petugas/{siti.pk}/", {"name": "Siti N.", "roles": ["printer"], "password": "pendek"})
    assert answer.status_code == 422
    assert "terlalu pendek" in text(answer)
    assert 'value="Siti N."' in text(answer)
    fresh = Account.objects.get(pk=siti.pk)
    assert (fresh.name, fresh.roles) == ("Siti Nurjanah", {"clerk"})
    assert not Entry.objects.exists()


def test_an_administrator_stays_one(admin):
    own = Account.objects.get(username="nur")
    answer = admin.post(f"/petugas/{own.pk}/", {"name": "Nur", "roles": ["clerk"], "password": ""})
    assert answer.status_code == 422
    assert "Anda tidak dapat mencabut peran administrator Anda sendiri." in text(answer)
    assert Account.objects.get(pk=own.pk).roles == {"admin"}


def test_a_role_that_is_taken_away_is_gone_at_once(admin, siti, signed_in):
    head = signed_in(account("agus", "Agus Hermawan", Role.HEAD))
    assert head.get("/petugas/").status_code == 200
    agus = Account.objects.get(username="agus")
    admin.post(f"/petugas/{agus.pk}/", {"name": "Agus", "roles": ["clerk"], "password": ""})
    told = head.get("/petugas/")
    assert told.status_code == 403
    assert "Halaman ini untuk: Kepala dinas atau kepala bidang, Administrator kantor, Administrator pusat." in text(
        told
    )


def test_an_account_is_closed_and_opened_again_by_one_button(admin, siti):
    assert "Tutup akun" in text(admin.get(f"/petugas/{siti.pk}/"))
    assert admin.post(f"/petugas/{siti.pk}/tutup/")["Location"] == "/petugas/"
    assert not Account.objects.get(pk=siti.pk).is_active
    assert "Buka lagi" in text(admin.get(f"/petugas/{siti.pk}/"))
    admin.post(f"/petugas/{siti.pk}/tutup/")
    assert Account.objects.get(pk=siti.pk).is_active


def test_nobody_closes_their_own(admin):
    own = Account.objects.get(username="nur")
    answer = admin.post(f"/petugas/{own.pk}/tutup/", follow=True)
    assert "Anda tidak dapat menutup akun Anda sendiri." in text(answer)
    assert Account.objects.get(pk=own.pk).is_active


def test_closing_wants_a_button(admin, siti):
    assert admin.get(f"/petugas/{siti.pk}/tutup/").status_code == 405
    assert Account.objects.get(pk=siti.pk).is_active


@pytest.mark.parametrize("path", ["/petugas/999/", "/petugas/999/tutup/"])
def test_nobody_is_changed_who_is_not_there(admin, path):
    assert admin.post(path).status_code == 404


@pytest.mark.parametrize("path", ["/petugas/", "/petugas/baru/"])
def test_it_is_for_administrators(db, signed_in, path):
    clerk = signed_in(account("budi", "Budi Hartono", Role.CLERK, Role.RECORDER, Role.PRINTER, Role.KIOSK))
    assert clerk.get(path).status_code == 403

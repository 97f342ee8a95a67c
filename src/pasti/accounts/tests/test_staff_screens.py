import re

import pytest
from django.test import Client
from tests.cast import PASSWORD, account

from pasti.accounts import second_factor
from pasti.accounts.models import Account, Proposal
from pasti.accounts.roles import Role


@pytest.fixture
def admin(db, signed_in):
    return signed_in(account("nur", "Nur Aini", Role.ADMIN))


@pytest.fixture
def siti(db) -> Account:
    return account("siti", "Siti Nurjanah", Role.CLERK)


def filled(**other: object) -> dict[str, object]:
    return {"username": "rini", "name": "Rini Wulandari", "roles": ["recorder"], **other}


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
    with django_assert_max_num_queries(11):
        admin.get("/petugas/")


def test_a_head_sees_the_list_and_no_door_that_is_shut(siti, signed_in):
    head = signed_in(account("agus", "Agus Hermawan", Role.HEAD))
    page = text(head.get("/petugas/"))
    assert "Siti Nurjanah" in page
    assert "Akun baru" not in page
    assert "Ubah" not in page
    assert head.get("/petugas/baru/").status_code == 403


def test_an_account_is_opened_and_its_owner_gets_a_link(admin):
    answer = admin.post("/petugas/baru/", filled())
    assert answer.status_code == 200
    made = Account.objects.get(username="rini")
    assert (made.name, made.roles, made.has_usable_password()) == ("Rini Wulandari", {"recorder"}, False)
    [link] = re.findall(r"http://testserver(/kata-sandi/tautan/[\w-]+/)", text(answer))
    assert "data:image/svg" in text(answer)
    owner = Client()
    owner.get(link)
    owner.post("/kata-sandi/tautan/", {"password": PASSWORD, "again": PASSWORD})
    owner.post("/masuk/", {"login": "rini", "password": PASSWORD})
    assert owner.get("/kata-sandi/").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"username": ""}, "Isi nama pengguna."),
        ({"username": "Rini W"}, "Gunakan huruf kecil, angka, titik, atau tanda hubung."),
        ({"username": "siti"}, "Nama pengguna “siti” sudah dipakai."),
        (
            {"username": "x" * 41},
            "Paling panjang 40 huruf; Anda menulis 41. Singkat dahulu supaya tidak ada yang terpotong.",
        ),
        ({"name": ""}, "Isi nama lengkap."),
        ({"roles": []}, "Pilih peran."),
        ({"roles": ["centre-admin"]}, "Masukkan pilihan yang valid. centre-admin bukan salah satu dari pilihan"),
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
    answer = admin.post(f"/petugas/{siti.pk}/", {"name": "Siti N.", "roles": ["printer"]})
    assert (answer.status_code, answer["Location"]) == (302, "/petugas/")
    fresh = Account.objects.get(pk=siti.pk)
    assert (fresh.username, fresh.name, fresh.roles) == ("siti", "Siti N.", {"printer"})
    assert fresh.check_password(PASSWORD)


def test_a_user_name_stays_whatever_is_sent(admin, siti):
    admin.post(f"/petugas/{siti.pk}/", {"username": "lain", "name": "Siti", "roles": ["clerk"]})
    assert Account.objects.get(pk=siti.pk).username == "siti"


def test_a_forgotten_password_is_replaced_by_its_owner_and_by_nobody_else(admin, siti):
    page = text(admin.get(f"/petugas/{siti.pk}/"))
    assert 'type="password"' not in page
    admin.post(f"/petugas/{siti.pk}/", {"name": "Siti", "roles": ["clerk"], "password": "baterai benar kuda"})
    assert Account.objects.get(pk=siti.pk).check_password(PASSWORD)
    answer = admin.post(f"/petugas/{siti.pk}/tautan/")
    assert "/kata-sandi/tautan/" in text(answer)
    assert "no-store" in answer["Cache-Control"]


def test_an_administrator_cannot_sign_in_as_a_colleague(admin, signed_in):
    """What was found: a colleague's password reset, and signed in with."""
    tuti = account("tuti", "Tuti Alawiyah", Role.ADMIN)
    asked = admin.post(f"/petugas/{tuti.pk}/tautan/", follow=True)
    assert "/kata-sandi/tautan/" not in text(asked)
    assert "Menunggu orang kedua untuk tuti: membuat tautan kata sandi." in text(asked)
    agus = signed_in(account("agus", "Agus Hermawan", Role.HEAD))
    proposal = Proposal.objects.get()
    refused = admin.post(f"/petugas/usulan/{proposal.pk}/setujui/", follow=True)
    assert "Anda yang mengusulkan; orang lain yang harus menyetujui." in text(refused)
    assert "/kata-sandi/tautan/" in text(agus.post(f"/petugas/usulan/{proposal.pk}/setujui/"))


def test_nobody_gives_themselves_rights(admin):
    """What was found: rights given to oneself."""
    own = Account.objects.get(username="nur")
    answer = admin.post(f"/petugas/{own.pk}/", {"name": "Nur", "roles": ["admin", "clerk", "printer"]}, follow=True)
    assert Account.objects.get(pk=own.pk).roles == {"admin"}
    assert "Menunggu orang kedua untuk nur: menambah peran petugas loket dan operator cetak." in text(answer)
    assert f"pasti account confirm {Proposal.objects.get().pk}" in text(answer)


def test_the_proposals_say_who_may_decide_and_on_what_to_look(admin, siti, signed_in):
    admin.post(f"/petugas/{siti.pk}/tautan/")
    admin.post(f"/petugas/{siti.pk}/", {"name": "Siti", "roles": ["clerk", "head"]})
    proposal = Proposal.objects.get()
    own = text(admin.get("/petugas/usulan/"))
    assert "Anda yang mengusulkan" in own
    assert f"/petugas/usulan/{proposal.pk}/setujui/" not in own
    agus = signed_in(account("agus", "Agus Hermawan", Role.HEAD))
    page = text(agus.get("/petugas/usulan/"))
    assert "menambah peran kepala dinas atau kepala bidang" in page
    assert "Tautan kata sandi dibuat Nur Aini" in page
    agus.post(f"/petugas/usulan/{proposal.pk}/setujui/")
    assert Account.objects.get(pk=siti.pk).roles == {"clerk", "head"}
    assert "disetujui" in text(agus.get("/petugas/usulan/"))


def test_a_proposal_is_declined(admin, siti, signed_in):
    admin.post(f"/petugas/{siti.pk}/", {"name": "Siti", "roles": ["clerk", "head"]})
    agus = signed_in(account("agus", "Agus Hermawan", Role.HEAD))
    agus.post(f"/petugas/usulan/{Proposal.objects.get().pk}/tolak/")
    assert Proposal.objects.get().state == "declined"
    assert Account.objects.get(pk=siti.pk).roles == {"clerk"}


@pytest.mark.parametrize("verb", ["setujui", "tolak"])
def test_only_what_is_there_is_decided(admin, verb):
    assert admin.post(f"/petugas/usulan/999/{verb}/").status_code == 404


def test_who_is_closed_out_of_a_role_signs_in_anew(admin, siti, signed_in):
    clerk = signed_in(siti)
    assert clerk.get("/kata-sandi/").status_code == 200
    admin.post(f"/petugas/{siti.pk}/", {"name": "Siti", "roles": ["printer"]})
    assert clerk.get("/kata-sandi/").status_code == 302


def test_giving_up_ones_own_role_one_stays_signed_in_here_only(db, signed_in):
    both = account("nur", "Nur Aini", Role.ADMIN, Role.CLERK)
    here, elsewhere = signed_in(both), signed_in(both)
    here.post(f"/petugas/{both.pk}/", {"name": "Nur", "roles": ["admin"]})
    assert here.get("/petugas/").status_code == 200
    assert elsewhere.get("/petugas/").status_code == 302


def test_a_lost_factor_is_proposed_to_be_taken_away(admin, signed_in):
    tuti = account("tuti", "Tuti Alawiyah", Role.ADMIN)
    assert "Usulkan atur ulang" in text(admin.get(f"/petugas/{tuti.pk}/"))
    admin.post(f"/petugas/{tuti.pk}/dua-langkah/")
    agus = signed_in(account("agus", "Agus Hermawan", Role.HEAD))
    agus.post(f"/petugas/usulan/{Proposal.objects.get().pk}/setujui/")
    assert not second_factor.has(tuti)


def test_an_account_is_closed_and_opened_again_by_one_button(admin, siti):
    assert "Tutup akun" in text(admin.get(f"/petugas/{siti.pk}/"))
    assert admin.post(f"/petugas/{siti.pk}/tutup/", {"do": "close"})["Location"] == "/petugas/"
    assert not Account.objects.get(pk=siti.pk).is_active
    assert "Buka lagi" in text(admin.get(f"/petugas/{siti.pk}/"))
    admin.post(f"/petugas/{siti.pk}/tutup/", {"do": "reopen"})
    assert Account.objects.get(pk=siti.pk).is_active


def test_nobody_closes_their_own(admin):
    own = Account.objects.get(username="nur")
    answer = admin.post(f"/petugas/{own.pk}/tutup/", {"do": "close"}, follow=True)
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

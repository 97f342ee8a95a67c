import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from tests.cast import account

from pasti.accounts.roles import CENTRE_ROLES, OFFICE_ROLES, OFFICE_STAFF, Role
from pasti.accounts.rules import PEER, PUBLIC, may_open, needs, peer, public


@needs(Role.CLERK, Role.HEAD)
def work(request):
    return HttpResponse("work")


@public
def hall(request):
    return HttpResponse("hall")


@peer
def gate(request):
    return HttpResponse("gate")


def nobody_said(request):
    raise NotImplementedError


def asked(who):
    request = RequestFactory().get("/meja/?q=1")
    request.user = who
    return work(request)


def test_who_holds_one_of_the_roles_is_let_in(db):
    assert asked(account("siti", "Siti", Role.CLERK)).content == b"work"
    assert asked(account("agus", "Agus", Role.HEAD, Role.PRINTER)).content == b"work"


def test_a_stranger_is_asked_to_sign_in_and_comes_back(db):
    answer = asked(AnonymousUser())
    assert (answer.status_code, answer["Location"]) == (302, "/masuk/?next=/meja/%3Fq%3D1")


def test_who_holds_another_role_is_told_which_one_is_needed(db):
    answer = asked(account("joko", "Joko", Role.PRINTER))
    assert answer.status_code == 403
    assert "Halaman ini untuk: Petugas loket, Kepala dinas atau kepala bidang." in answer.content.decode()


def test_only_open_doors_are_drawn(db):
    clerk, printer = account("siti", "Siti", Role.CLERK), account("joko", "Joko", Role.PRINTER)
    views = (work, hall, gate, nobody_said)
    assert [may_open(clerk, view) for view in views] == [True, True, False, False]
    assert [may_open(printer, view) for view in views] == [False, True, False, False]


def test_every_view_says_whom_it_is_for():
    assert (work.needs, hall.needs, gate.needs) == ({"clerk", "head"}, PUBLIC, PEER)


def test_every_role_belongs_to_one_house():
    assert {*OFFICE_ROLES, *CENTRE_ROLES} == set(Role)
    assert not set(OFFICE_ROLES) & set(CENTRE_ROLES)
    assert set(OFFICE_ROLES) - set(OFFICE_STAFF) == {Role.KIOSK}


@pytest.mark.parametrize("role", Role)
def test_a_role_is_shown_by_its_name(db, role):
    assert account("siti", "Siti", role).role_labels == [str(role.label)]

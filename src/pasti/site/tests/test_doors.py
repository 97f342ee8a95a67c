"""Menus show only doors that open; each goes from the front door to where they work."""

import pytest
from django.urls import reverse
from tests.cast import account

from pasti.accounts.roles import CENTRE_ROLES, OFFICE_ROLES, Role
from pasti.site import navigation
from pasti.site.navigation import staff_menu


def doors(who) -> list[str]:
    return [item.url for group in staff_menu(who, "/") for item in group.entries]


@pytest.mark.parametrize("role", OFFICE_ROLES)
def test_every_door_in_an_offices_menu_opens(office, signed_in, role):
    who = account("baru", "Orang Baru", role)
    client = signed_in(who)
    assert doors(who)
    for door in doors(who):
        assert client.get(door, follow=True).status_code == 200, door


@pytest.mark.parametrize("role", CENTRE_ROLES)
def test_every_door_in_the_centres_menu_opens(centre, settings, signed_in, role):
    settings.ROLE = "centre"
    who = account("baru", "Orang Baru", role)
    client = signed_in(who)
    assert doors(who)
    for door in doors(who):
        assert client.get(door, follow=True).status_code == 200, door


def test_who_has_no_role_has_no_doors(office):
    assert doors(office.stranger) == []


def test_each_room_is_in_somebodys_menu(office):
    everybody = account("semua", "Semua", *OFFICE_ROLES)
    assert len(doors(everybody)) == sum(len(entries) for _label, entries in navigation.STAFF)


@pytest.mark.parametrize(
    ("roles", "place"),
    [
        ([Role.CLERK], "desk:home"),
        ([Role.RECORDER], "desk:home"),
        ([Role.PRINTER], "printing:room"),
        ([Role.HEAD], "dashboard:today"),
        ([Role.ADMIN], "dashboard:today"),
        ([Role.KIOSK], "queue:kiosk"),
        ([Role.CENTRE_OPERATOR], "overview:overview"),
        ([Role.CENTRE_ADMIN], "overview:overview"),
        ([Role.ADMIN, Role.PRINTER], "printing:room"),
    ],
)
def test_from_the_front_door_to_where_one_works(office, signed_in, roles, place):
    assert signed_in(account("baru", "Orang Baru", *roles)).get("/tugas/")["Location"] == reverse(place)


def test_the_front_door_is_closed_to_who_has_no_role(office, signed_in, client):
    assert signed_in(office.stranger).get("/tugas/").status_code == 403
    assert client.get("/tugas/")["Location"].startswith("/masuk/")

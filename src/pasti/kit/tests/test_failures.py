"""What somebody sees when something goes wrong: our own page, in their language, with what to do."""

import pytest
from django.test import Client, RequestFactory
from django.urls import path

from pasti.kit import failures


def test_a_page_that_is_not_there(db, client):
    answer = client.get("/tidak-ada/")
    assert answer.status_code == 404
    assert "Halaman ini tidak ada" in answer.content.decode()


def test_a_form_that_was_open_for_too_long(db):
    answer = Client(enforce_csrf_checks=True).post("/bahasa/", {"language": "en"})
    assert answer.status_code == 403
    assert "Halaman ini terlalu lama terbuka" in answer.content.decode()


def test_a_fault_of_ours_is_admitted_without_asking_the_database():
    answer = failures.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Mohon maaf, terjadi gangguan pada sistem kami" in answer.content.decode()


def breaks(request):
    raise RuntimeError("the password of the database")


handler500 = "pasti.kit.failures.server_error"
urlpatterns = [path("breaks/", breaks)]


def test_what_broke_is_not_told(settings, client):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    answer = client.get("/breaks/")
    assert answer.status_code == 500
    assert "Data yang sudah tersimpan tidak hilang" in answer.content.decode()
    assert "password" not in answer.content.decode()


@pytest.mark.parametrize(("language", "heading"), [("id", "Halaman ini tidak ada"), ("en", "This page does not exist")])
def test_it_speaks_the_readers_language(db, client, language, heading):
    client.cookies["pasti-language"] = language
    assert heading in client.get("/tidak-ada/").content.decode()

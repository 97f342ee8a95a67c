"""What is too large is cut short and says so; the rest of the form arrives."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from pasti.kit import uploads


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_BYTES", 200_000)


@pytest.fixture
def sent():
    """Send a form with files of these sizes; return what arrives."""
    requests = []

    def send(*sizes: int):
        files = {f"file{i}": SimpleUploadedFile(f"foto{i}.jpg", b"x" * size) for i, size in enumerate(sizes)}
        requests.append(RequestFactory().post("/", {"name": "Siti", **files}))
        return requests[-1].POST, requests[-1].FILES

    yield send
    for request in requests:
        request.close()


def test_an_upload_arrives_whole(sent):
    form, files = sent(150_000)
    file = files["file0"]
    assert (form["name"], file.size, file.cut_short) == ("Siti", 150_000, False)
    assert file.read() == b"x" * 150_000


def test_one_that_is_exactly_as_large_as_it_may_be_arrives_whole(sent):
    _form, files = sent(200_000)
    assert (files["file0"].size, files["file0"].cut_short) == (200_000, False)


def test_one_that_is_too_large_is_cut_short_and_the_rest_of_the_form_arrives(sent):
    form, files = sent(5_000_000, 1_000)
    assert form["name"] == "Siti"
    assert files["file0"].cut_short
    assert files["file0"].size <= 200_000
    assert (files["file1"].size, files["file1"].cut_short) == (1_000, False)


def test_an_empty_file_is_empty_and_not_cut_short(sent):
    _form, files = sent(0)
    assert (files["file0"].size, files["file0"].cut_short) == (0, False)


def test_the_node_receives_uploads_this_way(settings):
    assert settings.FILE_UPLOAD_HANDLERS == ["pasti.kit.uploads.BoundedUploadHandler"]

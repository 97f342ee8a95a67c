"""A citizen with a browser, who fills the form step by step."""

import re
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from tests.cast import FIRST_CARD, browser_of

from pasti.applications.models import Application

PERSON = {
    "nik": "3275015206099001",
    "kk_number": "3275011201189001",
    "name": "Siti Nurjanah",
    "birth_place": "Bekasi",
    "birth_date_day": "12",
    "birth_date_month": "6",
    "birth_date_year": "2009",
    "sex": "F",
}
ADDRESS = {
    "village_code": "32.75.01.1001",
    "address": "Jl. Melati No. 4",
    "rt": "1",
    "rw": "2",
    "phone": "0812 3456 7890",
}


def owner_of(application: Application) -> Client:
    """A browser that has proven whose case it is."""
    return browser_of(application)


def start(browser: Any, service: str = "NEW", answers: dict[str, str] | None = None) -> str:
    """Begin a case and return its number."""
    given = FIRST_CARD if answers is None and service == "NEW" else answers or {}
    answer = browser.post(f"/layanan/{service}/ajukan/", given)
    found = re.fullmatch(r"/ajukan/(\d{14})/", answer.url)
    assert found is not None
    return found.group(1)


def send(browser: Any, number: str, step: str, data: dict[str, Any] | None = None) -> HttpResponse:
    answer = browser.post(f"/ajukan/{number}/{step}/", data or {})
    assert isinstance(answer, HttpResponse)
    return answer


def fill(browser: Any, number: str) -> None:
    """Fill what everybody is asked for."""
    assert send(browser, number, "data-diri", PERSON).status_code == 302
    assert send(browser, number, "alamat", ADDRESS).status_code == 302


def html(answer: Any) -> str:
    return str(answer.content.decode())


def complaints(page: str) -> list[str]:
    """The sentences in the summary on top of a page."""
    summary = re.search(r'govuk-error-summary__list">(.*?)</ul>', page, re.DOTALL)
    return re.findall(r"<li>(?:<a[^>]*>)?(.*?)(?:</a>)?</li>", summary.group(1)) if summary else []


def kept(page: str, name: str) -> str:
    """What stands in a field of a page: typed, chosen or ticked."""
    chosen = re.search(rf'<select name="{name}".*?<option value="([^"]*)" selected>', page, re.DOTALL)
    ticked = re.search(rf'<input(?=[^>]*type="radio")(?=[^>]*name="{name}")[^>]*value="([^"]*)" checked', page)
    typed = re.search(rf'<input(?=[^>]*type="(?:text|tel)")(?=[^>]*name="{name}")[^>]*value="([^"]*)"', page)
    found = chosen or ticked or typed
    return found.group(1) if found else ""


def photo() -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (80, 50), "teal").save(made, "JPEG")
    return SimpleUploadedFile("IMG_0001.jpg", made.getvalue(), content_type="image/jpeg")

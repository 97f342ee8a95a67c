"""The cast: a small office with its people, and what they need. All of them are invented."""

import base64
import hmac
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.test import Client, RequestFactory

from pasti.accounts.models import Account, Grant
from pasti.accounts.roles import SECOND_FACTOR, Role
from pasti.applications import actions as applications
from pasti.applications import rules
from pasti.applications.models import Application, Channel
from pasti.catalogue import queries as catalogue
from pasti.journal.actors import CITIZEN, Actor, applicant
from pasti.offices.models import Counter, Lane

# A Monday, half past eight in Bekasi.
MONDAY = datetime.fromisoformat("2026-11-23T08:30:00+07:00")
PASSWORD = "benar kuda baterai"
# The secret of every authenticator in the cast.
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

SITI = {
    "nik": "3275015206099001",
    "kk_number": "3275011201189001",
    "name": "Siti Nurjanah",
    "birth_place": "Bekasi",
    "birth_date": date(2009, 6, 12),
    "sex": "F",
    "village_code": "32.75.01.1001",
    "address": "Jl. Melati No. 4",
    "rt": "001",
    "rw": "002",
    "phone": "",
}
CARD_DATA = {"religion": "islam", "marital_status": "belum-kawin", "occupation": "Pelajar/Mahasiswa", "blood_type": "O"}
FIRST_CARD = {"age_basis": "adult", "recorded_before": "no"}

ALL_ROLES = frozenset({*Role.values, "citizen", "system", "node"})
ANYBODY = Actor("test", "Siapa saja", ALL_ROLES)


class _EveryCase(str):
    """A case's number that is every case's."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str)

    __hash__ = str.__hash__


# The applicant of whatever case a test is about.
OWNER = applicant(_EveryCase("*"))

_serials = count(9100)


@dataclass(frozen=True)
class Cast:
    """Who works in the test office, and its furniture."""

    budi: Account
    rini: Account
    joko: Account
    agus: Account
    nur: Account
    stranger: Account
    lanes: dict[str, Lane]
    counters: dict[int, Counter]


def account(username: str, name: str, *roles: Role) -> Account:
    """Open an account quickly; who must have a second factor has set one up."""
    made = Account(username=username, name=name)
    made.set_password(PASSWORD)
    made.save()
    for role in roles:
        Grant.objects.create(account=made, role=role)
    if set(roles) & SECOND_FACTOR:
        Authenticator.objects.bulk_create([Authenticator(user=made, type="totp", data={"secret": encrypt(TOTP)})])
    return made


def code_of(secret: str, at: float | None = None) -> str:
    """The six digits that an authenticator with this secret shows now, or at a moment (RFC 6238)."""
    counter = int((time.time() if at is None else at) // 30)
    mac = hmac.digest(base64.b32decode(secret), counter.to_bytes(8, "big"), "sha1")
    offset = mac[-1] & 15
    return f"{(int.from_bytes(mac[offset : offset + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def person(**other: object) -> dict[str, object]:
    """Siti's data with a NIK of its own."""
    district, serial = divmod(next(_serials), 9000)
    return {**SITI, "nik": f"3275{district:02d}520609{serial + 1000}", **other}


def draft(service: str = "NEW", answers: dict[str, str] | None = None, **other: object) -> Application:
    """Return a filled draft."""
    found = catalogue.service(service)
    assert found is not None
    given = FIRST_CARD if answers is None and service == "NEW" else answers or {}
    application, _code = applications.start(found, given, channel=Channel.ONLINE, by=CITIZEN)
    return applications.fill(application, person(**other), by=applicant(application.number))


def submitted(service: str = "NEW", answers: dict[str, str] | None = None, **other: object) -> Application:
    """Return a case that was handed in."""
    case = draft(service, answers, **other)
    return applications.submit(case, by=applicant(case.number))


def accepted(by: Actor, service: str = "NEW", answers: dict[str, str] | None = None, **other: object) -> Application:
    """Return a case whose papers are complete."""
    case = submitted(service, answers, **other)
    data = CARD_DATA if case.service.makes_card else {}
    return applications.accept_papers(applications.fill(case, data, by=by), by=by)


def a_pdf(words: str = "Kartu Keluarga", *, filling: int = 0, letter: bytes = b"0") -> bytes:
    """Return a real PDF of one small page with these words (ASCII), that has so many bytes more than it needs."""
    drawn = f"BT /F1 12 Tf 20 80 Td ({words}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 240 120]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%b\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d>>\nstream\n%b\nendstream" % (filling, letter * filling),
    ]
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return made + end % (len(objects) + 1, table, len(objects) + 1, len(made))


LOST = {"loss_letter": "yes", "loss_letter_date": str(MONDAY.date() - timedelta(days=5))}


def browser_of(application: Application, *, proof: rules.Proof = rules.Proof.FULL, code: str = "") -> Client:
    """Return a browser that has proven whose case it is."""
    browser, request = Client(), RequestFactory().get("/")
    request.session = browser.session
    rules._hold(request, application, proof, code)
    request.session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)
    return browser

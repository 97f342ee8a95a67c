"""The sample city's office: lanes, counters, staff, blanks and cases at every stage, made by the rooms' own verbs."""

from datetime import datetime, time, timedelta

from pasti.accounts import queries as accounts
from pasti.accounts.actions import open_account
from pasti.accounts.roles import Role
from pasti.applications import actions as applications
from pasti.applications.models import Application, Channel
from pasti.appointments import actions as appointments
from pasti.appointments import queries as sessions
from pasti.catalogue import queries as catalogue
from pasti.demo import pictures
from pasti.demo.guard import check_sample
from pasti.demo.people import OFFICE_STAFF, PASSWORD, PEOPLE, Person
from pasti.journal.actors import CITIZEN, SYSTEM, Actor, applicant
from pasti.kit import clock
from pasti.offices import actions as offices
from pasti.offices import queries as office
from pasti.offices.days import Times
from pasti.offices.models import Lane, Work
from pasti.recording import actions as recording
from pasti.recording import queries as recordings
from pasti.recording.positions import Modality, Position, modality_of
from pasti.roster import actions as roster
from pasti.roster.halves import Half
from pasti.roster.plan import Post
from pasti.stock import actions as stock

OFFICE_NAME = "Disdukcapil Kota Bekasi (contoh)"
REGION = "32.75"


def load(now: datetime, capture_url: str) -> None:
    """Fill an empty sample office. `now` is when it is in the sample city; `capture_url` is the simulated device.

    Raises Refused in a real office: nobody with a known password comes into one.
    """
    check_sample()
    with clock.stopped_at(now - timedelta(days=6)):
        _furnish(capture_url)
    _cases(now)


def _furnish(capture_url: str) -> None:
    for staff in OFFICE_STAFF:
        open_account(username=staff.username, name=staff.name, roles=staff.roles, password=PASSWORD, by=SYSTEM)
    offices.change_office(name=OFFICE_NAME, address="Jl. Contoh No. 1, Kota Bekasi", phone="(021) 555 0100", by=SYSTEM)
    set_hours()
    lanes = {letter: _lane(letter) for letter in _LANES}
    for number, (letters, name, records) in _COUNTERS.items():
        offices.set_counter(
            number,
            lanes=[lanes[letter] for letter in letters],
            name=name,
            capture_url=capture_url if records else "",
            check_url=capture_url if number in _READERS else "",
            by=SYSTEM,
        )
    _plan_people()
    stock.receive_delivery(first_serial="BK00012001", count=250, letter="470/118/Contoh", by=_actor("joko"))


def _week(monday_to_thursday: Times, friday: Times) -> dict[int, Times | None]:
    return {**dict.fromkeys(range(4), monday_to_thursday), 4: friday}


_USUAL = _week(
    Times(time(8), time(15, 30), ((time(12), time(13)),)), Times(time(8), time(14, 30), ((time(11, 30), time(13)),))
)
_RAMADAN = _week(
    Times(time(8), time(15), ((time(12), time(12, 30)),)), Times(time(8), time(15, 30), ((time(11, 30), time(12, 30)),))
)
# The example of hours for a while is far enough ahead to meet nobody who is trying the sample.
_FAR = timedelta(days=60)


def set_hours() -> None:
    """Set the sample's usual hours from today on, and those of the next Ramadan; twice is harmless."""
    offices.set_hours(_USUAL, by=SYSTEM)
    today = clock.today()
    days = (today + _FAR + timedelta(days=n) for n in range(366))
    feast = next((day for day in days if (holiday := office.holiday_on(day)) and "Idul Fitri" in holiday.name), None)
    if feast:
        first, last = feast - timedelta(days=30), feast - timedelta(days=1)
        offices.set_hours(_RAMADAN, valid_from=first, valid_until=last, name=f"Ramadan {feast.year}", by=SYSTEM)


def connect_devices(capture_url: str) -> None:
    """Let the stations ask the simulated device where it is now. Raises Refused in a real office."""
    check_sample()
    for counter in office.counters():
        capture, check = _moved(counter.capture_url, capture_url), _moved(counter.check_url, capture_url)
        if (capture, check) != (counter.capture_url, counter.check_url):
            offices.set_counter(
                counter.number,
                lanes=counter.lanes.all(),
                name=counter.name,
                capture_url=capture,
                check_url=check,
                hall=counter.hall,
                by=SYSTEM,
            )


def _moved(url: str, to: str) -> str:
    return to if url.startswith("http://127.0.0.1:") else url


# Who sits where as a rule; joko prints.
_WHO_SITS = {"budi": (Role.CLERK, 1), "rini": (Role.RECORDER, 4), "dewi": (Role.CLERK, 6), "joko": (Role.PRINTER, None)}


def _plan_people() -> None:
    keys = {counter.number: counter.pk for counter in office.counters()}
    for username, (role, number) in _WHO_SITS.items():
        account = accounts.by_username(username)
        assert account is not None
        post = Post(role, keys[number] if number else None)
        week = {(weekday, half): post for weekday in range(5) for half in Half}
        roster.set_pattern(account, week, valid_from=clock.today(), by=_actor("agus"))


_LANES = {
    "A": ("Pengambilan", "Collection", "Mengambil kartu atau dokumen yang sudah jadi",
          "Collecting a card or document that is ready", [Work.HANDOVER], False),
    "B": ("Perekaman", "Recording", "Foto, tanda tangan, sidik jari, dan iris mata, setelah berkas diperiksa",
          "Photo, signature, fingerprints and irises, after the papers were checked", [Work.RECORDING], False),
    "C": ("KTP elektronik", "Identity card", "Pemeriksaan berkas KTP-el: baru, hilang, rusak, ubah data",
          "Checking papers for cards: new, lost, damaged, changed", [Work.PAPERS_CARD], False),
    "D": ("KK dan akta", "Family card and certificates", "Kartu keluarga dan akta kelahiran",
          "Family cards and birth certificates", [Work.PAPERS_CIVIL, Work.HANDOVER], False),
    "P": ("Prioritas", "Priority", "Lansia, ibu hamil, penyandang disabilitas, atau membawa bayi: semua layanan",
          "Elderly, pregnant, disabled, or with a baby: all services", list(Work), True),
}  # fmt: skip

_COUNTERS = {
    1: ("C", "Berkas KTP-el", False),
    2: ("CD", "Berkas", False),
    3: ("D", "KK dan akta", False),
    4: ("B", "Perekaman 1", True),
    5: ("B", "Perekaman 2", True),
    6: ("A", "Pengambilan", False),
    7: ("ABCDP", "Serbaguna dan prioritas", True),
}
# Where a simulated reader compares whoever collects with the card.
_READERS = {7}


def _lane(letter: str) -> Lane:
    name_id, name_en, purpose_id, purpose_en, serves, priority = _LANES[letter]
    return offices.set_lane(
        letter,
        names=(name_id, name_en),
        purposes=(purpose_id, purpose_en),
        serves=serves,
        priority=priority,
        by=SYSTEM,
    )


def _actor(username: str) -> Actor:
    found = accounts.by_username(username)
    assert found is not None, username
    return found.actor


def _cases(now: datetime) -> None:
    budi, rini = _actor("budi"), _actor("rini")
    with clock.stopped_at(now - timedelta(days=4)):
        for name in ("Bagas Wicaksana", "Yosefina Mandagi", "Galih Permana"):
            _record(_accept(_submit(PEOPLE[name], "NEW", _FIRST), budi), rini)
        _accept(_submit(PEOPLE["Hendra Wijayanto"], "LOST", _lost(now)), budi)
        _accept(_submit(PEOPLE["Ratna Puspitasari"], "DMG", {"holds_card": "yes"}), budi)
        done = _accept(_submit(PEOPLE["Slamet Riyanto"], "KK", {}), budi)
        applications.finish_step(done, "issuing", by=budi, changes={"product": "3275011201180006"})
    with clock.stopped_at(now - timedelta(days=2)):
        missing = _submit(PEOPLE["Maria Kristanti"], "CHG", {"kk_updated": "yes", "holds_card": "yes"})
        applications.ask_for_papers(missing, "Bukti perubahan pekerjaan belum ada.", by=budi)
        _accept(_submit(PEOPLE["Dimas Prakoso"], "NEW", _FIRST), budi)
        _submit(PEOPLE["Nyoman Suardana"], "BIRTH", {"birth_letter_ready": "yes", "marriage_book": "yes"})
    with clock.stopped_at(now - timedelta(minutes=40)):
        for name, service, answers in (
            ("Sekar Ayuningtyas", "NEW", _FIRST),
            ("Ahmad Fauzan", "LOST", _lost(now)),
            ("Lusi Permatasari", "DMG", {"holds_card": "yes"}),
            ("Intan Maharani", "SIGN", {"holds_card": "yes"}),
        ):
            _book_today(_submit(PEOPLE[name], service, answers))


_FIRST = {"age_basis": "adult", "recorded_before": "no"}


def _lost(now: datetime) -> dict[str, str]:
    return {"loss_letter": "yes", "loss_letter_date": str(clock.local_day(now) - timedelta(days=5))}


def _submit(person: Person, code: str, answers: dict[str, str]) -> Application:
    service = catalogue.service(code)
    assert service is not None
    application, _code = applications.start(service, answers, channel=Channel.ONLINE, by=CITIZEN)
    by = applicant(application.number)
    return applications.submit(applications.fill(application, person.biodata(), by=by), by=by)


def _accept(application: Application, by: Actor) -> Application:
    card_data = PEOPLE[application.name].card_data() if application.service.makes_card else {}
    return applications.accept_papers(applications.fill(application, card_data, by=by), by=by)


def _record(application: Application, by: Actor) -> None:
    opened = recording.open_recording(application, by=by)
    for position in recordings.wanted(opened):
        recording.keep_capture(opened, position, picture_of(application, position), quality=88, by=by)
    recording.seal(opened, by=by)


def picture_of(application: Application, position: Position) -> bytes:
    """Return a drawn picture of one position of an invented person."""
    match modality_of(position):
        case Modality.PHOTO:
            return pictures.portrait(application.nik, sex=application.sex)
        case Modality.SIGNATURE:
            return pictures.signature(application.nik)
        case Modality.FINGER:
            return pictures.fingerprint(application.nik, position)
    return pictures.iris(application.nik, position)


def _book_today(application: Application) -> None:
    slots = [slot for day in sessions.days_on_offer()[:1] for slot in day.slots if slot.free]
    if slots:
        appointments.book(application, slots[0].starts_at, by=applicant(application.number))

"""No number of sixteen digits reaches a log, however it got there."""

import io
import logging

import pytest

from pasti.kit.logs import HideNumbers

NIK = "3275015206099001"


@pytest.fixture
def log():
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter("%(message)s"))
    handler.addFilter(HideNumbers())
    logger = logging.getLogger("pasti.test-of-logs")
    logger.addHandler(handler)
    logger.propagate = False
    logger.out = out
    yield logger
    logger.removeHandler(handler)
    logger.propagate = True


@pytest.mark.parametrize(
    ("message", "arguments", "written"),
    [
        (f"NIK {NIK} salah", (), "NIK [16 digits] salah"),
        ("NIK %s dan %s", (NIK, NIK), "NIK [16 digits] dan [16 digits]"),
        ("%r", ({"nik": NIK},), "{'nik': '[16 digits]'}"),
        (f"/cari/?nik={NIK}&x=1", (), "/cari/?nik=[16 digits]&x=1"),
        (f"nik_{NIK}_foto", (), "nik_[16 digits]_foto"),
        (f"NIK{NIK}", (), "NIK[16 digits]"),
        ("NIK 3275 0152-0609.9001 salah", (), "NIK [16 digits] salah"),
        ("NIK %s", ("３２７５０１５２０６０９９００１",), "NIK [16 digits]"),
        ("%r", ("3275\u200b0152\u00a00609\n9001",), "'[16 digits]'"),
        ("GET /cari/?q=3275%200152%E2%80%930609+9001&x=1", (), "GET /cari/?q=[16 digits]&x=1"),
        ("Not Found: %s", ("/lacak/3275-0152-0609-9001/",), "Not Found: /lacak/[16 digits]/"),
        ("blob %s", ("ab" + "1234567890" * 6 + "cd",), "blob ab" + "1234567890" * 6 + "cd"),
        ("permohonan 327548217706", (), "permohonan 327548217706"),
        ("0" * 17, (), "0" * 17),
        ("100 %", (), "100 %"),
    ],
)
def test_in_a_message(log, message, arguments, written):
    log.error(message, *arguments)
    assert log.out.getvalue() == written + "\n"


def fail() -> None:
    raise ValueError(f"no such person: {NIK}")


def test_in_a_traceback(log):
    try:
        fail()
    except ValueError:
        log.exception("it failed")
    written = log.out.getvalue()
    assert NIK not in written
    assert "ValueError: no such person: [16 digits]" in written
    assert "Traceback" in written


def test_in_a_traceback_that_was_written_out_before(log):
    record = log.makeRecord(log.name, logging.ERROR, "x.py", 1, "it failed", (), None)
    record.exc_text = f"ValueError: {NIK}"
    log.handle(record)
    assert log.out.getvalue() == "it failed\nValueError: [16 digits]\n"


def test_where_somebody_asks_how_it_came_to_this(log):
    record = log.makeRecord(log.name, logging.ERROR, "x.py", 1, "here", (), None, sinfo=f"called with {NIK}")
    log.handle(record)
    assert log.out.getvalue() == "here\ncalled with [16 digits]\n"


def test_every_handler_of_the_node_hides_numbers(settings):
    assert {name: handler["filters"] for name, handler in settings.LOGGING["handlers"].items()} == {
        "console": ["full_disk", "numbers"]
    }


@pytest.fixture
def foreign():
    """A logger with a handler that knows nothing of us, as the web server's access log has."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger("a.server.access")
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel(logging.INFO)
    logger.out = out
    yield logger
    logger.removeHandler(handler)
    logger.propagate = True


def test_in_the_log_of_somebody_else(foreign):
    foreign.info('%(addr)s - "%(method)s %(path)s"', {"addr": "::1", "method": "GET", "path": "/3275-0152-0609-9001/"})
    assert foreign.out.getvalue() == '::1 - "GET /[16 digits]/"\n'


def test_in_a_traceback_that_somebody_else_writes(foreign):
    try:
        fail()
    except ValueError:
        foreign.exception("failed for %s", "32.75.01.520609.9001")
    written = foreign.out.getvalue()
    assert NIK not in written
    assert written.startswith("failed for [16 digits]\nTraceback")
    assert written.endswith("ValueError: no such person: [16 digits]\n")


def test_an_address_that_there_is_not_is_logged_without_its_number(client, db, foreign):
    requests = logging.getLogger("django.request")
    before = requests.level
    requests.setLevel(logging.WARNING)
    requests.addHandler(foreign.handlers[0])
    try:
        assert client.get("/3275 0152 0609 9001/").status_code == 404
    finally:
        requests.removeHandler(foreign.handlers[0])
        requests.setLevel(before)
    assert foreign.out.getvalue() == "Not Found: /[16 digits]/\n"

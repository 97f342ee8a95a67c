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
        "console": ["numbers"]
    }

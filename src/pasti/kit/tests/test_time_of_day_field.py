"""A time of the day is read as people write it, and shown as an office writes it."""

import datetime as dt

import pytest

from pasti.kit.forms import Form, TimeOfDayField


class Opening(Form):
    at = TimeOfDayField(label="Pukul")


@pytest.mark.parametrize("written", ["13.00", "13:00", " 13.00 "])
def test_it_is_read_as_people_write_it(written):
    form = Opening({"at": written})
    assert form.is_valid()
    assert form.cleaned_data["at"] == dt.time(13)


@pytest.mark.parametrize("written", ["25.00", "13.60", "satu", "13.00.00", "130", "1"])
def test_what_is_no_time_is_said_and_stays(written):
    form = Opening({"at": written})
    assert not form.is_valid()
    assert form.errors["at"] == ["Tulis jam seperti 13.00."]
    assert written in str(form["at"])


def test_it_is_shown_with_a_full_stop_and_asks_for_no_half_of_the_day():
    shown = str(Opening(initial={"at": dt.time(8, 5)})["at"])
    assert "08.05" in shown
    assert 'type="time"' not in shown

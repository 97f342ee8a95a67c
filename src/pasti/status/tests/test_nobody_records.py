"""No counter records: the public reads that, in every form, and not that somebody is ill."""

from tests.cast import ANYBODY

from pasti.catalogue.office_now import version
from pasti.offices import actions as offices
from pasti.readiness import watch
from pasti.readiness.tests.watching import begin, later
from pasti.roster.tests.duty import absent, planned
from pasti.roster.tests.test_nobody_ever import close_recording
from pasti.status.tests.test_status import FORMS, text


def test_every_form_says_what_is_true_and_says_it_anew_when_that_changes(office):
    begin()
    planned(office, office.rini, 4)
    close_recording(office)
    with later(minutes=1):
        watch.look_at_all()
        before = version()
        for form in FORMS:
            page = text(form)
            assert "Perekaman KTP-el sedang tidak dilayani di kantor ini" in page, form
            assert "Operator perekaman sedang berhalangan" not in page, form
        assert "Recording for identity cards is not served at this office now" in text("/hari-ini/status.json")
        absent(office, office.rini)
        offices.set_counter(4, lanes=[office.lanes["B"]], by=ANYBODY)
        watch.look_at_all()
        assert version() != before
        for form in FORMS:
            assert "Operator perekaman sedang berhalangan" in text(form), form

"""Recording keeps a reserve of the disk: what others send stops before it."""

import pytest
from tests.cast import LOST, OWNER, a_pdf, accepted, submitted

from pasti.applications import documents
from pasti.applications.models import Document
from pasti.kit import blobs
from pasti.kit.errors import Refused
from pasti.recording.actions import open_recording


@pytest.mark.parametrize(("free", "who"), [(1000, "OSR"), (999, "SR"), (750, "SR"), (749, "R"), (500, "R"), (499, "")])
def test_strangers_stop_first_staff_later_and_recording_last(office, monkeypatch, free, who):
    case = submitted("LOST", LOST)
    to_record = accepted(office.budi.actor)
    monkeypatch.setattr(blobs, "free_mb", lambda: free)
    done = ""
    for letter, act in (
        ("O", lambda: documents.add_document(case, "kk", a_pdf(), "application/pdf", by=OWNER)),
        ("S", lambda: documents.add_document(case, "kk", a_pdf(), "application/pdf", by=office.budi.actor)),
        ("R", lambda: open_recording(to_record, by=office.rini.actor)),
    ):
        try:
            act()
        except Refused:
            continue
        Document.objects.all().delete()
        done += letter
    assert done == who

"""`pasti link` makes an office and the centre known to each other."""

import pytest

from pasti.centre.authority.models import Invitation
from pasti.journal.models import Entry
from pasti.kit.errors import Refused, Stop
from pasti.link import cards, invitation, queries
from pasti.site import introduce


def test_our_card_and_its_fingerprint(office, capsys):
    assert introduce.card() == 0
    text, fingerprint = capsys.readouterr().out.splitlines()
    assert cards.read(text).node_id == queries.this_node().node_id
    assert fingerprint.endswith(cards.read(text).fingerprint)


def test_a_centre_makes_a_code(centre, capsys, settings):
    settings.ROLE = "centre"
    introduce.invite("Disdukcapil Karawang", "32.15", "", "470/3")
    code = capsys.readouterr().out.splitlines()[0]
    assert len(invitation.read_code(code)) == 20
    row = Invitation.objects.get()
    assert (row.state, row.letter, row.made_by) == ("open", "470/3", "Baris perintah server")
    assert code.replace(" ", "") not in str(Entry.objects.values())


def test_a_code_that_replaces_names_a_node_that_is_known(centre, settings):
    settings.ROLE = "centre"
    introduce.invite(centre.name, centre.region_code, centre.node_id, "")
    assert Invitation.objects.get().replaces == centre
    with pytest.raises(Stop, match=centre.node_id):
        introduce.invite(centre.name, centre.region_code, "office-none", "")


def test_an_office_invites_nobody(office):
    with pytest.raises(Stop):
        introduce.invite("X", "32.15", "", "")


def test_what_is_no_code_is_refused(office):
    with pytest.raises(Refused, match="20 angka"):
        introduce.enrol("12", "https://pusat.example")

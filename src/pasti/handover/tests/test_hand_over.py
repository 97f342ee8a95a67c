"""Handing over closes the case, tells the centre, and asks first for all that must be handed in."""

from datetime import timedelta

import pytest
from tests.cast import LOST, MONDAY, accepted

from pasti.applications.models import Application
from pasti.handover import actions, queries, receipts
from pasti.handover.actions import Collector, Given, issue_slip
from pasti.handover.models import Handover, OldCard, Receipt, Relation, Shown, Surrendered
from pasti.handover.receipts import Received
from pasti.journal.models import Entry
from pasti.kit import blobs, clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.link.models import Envelope, Peer
from pasti.offices.actions import decide


def collector(**other: object) -> Collector:
    given = {"name": "Siti Nurjanah", "relation": Relation.SELF, "shown": Shown.CARD} | other
    return Collector(**given)  # type: ignore[arg-type]


def hand_over(case, by, *, old_card=OldCard.NONE, serial=None, old_serial="", received=None, **other) -> Handover:
    read = case.product if serial is None else serial
    given = Given(read, received or Received(), old_card, old_serial)
    return actions.hand_over(case, collector(**other), given, by=by)


def kinds(case) -> list[str]:
    return list(Entry.objects.filter(case=case.number).order_by("id").values_list("kind", flat=True))


def refused(case, by, error: type[Exception] = Refused, **other: object) -> None:
    """It is not handed over, and nothing has changed."""
    case.refresh_from_db()
    before = (case.state, Entry.objects.count(), Envelope.objects.count(), Handover.objects.count())
    with pytest.raises(error):
        hand_over(case, by, **other)
    case.refresh_from_db()
    assert (case.state, Entry.objects.count(), Envelope.objects.count(), Handover.objects.count()) == before


def test_a_card_is_handed_over(ready, budi):
    case = ready()
    handover = hand_over(case, budi)
    case.refresh_from_db()
    assert (case.state, case.closed_at, case.current_step) == ("closed", MONDAY, None)
    assert (handover.taken_by, handover.at, handover.by) == ("Siti Nurjanah", MONDAY, "Budi Hartono")
    assert (handover.with_slip, handover.old_card) == (False, "none")
    assert kinds(case)[-1] == "application.hand_over"
    assert queries.handover_of(case) == handover
    said = Envelope.objects.get(kind="card.progress").body
    assert (said["code"], said["serial"], said["application"]) == ("CARD_ISSUED", case.product, case.number)


def test_handed_over_twice_is_harmless(ready, budi):
    case = ready()
    first = hand_over(case, budi)
    before = Entry.objects.count()
    assert hand_over(case, budi, name=" Siti Nurjanah ") == first
    assert (Handover.objects.count(), Entry.objects.count(), Envelope.objects.count()) == (1, before, 1)


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Orang Lain"}, {"relation": Relation.FAMILY},
        # Nothing that is noted another way the second time is swallowed.
        {"shown": Shown.FINGER}, {"old_card": OldCard.TAKEN}, {"slip_code": "x" * 24},
    ],
    ids=str,
)  # fmt: skip
def test_what_somebody_has_already_is_not_given_to_another(ready, budi, other):
    case = ready()
    hand_over(case, budi)
    refused(case, budi, **other)
    assert Handover.objects.get().taken_by == "Siti Nurjanah"


@pytest.mark.parametrize("read", ["other", "", "BK99999999"])
def test_asked_again_with_another_card_in_hand_it_is_not_given(ready, budi, read):
    case, other = ready(), ready()
    hand_over(case, budi)
    refused(case, budi, serial=other.product if read == "other" else read)


def test_asked_again_with_another_slip_in_hand_it_is_not_given(ready, budi):
    case, other = ready(), ready()
    hand_over(case, budi, slip_code=issue_slip(case).code)
    refused(case, budi, slip_code=issue_slip(other).code)


def test_a_paper_is_of_no_interest_to_the_centre(ready, budi):
    case = ready("KK")
    hand_over(case, budi)
    assert Envelope.objects.count() == 0
    case.refresh_from_db()
    assert case.state == "closed"


def test_an_office_without_a_centre_hands_over(ready, budi):
    case = ready()
    Peer.objects.all().delete()
    hand_over(case, budi)
    case.refresh_from_db()
    assert (case.state, Envelope.objects.count()) == ("closed", 0)


def test_what_is_not_ready_is_not_handed_over(office, budi):
    refused(accepted(budi, "LOST", LOST), budi)


@pytest.mark.parametrize("state", ["draft", "submitted", "incomplete", "held", "withdrawn", "refused", "closed"])
def test_in_no_other_state(ready, budi, state):
    case = ready()
    closed = {"closed_at": MONDAY} if state == "closed" else {}
    Application.objects.filter(pk=case.pk).update(state=state, **closed)
    refused(case, budi)


@pytest.mark.parametrize("who", ["rini", "joko", "agus", "nur", "stranger"])
def test_only_a_clerk_hands_over(ready, office, who):
    refused(ready(), getattr(office, who).actor, NotAllowed)


@pytest.mark.parametrize("name", ["", "   "])
def test_it_is_noted_who_collected(ready, budi, name):
    refused(ready(), budi, name=name)


SHOWING: dict[Relation, dict[str, object]] = {
    Relation.SELF: {},
    Relation.FAMILY: {"proof_seen": True},
    Relation.ATTORNEY: {"proof_seen": True, "shown": Shown.LETTER},
}


@pytest.mark.parametrize("relation", [Relation.FAMILY, Relation.ATTORNEY])
def test_who_collects_for_another_shows_the_original_proof(ready, office, budi, relation):
    case = ready()
    refused(case, budi, relation=relation, shown=Shown.LETTER, name="Wati")
    slip = issue_slip(case)
    assert hand_over(case, budi, relation=relation, shown=Shown.LETTER, name="Wati", slip_code=slip.code).with_slip
    other = ready()
    decide("handover.others_show_proof", value=0, valid_from=MONDAY.date(), legal_basis="SK", by=office.nur.actor)
    assert hand_over(other, budi, relation=relation, shown=Shown.LETTER, name="Wati")


def test_who_has_a_power_of_attorney_shows_it(ready, budi):
    refused(ready(), budi, relation=Relation.ATTORNEY, shown=Shown.CARD, name="Wati", proof_seen=True)


# ── who may collect ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("relation", list(Relation))
def test_holder_family_and_attorney_may_collect(ready, budi, relation):
    case = ready()
    assert hand_over(case, budi, relation=relation, name="Wati", **SHOWING[relation]).relation == relation
    assert Entry.objects.get(kind="application.hand_over").facts["to"]


@pytest.mark.parametrize(
    ("rule", "relation"),
    [
        ("handover.family_may_collect", Relation.FAMILY),
        ("handover.attorney_may_collect", Relation.ATTORNEY),
    ],
)
def test_an_office_may_decide_otherwise_from_a_day_on(ready, office, budi, rule, relation):
    case = ready()
    decide(rule, value=0, valid_from=MONDAY.date(), legal_basis="SK", by=office.nur.actor)
    assert relation not in queries.relations_allowed()
    refused(case, budi, relation=relation, name="Wati", **SHOWING[relation])
    assert hand_over(case, budi).relation == Relation.SELF


# ── the old card ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_new_card_before_the_old_one_is_handed_in(damaged, budi):
    assert len(queries.to_be_surrendered(damaged)) == 1
    refused(damaged, budi, old_card=OldCard.NONE)
    handover = hand_over(damaged, budi, old_card=OldCard.TAKEN)
    assert handover.old_card == "taken"
    assert kinds(damaged)[-2:] == ["handover.old_card", "application.hand_over"]


def test_who_lost_the_card_owes_nothing(ready, budi):
    case = ready()
    assert queries.to_be_surrendered(case) == []
    hand_over(case, budi)
    assert "handover.old_card" not in kinds(case)


def test_an_old_card_that_was_found_again_is_taken_in(ready, budi):
    case = ready()
    hand_over(case, budi, old_card=OldCard.TAKEN)
    assert "handover.old_card" in kinds(case)


def test_an_old_card_is_kept_for_its_destruction(damaged, budi):
    hand_over(damaged, budi, old_card=OldCard.TAKEN, old_serial="bk 00990001")
    old = Surrendered.objects.get()
    assert (old.serial, old.state, old.application) == ("BK00990001", "kept", damaged)


def test_an_old_card_is_handed_in_once(ready, budi):
    hand_over(ready(), budi, old_card=OldCard.TAKEN, old_serial="BK00990001")
    refused(ready(), budi, old_card=OldCard.TAKEN, old_serial="BK00990001")
    assert hand_over(ready(), budi, old_card=OldCard.TAKEN), "one that cannot be read is taken in all the same"


def test_the_new_card_is_no_old_one(ready, budi):
    case = ready()
    refused(case, budi, old_card=OldCard.TAKEN, old_serial=case.product)


# ── the card itself ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_card_that_is_given_is_scanned_and_is_the_cases_own(ready, budi):
    case, other = ready(), ready()
    for wrong in ("", "  ", other.product, "BK09999999", case.product[:-1]):
        refused(case, budi, serial=wrong)
    assert hand_over(case, budi, serial=f" {case.product.lower()} ")


def test_an_old_card_is_never_given_as_a_new_one(ready, budi):
    hand_over(ready(), budi, old_card=OldCard.TAKEN, old_serial="BK00990001")
    refused(ready(), budi, serial="BK00990001")


def test_a_document_has_no_serial_to_be_scanned(ready, budi):
    assert hand_over(ready("KK"), budi, serial="")


# ── what shows that it was received ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("how", [Receipt.PHOTO, Receipt.SIGNATURE])
def test_a_picture_shows_that_it_was_received(ready, budi, how):
    case = ready()
    refused(case, budi, received=Received(how))
    done = hand_over(case, budi, received=Received(how, b"a picture"))
    assert blobs.read(done.content) == b"a picture"


def test_a_picture_is_deleted_after_its_time(ready, budi, django_capture_on_commit_callbacks):
    done = hand_over(ready(), budi, received=Received(Receipt.PHOTO, b"a picture"))
    name = done.content
    assert receipts.forget_old() == 0
    with clock.stopped_at(MONDAY + timedelta(days=366)):
        with django_capture_on_commit_callbacks(execute=True):
            assert receipts.forget_old() == 1
        assert receipts.forget_old() == 0
    done.refresh_from_db()
    assert (done.content, done.receipt) == ("", "photo")
    assert not blobs.path_of(name).exists()


# ── the slip ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_with_its_slip(slip, budi):
    assert hand_over(slip.application, budi, slip_code=slip.code, shown=Shown.SLIP).with_slip


def test_another_cases_slip_is_refused(slip, ready, budi):
    other = issue_slip(ready())
    refused(slip.application, budi, slip_code=other.code)


def test_a_slip_for_a_case_that_has_none_is_refused(slip, ready, budi):
    refused(ready(), budi, slip_code=slip.code)


def test_a_slip_is_used_once(slip, budi):
    hand_over(slip.application, budi, slip_code=slip.code)
    refused(slip.application, budi, slip_code=slip.code, name="Orang Lain")

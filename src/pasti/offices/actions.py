"""Setting up and changing the office, its calendar, lanes, counters, shifts and rules."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, Q
from django.utils.translation import gettext as _

from pasti.accounts.models import Account
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.kit import clock, free_text, text
from pasti.kit.errors import Refused
from pasti.kit.prepared import Rows
from pasti.kit.taken import refused_when_taken
from pasti.offices import blocks, queries, regions
from pasti.offices.days import Times
from pasti.offices.models import (
    Break,
    Counter,
    DayHours,
    GivenBlock,
    Hall,
    Holiday,
    Lane,
    Office,
    PolicyValue,
    Shift,
    Timetable,
)
from pasti.offices.policy import policies
from pasti.offices.resting import calendar_changed, staff_changed

# The first office of this program opened later than this: its first hours hold on every day it ever had.
_ALWAYS = date(2000, 1, 1)

_LOCKED = Rows(lambda key: Counter.objects.select_for_update().filter(pk=key), key=BigIntegerField())


def lock_office() -> None:
    """Let only the caller's transaction decide on what the whole office has one of, such as the next run's number."""
    Office.objects.select_for_update().filter(pk=1).first()


def lock_counter(counter: Counter) -> Counter:
    """Return a counter as it is now, locked until the caller's transaction ends: one number at a time is called."""
    return _LOCKED.one(key=counter.pk)


@transaction.atomic
def open_office(
    *, name: str, region_code: str, address: str = "", phone: str = "", grant: str = "", by: Actor
) -> Office:
    """Make the office of this node, with usual hours and the public holidays of this year and the next.

    `region_code` is that of a regency or city, such as "32.75". `grant` gives this node its block of case numbers,
    when another one is the office's own node (`give_block`). Raises Refused for an unknown region, for what is no
    grant, or for a NIK in what is said.
    """
    name, address, phone = map(free_text.checked, (name, address, phone))
    if not regions.is_regency(region_code):
        raise Refused(_("“%s” bukan kode kabupaten atau kota. Contoh yang benar: 32.75.") % region_code)
    block = blocks.block_of(grant, region_code) if grant else ""
    if grant and not block:
        raise Refused(_("“%s” bukan blok nomor yang diberikan kantor ini. Salin seperti 3275-57-2.") % grant)
    office = Office.objects.create(pk=1, name=name, region_code=region_code, address=address, phone=phone, block=block)
    usual = Timetable.objects.create(valid_from=_ALWAYS)
    for weekday in range(5):
        DayHours.objects.create(
            timetable=usual, weekday=weekday, opens=time(8), closes=time(15 if weekday < 4 else 14, 30)
        )
    for year in (clock.today().year, clock.today().year + 1):
        _add_public_holidays(year)
    record("office.opened", subject="office", by=by, name=name, region=region_code)
    return office


@transaction.atomic
def give_block(given_to: str, *, by: Actor) -> str:
    """Give another node of this office a block of case numbers, and return the grant: what is typed at that node.

    No block is given twice, not even to a machine that is set up anew: its old numbers are about. Raises Refused on a
    node that has its own block from another, when all are given, and without a name.
    """
    lock_office()
    office = Office.objects.get(pk=1)
    if office.block:
        raise Refused(_("Blok nomor diberikan oleh simpul utama kantor, bukan oleh simpul ini."))
    given_to = free_text.checked(given_to, none=_("Tuliskan untuk simpul mana blok nomor ini."))
    given = set(GivenBlock.objects.values_list("block", flat=True))
    free = next((block for block in blocks.GIVEN_BLOCKS if block not in given), None)
    if free is None:
        raise Refused(_("Semua blok nomor sudah diberikan."))
    GivenBlock.objects.create(block=free, given_to=given_to, given_at=clock.now(), given_by=by.name)
    record("block.given", subject="office", by=by, block=free, to=given_to)
    return blocks.grant_of(office.region_code, free)


@transaction.atomic
def change_office(*, name: str, address: str, phone: str, by: Actor) -> Office:
    """Change what the public reads of the office. Raises Refused for a NIK in it."""
    name, address, phone = map(free_text.checked, (name, address, phone))
    Office.objects.filter(pk=1).update(name=name, address=address, phone=phone)
    record("office.changed", subject="office", by=by)
    return Office.objects.get(pk=1)


@transaction.atomic
def load_public_holidays(year: int) -> None:
    """Put the national holidays and the joint leave of a year into the calendar; what is there already stays.

    Whoever is met by a new one is freed and told: nobody is asked.
    """
    lock_office()
    if _add_public_holidays(year):
        calendar_changed(by=SYSTEM, seen=None)


def _add_public_holidays(year: int) -> int:
    # Once a year by one process: the others need not carry it in memory.
    import holidays as public_holidays

    national = public_holidays.country_holidays("ID", years=year, language="id")
    everything = public_holidays.country_holidays("ID", years=year, language="id", categories=("public", "government"))
    added = 0
    for day, name in everything.items():
        source = Holiday.Source.NATIONAL if day in national else Holiday.Source.JOINT
        _row, new = Holiday.objects.get_or_create(day=day, defaults={"name": name[:120], "source": source})
        added += new
    return added


@transaction.atomic
def set_hours(
    hours: Mapping[int, Times | None], *, valid_from: date | None = None, valid_until: date | None = None,
    name: str = "", by: Actor, seen: Collection[str] | None = (),
) -> Timetable:  # fmt: skip
    """Set when the office is open, per weekday (0 = Monday), from a day on (default: today); None is closed.

    Weekdays that are not named stay as they are then. With `valid_until` the hours hold for a while only, under a name
    (Ramadan), and the usual ones come back by themselves. Who is booked in what is closed then is freed and told in
    the same transaction (see `resting`); `seen` names them. Raises NotSeen for somebody who was not named, and Refused
    for hours that make no sense, that begin in the past, or that meet others which hold for a while.
    """
    lock_office()
    start, name = valid_from or clock.today(), free_text.checked(name)
    _check_period(start, valid_until, name)
    for asked in hours.values():
        if asked:
            asked.check()
    before = {h.weekday: Times.of(h) for h in _days_on(start)}
    table, _new = Timetable.objects.update_or_create(valid_from=start, valid_until=valid_until, defaults={"name": name})
    table.days.all().delete()
    for weekday, times in sorted((before | dict(hours)).items()):
        if times:
            day = DayHours.objects.create(timetable=table, weekday=weekday, opens=times.opens, closes=times.closes)
            for rests, resumes in times.breaks:
                Break.objects.create(hours=day, rests=rests, resumes=resumes)
    _record_hours(table, by)
    calendar_changed(by=by, seen=seen)
    return table


def _days_on(day: date) -> list[DayHours]:
    table = queries.usual_timetable(day)
    return list(table.days.all()) if table else []


def _check_period(start: date, end: date | None, name: str) -> None:
    if start < clock.today():
        raise Refused(_("Jam layanan berlaku paling awal mulai hari ini; hari yang sudah lewat tetap seperti adanya."))
    if end is None:
        return
    if end < start:
        raise Refused(_("Hari terakhir tidak boleh sebelum hari pertama."))
    if not name:
        raise Refused(_("Beri nama untuk jam sementara ini, misalnya “Ramadan 1448 H”."))
    others = Timetable.objects.filter(valid_until__gte=start, valid_from__lte=end)
    if other := others.exclude(valid_from=start, valid_until=end).first():
        raise Refused(
            _("Pada hari-hari itu sudah ada jam sementara: %(name)s, %(first)s sampai %(last)s.")
            % {"name": other.name, "first": text.plain_date(other.valid_from),
               "last": text.plain_date(other.valid_until or end)}
        )  # fmt: skip


def _record_hours(table: Timetable, by: Actor) -> None:
    said: dict[str, Any] = {"day": str(table.valid_from), "hours": queries.week_of(table)}
    if table.valid_until is None:
        record("hours.set", subject="office", by=by, **said)
        return
    said |= {"name": table.name, "until": str(table.valid_until)}
    record("hours.set_for_a_while", subject="office", by=by, **said)


@transaction.atomic
def end_hours(table: Timetable, *, by: Actor, seen: Collection[str] | None = ()) -> None:
    """Take back hours that hold for a while or have not begun; from today on the usual ones hold. Twice is harmless.

    What is past stays. Raises Refused for the usual hours of today, NotSeen as `set_hours` does.
    """
    lock_office()
    found = Timetable.objects.filter(pk=table.pk).first()
    today = clock.today()
    if found is None or (found.valid_until and found.valid_until < today):
        return
    if found.valid_from > today or (found.valid_until and found.valid_from == today):
        found.delete()
    elif found.valid_until:
        found.valid_until = today - timedelta(days=1)
        found.save(update_fields=["valid_until"])
    else:
        raise Refused(_("Jam biasa yang sedang berlaku tidak dapat dihapus; ubah saja jamnya."))
    record("hours.ended", subject="office", by=by, name=table.name, day=str(max(today, table.valid_from)))
    calendar_changed(by=by, seen=seen)


@transaction.atomic
def set_holiday(
    day: date, *, name: str, source: str, closed: bool, by: Actor, seen: Collection[str] | None = ()
) -> Holiday:
    """Put a day into the calendar, or say that the office works on it after all (joint leave).

    Who is booked on it is freed and told in the same transaction; `seen` names them. Raises NotSeen for somebody who
    was not named, Refused for a NIK in the name.
    """
    lock_office()
    name = free_text.checked(name)
    holiday, _new = Holiday.objects.update_or_create(
        day=day, defaults={"name": name, "source": source, "closed": closed}
    )
    record("holiday.set", subject=f"day:{day}", by=by, day=str(day), name=name, closed=closed)
    calendar_changed(by=by, seen=seen)
    return holiday


@transaction.atomic
def remove_holiday(day: date, *, by: Actor) -> None:
    """Take a day out of the calendar; removing it twice is harmless. A day more meets nobody."""
    lock_office()
    holiday = Holiday.objects.filter(day=day).first()
    if holiday:
        holiday.delete()
        record("holiday.removed", subject=f"day:{day}", by=by, day=str(day), name=holiday.name)


@transaction.atomic
def set_lane(
    letter: str, *, names: tuple[str, str], purposes: tuple[str, str], serves: Iterable[str], priority: bool = False,
    active: bool = True, new: bool = False, by: Actor, seen: Collection[str] | None = (),
) -> Lane:  # fmt: skip
    """Make or change a lane. `names` and `purposes` are (Indonesian, English); `serves` are codes of Work.

    Who is booked for work that no counter does any more is freed and told; `seen` names them. Raises NotSeen for who
    was not named, Refused for a NIK in what is said, and for a `new` one whose letter another has.
    """
    lock_office()
    (name_id, name_en), (purpose_id, purpose_en) = map(_both, (names, purposes))
    said = {
        "name_id": name_id,
        "name_en": name_en,
        "purpose_id": purpose_id,
        "purpose_en": purpose_en,
        "serves": sorted(serves),
        "priority": priority,
        "active": active,
    }
    if new:
        with refused_when_taken(_("Lajur %s sudah ada.") % letter):
            lane = Lane.objects.create(letter=letter, **said)
    else:
        lane, _new = Lane.objects.update_or_create(letter=letter, defaults=said)
    record("lane.set", subject=f"lane:{letter}", by=by, letter=letter, name={"id": name_id, "en": name_en})
    staff_changed(by=by, seen=seen)
    return lane


def _both(said: tuple[str, str]) -> tuple[str, str]:
    """Return what was said in Indonesian and in English, clean."""
    return free_text.checked(said[0]), free_text.checked(said[1])


@transaction.atomic
def set_counter(
    number: int, *, lanes: Iterable[Lane], name: str = "", capture_url: str = "", check_url: str = "",
    hall: Hall | None = None, active: bool = True, new: bool = False, by: Actor, seen: Collection[str] | None = (),
) -> Counter:  # fmt: skip
    """Make or change a counter and say which lanes it serves, and in which hall it is, if there are several.

    Who is booked for work that no counter does any more is freed and told, as with `set_lane`. Raises NotSeen for
    who was not named, Refused for a NIK in its name or address, for a `new` one whose number another has, and when a
    reader is taken away by which the head wants people compared.
    """
    lock_office()
    name, capture_url, check_url = map(free_text.checked, (name, capture_url, check_url))
    if hall and not Hall.objects.filter(pk=hall.pk).exists():
        raise Refused(_("Ruang tunggu “%s” sudah dihapus.") % hall.name)
    said = {"name": name, "capture_url": capture_url, "check_url": check_url, "hall": hall, "active": active}
    if new:
        with refused_when_taken(_("Loket %d sudah ada.") % number):
            counter = Counter.objects.create(number=number, **said)
    else:
        known = Counter.objects.select_for_update().filter(number=number).first()
        if known and known.check_required and not check_url:
            raise Refused(_("Kepala mewajibkan alat pencocok di loket ini. Alamatnya tidak dapat dikosongkan."))
        counter, _new = Counter.objects.update_or_create(number=number, defaults=said)
    chosen = list(lanes)
    counter.lanes.set(chosen)
    letters = " ".join(lane.letter for lane in chosen)
    record("counter.set", subject=f"counter:{number}", by=by, counter=number, lanes=letters)
    staff_changed(by=by, seen=seen)
    return counter


@transaction.atomic
def open_counter(counter: Counter, account: Account) -> Shift:
    """Sit down at a counter. Raises Refused, naming the person, when somebody else sits there; and for one not in use.

    Sitting down again where one sits is harmless; sitting down elsewhere leaves the first counter.
    """
    if not lock_counter(counter).active:
        raise Refused(_("Loket %s tidak dipakai.") % counter.number)
    _leave_old_shifts(Q(counter=counter) | Q(account=account))
    current = Shift.objects.select_for_update().filter(account=account, until=None).first()
    if current and current.counter_id == counter.pk:
        return current
    if current:
        _leave(current, account.actor)
    taken = Shift.objects.filter(counter=counter, until=None).select_related("account").first()
    if taken:
        raise Refused(
            _("Loket %(counter)s sedang dipakai %(name)s.") % {"counter": counter.number, "name": taken.account.name}
        )
    try:
        with transaction.atomic():
            shift = Shift.objects.create(counter=counter, account=account, since=clock.now())
    except IntegrityError:
        raise Refused(_("Loket %s baru saja dibuka orang lain.") % counter.number) from None
    record("counter.opened", subject=f"counter:{counter.number}", by=account.actor, counter=counter.number)
    return shift


@transaction.atomic
def close_counter(shift: Shift, *, by: Actor) -> None:
    """Leave a counter; leaving twice is harmless."""
    current = Shift.objects.select_for_update().get(pk=shift.pk)
    if current.until is None:
        _leave(current, by)


def close_old_shifts(today: date | None = None) -> int:
    """Leave the counters that were not left on an earlier day, so that others can sit down there; return how many."""
    return _leave_old_shifts(Q(), today)


@transaction.atomic
def _leave_old_shifts(whose: Q, today: date | None = None) -> int:
    old = Shift.objects.select_for_update().filter(whose, until=None, since__lt=clock.at(today or clock.today()))
    left = list(old)
    for shift in left:
        _leave(shift, SYSTEM)
    return len(left)


def _leave(shift: Shift, by: Actor) -> None:
    shift.until = clock.now()
    shift.save(update_fields=["until"])
    number = shift.counter.number
    record("counter.closed", subject=f"counter:{number}", by=by, counter=number)


@transaction.atomic
def decide(
    key: str, *, value: int, valid_from: date, legal_basis: str, by: Actor, seen: Collection[str] | None = ()
) -> PolicyValue:
    """Decide a rule from a day on.

    Who is booked where there is no place any more (fewer people in a session) is freed and told in the same
    transaction; `seen` names them. Raises NotSeen for somebody who was not named, Refused for a value out of bounds or
    a decision without its basis.
    """
    lock_office()
    policy = policies.get(key)
    if not policy.at_least <= value <= policy.at_most:
        raise Refused(
            _("Nilainya harus antara %(least)s dan %(most)s %(unit)s.")
            % {"least": policy.at_least, "most": policy.at_most, "unit": policy.unit}
        )
    basis = free_text.checked(legal_basis, none=_("Tuliskan dasar hukumnya."))
    decided, _new = PolicyValue.objects.update_or_create(
        key=key,
        valid_from=valid_from,
        defaults={"value": value, "legal_basis": basis, "decided_at": clock.now()},
    )
    label, said = text.both(lambda: str(policy.label)), text.both(lambda: policy.said(value))
    record("policy.decided", subject=f"policy:{key}", by=by, label=label, value=said, day=str(valid_from))
    calendar_changed(by=by, seen=seen)
    return decided

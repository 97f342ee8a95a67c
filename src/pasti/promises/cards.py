"""When a card can be printed at the earliest: who is ahead, with which blanks, and how many are made in a day.

A date follows from how long things took; what waits in front of the machine today is not in that. So no date is said
that is earlier than the print room can keep, and none that rests on blanks that nobody has (docs/adr/0044).
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from itertools import accumulate
from math import inf

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.catalogue.steps import StepCode
from pasti.kit import clock
from pasti.offices import policy
from pasti.offices import queries as offices
from pasti.printing import queries as printing
from pasti.promises.models import PrintPace
from pasti.promises.working_time import WorkingTime
from pasti.readiness import queries as readiness
from pasti.readiness.needs import Need
from pasti.stock import queries as stock
from pasti.stock.forecast import boxes as boxes_to_come

NO_BLANKS: Lazy = _(
    "Blangko di kantor belum cukup untuk kartu-kartu dalam urutan cetak, dan hari datangnya blangko berikutnya belum "
    "diketahui."
)


class Cards:
    """The print room as it stands at one moment. What is asked of the database is asked once."""

    def __init__(self) -> None:
        self.today = clock.today()
        self._days: dict[tuple[WorkingTime, date, int], date] = {}

    @cached_property
    def free(self) -> float:
        """How many blanks no card has yet; without end where blanks are not counted (none was ever noted)."""
        ledger = stock.ledger()
        return ledger.in_stock if ledger.received else inf

    @cached_property
    def coming(self) -> list[tuple[date, float]]:
        """By which day so many more blanks are here, in all, as late and as short as boxes have been (docs/adr/0061).

        What nobody has put off after its day does not count.
        """
        boxes = sorted(boxes_to_come())
        found: list[tuple[date, float]] = list(
            zip((day for day, _n in boxes), accumulate(count for _day, count in boxes), strict=True)
        )
        # Somebody has said until when there are none: then there will be.
        standing = readiness.stands(Need.BLANKS)
        if not standing.stands and standing.until:
            found.append((max(clock.local_day(standing.until), found[-1][0] if found else self.today), inf))
        return found

    @cached_property
    def a_day(self) -> float:
        """How many cards are made in a working day: measured, else as the office expects."""
        pace = PrintPace.objects.first()
        return pace.a_day if pace else float(policy.value("promises.cards_a_day"))

    @cached_property
    def _places(self) -> Mapping[int, int]:
        return {key: place for place, key in enumerate([*printing.order(), *applications.order_at(StepCode.CENTRE)])}

    def know_all_places(self) -> None:
        """Look at the whole order once, for who asks of many cases."""
        _ = self._places

    def place(self, case: int) -> int:
        """Return how many cards are ahead of a case's, by its key; all, if it has not been sent to the centre yet."""
        return self._places.get(case, len(self._places))

    def ahead_of(self, case: Application) -> int:
        """Return the same for one case alone, without a look at all others, unless that was taken already."""
        if "_places" in vars(self):
            return self.place(case.pk)
        if (before := printing.ahead_of(case)) is not None:
            return before
        return printing.waiting().count() + applications.ahead_at(StepCode.CENTRE, case)

    def lacks_blanks(self, ahead: int) -> bool:
        """Whether the card behind so many others needs a blank that nobody has, nor knows when it comes."""
        return ahead >= self.free + (self.coming[-1][1] if self.coming else 0)

    def waits_for_box(self, case: int) -> bool:
        """Whether the card of a case, by its key, gets no blank of those that are here."""
        return self.place(case) >= self.free

    def earliest(self, ahead: int, time: WorkingTime) -> date | None:
        """Return the first day on which the card behind so many others can be made; None: nobody knows (see above)."""
        made = self._after(self.today, int(ahead / self.a_day), time)
        if ahead < self.free:
            return made
        before = self.free
        for day, more in self.coming:
            if ahead < self.free + more:
                # What comes on a day is printed from the next working day on.
                return max(made, self._after(day, 1 + int((ahead - before) / self.a_day), time))
            before = self.free + more
        return None

    def each_earliest(self, time: WorkingTime) -> Callable[[int], date | None]:
        """Return what finds the first day on which the card of a case, by its key, can be made. For many of them."""
        places, last, a_day, free = self._places, len(self._places), self.a_day, self.free
        known: dict[int, date] = {}

        def earliest(case: int) -> date | None:
            ahead = places.get(case, last)
            if ahead >= free:
                return self.earliest(ahead, time)
            days = int(ahead / a_day)
            return known.get(days) or known.setdefault(days, self._after(self.today, days, time))

        return earliest

    def _after(self, day: date, count: int, time: WorkingTime) -> date:
        key = (time, day, count)
        if key not in self._days:
            found = time.day_after(day, count) if count else day
            self._days[key] = found or offices.add_working_days(day, count)
        return self._days[key]


def takes_blank(case: Application) -> bool:
    """Whether a card must still be printed for a case."""
    return any(step.code == StepCode.PRINTING and step.done_at is None for step in case.steps.all())

"""What of the blanks needs somebody now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from pasti.kit import clock, text
from pasti.stock import counting, moving, queries, reconciling, removing, requests
from pasti.stock.models import Removal, Transfer


@dataclass(frozen=True)
class Concern:
    """A sentence, the page to go to, and whether it is urgent."""

    sentence: str
    place: str
    urgent: bool = False


def concerns() -> Iterator[Concern]:
    """Yield what needs somebody: what does not agree first."""
    check = reconciling.latest()
    if check and check.findings:
        yield Concern(_("Daftar blangko tidak cocok dengan kartunya; periksa sekarang."), "stock:ledger", urgent=True)
    for count in counting.unexplained():
        said = _("Hitungan blangko di %(place)s tidak cocok dengan daftar.")
        yield Concern(said % {"place": moving.name_of(count.place)}, "stock:counts", urgent=True)
    if draft := requests.lies_ready():
        yield Concern(_request(draft.runs_out), "stock:requests", urgent=draft.in_stock < draft.waiting)
    for removal in removing.removals().filter(state=Removal.State.PROPOSED):
        values = {"number": removal.number, "way": removal.get_kind_display()}
        said = _("Berita acara %(number)s (%(way)s) menunggu orang kedua.")
        yield Concern(said % values, "stock:removals")
    for transfer in moving.transfers().filter(state=Transfer.State.ON_ITS_WAY):
        if clock.local_day(transfer.sent_at) < clock.today():
            values = {
                "target": moving.name_of(transfer.target),
                "day": text.plain_date(clock.local_day(transfer.sent_at)),
            }
            said = _("Blangko yang dikirim %(day)s ke %(target)s belum diterima.")
            yield Concern(said % values, "stock:transfers")


def _request(runs_out: date | None) -> str:
    if not queries.ledger().in_stock:
        return _("Blangko habis; permintaan ke pusat sudah disiapkan.")
    if runs_out is None:
        return _("Permintaan blangko ke pusat sudah disiapkan.")
    return _("Blangko dapat habis %s; permintaan ke pusat sudah disiapkan.") % text.plain_date(runs_out)

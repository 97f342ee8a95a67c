"""What of the finished cards needs somebody now."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pasti.handover import batches, counting, losing, recognising, shelf
from pasti.kit import text
from pasti.stock.concerns import Concern


def concerns() -> Iterator[Concern]:
    """Yield what needs somebody: what is gone first."""
    if doubted := recognising.waiting().count():
        said = ngettext(
            "%(n)s orang yang mengambil kartu menunggu dicocokkan oleh orang kedua.",
            "%(n)s orang yang mengambil kartu menunggu dicocokkan oleh orang kedua.",
            doubted,
        )
        yield Concern(said % {"n": doubted}, "handover:recognitions", urgent=True)
    if gone := shelf.missing().count():
        said = ngettext(
            "%(n)s kartu yang sudah jadi tidak ditemukan di rak.",
            "%(n)s kartu yang sudah jadi tidak ditemukan di rak.",
            gone,
        )
        yield Concern(said % {"n": gone}, "handover:shelf", urgent=True)
    if lost := losing.missing_too_long().count():
        said = ngettext(
            "%(n)s kartu sudah lama tidak ditemukan: nyatakan hilang agar dicetak ulang.",
            "%(n)s kartu sudah lama tidak ditemukan: nyatakan hilang agar dicetak ulang.",
            lost,
        )
        yield Concern(said % {"n": lost}, "handover:destructions", urgent=True)
    for batch in batches.late():
        said_of = _("Kiriman %(number)s sejak %(day)s belum jelas semua kartunya.")
        values = {"number": batch.number, "day": text.plain_date(batch.day)}
        yield Concern(said_of % values, "handover:batches")
    if left := counting.open_findings().count():
        said = ngettext(
            "%(n)s temuan hitungan rak belum dibereskan.", "%(n)s temuan hitungan rak belum dibereskan.", left
        )
        yield Concern(said % {"n": left}, "handover:shelf")
    if outside := shelf.without_place().count():
        said = ngettext(
            "%(n)s kartu jadi belum punya tempat di rak.", "%(n)s kartu jadi belum punya tempat di rak.", outside
        )
        yield Concern(said % {"n": outside}, "handover:shelf")

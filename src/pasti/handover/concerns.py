"""What of the finished cards needs somebody now."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from pasti.handover import counting, shelf
from pasti.stock.concerns import Concern


def concerns() -> Iterator[Concern]:
    """Yield what needs somebody: what is gone first."""
    if gone := shelf.missing().count():
        said = ngettext(
            "%(n)s kartu yang sudah jadi tidak ditemukan di rak.",
            "%(n)s kartu yang sudah jadi tidak ditemukan di rak.",
            gone,
        )
        yield Concern(said % {"n": gone}, "handover:shelf", urgent=True)
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

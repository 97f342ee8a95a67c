"""What a step may need to stand before it can be done: the one vocabulary of it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Need(TextChoices):
    """Something that must stand. Rooms that know whether it does say so (see `probes`)."""

    LINK = "link", _("sambungan ke pusat")
    MAY_RECORD = "may_record", _("izin merekam dari pusat")
    MAY_SEND = "may_send", _("izin mengirim dari pusat")
    MAY_PRINT = "may_print", _("izin mencetak dari pusat")
    BLANKS = "blanks", _("blangko")
    PRINTER = "printer", _("mesin cetak")
    STATION = "station", _("alat perekaman")

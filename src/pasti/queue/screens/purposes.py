"""What people come for who have no number yet."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.catalogue import steps
from pasti.catalogue.steps import Family, StepCode
from pasti.kit.errors import Refused
from pasti.offices import queries as offices
from pasti.offices.models import Lane


@dataclass(frozen=True)
class Purpose:
    """A family of services, in the words of who comes for one."""

    family: Family
    name: Promise
    hint: Promise
    # Which service of it.
    question: Promise

    @property
    def work(self) -> str:
        """What is done first, and decides the lane."""
        return steps.of(StepCode.PAPERS).work(self.family)

    def lane(self, *, priority: bool, near: Collection[int] = ()) -> Lane:
        """Return where people wait for it, `near` by if possible. Raises Refused when that is nowhere."""
        lane = offices.lane_for(self.work, priority=priority, near=near)
        if lane is None:
            raise Refused(_("Untuk keperluan ini sedang tidak ada lajur. Tanyakan kepada petugas."))
        return lane


PURPOSES = {
    "ktp": Purpose(
        Family.CARD,
        gettext_lazy("KTP elektronik"),
        gettext_lazy("Baru, hilang, rusak, ubah data"),
        gettext_lazy("Untuk apa KTP-nya?"),
    ),
    "kk": Purpose(
        Family.CIVIL,
        gettext_lazy("KK atau akta"),
        gettext_lazy("Kartu keluarga, akta kelahiran"),
        gettext_lazy("Dokumen apa yang Anda perlukan?"),
    ),
}


def purpose_of(family: str) -> str:
    """Return by what name a family of services is in addresses."""
    return next(name for name, purpose in PURPOSES.items() if purpose.family == family)

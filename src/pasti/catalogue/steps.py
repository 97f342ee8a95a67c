"""The steps that a service may be made of: all that is said of a step is said here, and only here.

Who carries it on, which move finishes it, at which counter the person must be, what it rests on, and the words for
citizen and clerk. `tests/house/test_steps.py` fails for a second description anywhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.offices.models import Work
from pasti.readiness.needs import Need

Words = str | Lazy


class StepCode(models.TextChoices):
    """The steps, in the order in which they follow, as the office calls them."""

    PAPERS = "papers", _("pemeriksaan berkas")
    RECORDING = "recording", _("perekaman")
    CENTRE = "centre", _("pemeriksaan pusat")
    PRINTING = "printing", _("pencetakan")
    ISSUING = "issuing", _("penerbitan dokumen")
    HANDOVER = "handover", _("pengambilan")


class Family(models.TextChoices):
    """What kind of thing comes out of a service; its papers are looked at in a lane of its own."""

    CARD = "card", _("KTP elektronik")
    CIVIL = "civil", _("KK dan pencatatan sipil")


class Bring(StrEnum):
    """What a person brings to a step."""

    NOTHING = "nothing"
    REQUIREMENTS = "requirements"
    SURRENDERED = "surrendered"


_STAY = _("Anda tidak perlu melakukan apa-apa. Tunggu di rumah.")
_CARD, _CIVIL = Family.CARD, Family.CIVIL


@dataclass(frozen=True)
class Description:
    """A step. What differs between cards and documents stands under the family."""

    # The move that finishes it, and the role that carries the case on until then: never one named officer.
    move: str
    owner: Role
    # The citizen's word for it on the path; where the case is, what that means, and what to do.
    stage: Words
    heading: Words
    meanwhile: Mapping[Family, Words]
    todo: Words
    # Instead of `meanwhile`, for somebody who was recorded before.
    meanwhile_known: Words = ""
    # At which kind of counter it is done with the person, if at any, and whether they must come for it.
    works: Mapping[Family, Work] = field(default_factory=dict)
    must_come: bool = True
    bring: Bring = Bring.NOTHING
    # What the clerk does who has the person at the counter (desk).
    at_counter: str = ""
    # What the public reads that it is, among what an office does today.
    served: Words = ""
    # What must stand for it, people on duty too, and what may be done instead while something of it does not.
    rests_on: tuple[Need, ...] = ()
    instead: Words = ""
    # Whether what is said of the person can still be put right at the office: it has not gone anywhere yet.
    data_open: bool = False

    def explained(self, family: str, *, recorded: bool) -> str:
        """Return what it means for a citizen, in the reader's language; `recorded`: whether this case records them."""
        return str((not recorded and self.meanwhile_known) or self.meanwhile[Family(family)])

    @property
    def fallback(self) -> str:
        """What may be done instead while it cannot go on, in the reader's language."""
        return str(self.instead)

    @property
    def waits_for_person(self) -> bool:
        """Whether it waits until the person comes."""
        return bool(self.works) and self.must_come

    def work(self, family: str) -> str:
        """Return the kind of work at a counter that it is, or nothing when the person is not there for it."""
        return str(self.works.get(Family(family), ""))


def _always(words: Words) -> Mapping[Family, Words]:
    return dict.fromkeys(Family, words)


_STEPS = {
    StepCode.PAPERS: Description(
        move="accept",
        owner=Role.CLERK,
        stage=_("Didaftar"),
        heading=_("Terdaftar"),
        meanwhile=_always(_("Permohonan Anda sudah masuk.")),
        todo=_("Pilih jadwal kedatangan, atau langsung datang pada jam kerja."),
        works={_CARD: Work.PAPERS_CARD, _CIVIL: Work.PAPERS_CIVIL},
        bring=Bring.REQUIREMENTS,
        at_counter="papers",
        served=_("pemeriksaan berkas"),
        rests_on=(Need.CLERK,),
        instead=_("Permohonan tetap dapat diajukan dari rumah; berkasnya diperiksa setelah ada petugas."),
        data_open=True,
    ),
    StepCode.RECORDING: Description(
        move="recorded",
        owner=Role.RECORDER,
        stage=_("Direkam"),
        heading=_("Berkas diterima"),
        meanwhile=_always(_("Berikutnya: foto, tanda tangan, sidik jari, dan iris mata direkam di kantor.")),
        todo=_("Silakan ke lajur perekaman. Bila hari ini tidak sempat, pilih jadwal lain."),
        works=dict.fromkeys(Family, Work.RECORDING),
        at_counter="record",
        served=_("perekaman"),
        rests_on=(Need.STATION, Need.DISK, Need.MAY_RECORD, Need.RECORDER),
        instead=_("Berkas tetap diperiksa dan diterima di loket; perekaman menyusul pada jadwal yang dapat dipilih."),
        data_open=True,
    ),
    StepCode.CENTRE: Description(
        move="released",
        owner=Role.CENTRE_OPERATOR,
        stage=_("Diperiksa pusat"),
        heading=_("Sedang diperiksa pusat"),
        meanwhile=_always(_("Pusat memastikan data Anda hanya tercatat satu kali.")),
        meanwhile_known=_("Pusat memeriksa data Anda sebelum kartu dicetak."),
        todo=_STAY,
        rests_on=(Need.LINK, Need.MAY_SEND),
        instead=_(
            "KTP-el yang belum disetujui pusat baru dapat dicetak sesudahnya. Rekaman dan permohonan tersimpan dan "
            "diteruskan dengan sendirinya."
        ),
    ),
    StepCode.PRINTING: Description(
        move="printed",
        owner=Role.PRINTER,
        stage=_("Dicetak"),
        heading=_("Siap dicetak"),
        meanwhile=_always(_("Kartu Anda ada dalam daftar cetak, menurut urutan.")),
        todo=_STAY,
        # Not on the link: what is printed was released, and lies here.
        served=_("pencetakan KTP-el yang sudah disetujui"),
        rests_on=(Need.MAY_PRINT, Need.BLANKS, Need.RIBBON, Need.PRINTER, Need.PRINT_OPERATOR),
        instead=_("Kartu tetap dalam urutan cetak dan dicetak sesudahnya; kartu yang sudah jadi tetap dapat diambil."),
    ),
    StepCode.ISSUING: Description(
        move="issued",
        owner=Role.CLERK,
        stage=_("Diterbitkan"),
        heading=_("Sedang diterbitkan"),
        meanwhile=_always(_("Dokumen Anda sedang dibuat.")),
        todo=_STAY,
        # Who is still at the counter may wait there for it; nobody comes for it.
        works={_CIVIL: Work.PAPERS_CIVIL},
        must_come=False,
        at_counter="issue",
        served=_("penerbitan KK dan akta"),
        rests_on=(Need.PAPER_PRINTER, Need.CLERK),
        instead=_("Berkas tetap diterima; dokumen diterbitkan sesudahnya tanpa mengajukan lagi."),
        data_open=True,
    ),
    StepCode.HANDOVER: Description(
        move="hand_over",
        owner=Role.CLERK,
        stage=_("Diambil"),
        heading=_("Siap diambil"),
        meanwhile={_CARD: _("Kartu Anda sudah jadi."), _CIVIL: _("Dokumen Anda sudah jadi.")},
        todo=_("Ambil di kantor pada jam kerja."),
        works=dict.fromkeys(Family, Work.HANDOVER),
        bring=Bring.SURRENDERED,
        at_counter="hand_over",
        served=_("pengambilan kartu dan dokumen yang sudah jadi"),
        rests_on=(Need.CLERK,),
        instead=_("Kartu dan dokumen yang sudah jadi disimpan di kantor dan dapat diambil pada hari lain."),
    ),
}


def of(code: str) -> Description:
    """Return what is said of a step."""
    return _STEPS[StepCode(code)]


def works_on(need: Need) -> set[str]:
    """Return the kinds of work at a counter that do not go on without a need."""
    return {work.value for step in _STEPS.values() if need in step.rests_on for work in step.works.values()}


def making() -> list[StepCode]:
    """Return the steps from complete papers until the thing is ready, in their order."""
    codes = list(StepCode)
    return codes[codes.index(StepCode.PAPERS) + 1 : codes.index(StepCode.HANDOVER)]


def from_on(code: str) -> list[StepCode]:
    """Return a step and those that may follow it."""
    codes = list(StepCode)
    return codes[codes.index(StepCode(code)) :]

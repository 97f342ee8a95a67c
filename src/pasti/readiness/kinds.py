from datetime import datetime

from django.utils.translation import gettext as _

from pasti.journal.registry import label_of, reading, staff
from pasti.kit import text
from pasti.readiness.needs import Cause, Need

_need = label_of(Need)


def _needs(codes: str | list[str]) -> str:
    return text.and_list([_need(code) for code in ([codes] if isinstance(codes, str) else codes)])


def _until(at: str | None) -> str:
    return text.moment(datetime.fromisoformat(at)) if at else _("belum diketahui")


reading("needs", _needs)
reading("cause", label_of(Cause))
reading("until", _until)

staff("need.fell", "Tidak berfungsi: {need:needs} ({why:text}).", "Not working: {need:needs} ({why:text}).")
staff(
    "need.rose",
    "Berfungsi lagi setelah {minutes} menit: {need:needs}.",
    "Working again after {minutes} min: {need:needs}.",
)
staff(
    "incident.plan",
    "Gangguan terencana {number}: {needs:needs}, {starts:moment} sampai {until:until} ({cause:cause}).",
    "Planned outage {number}: {needs:needs}, {starts:moment} until {until:until} ({cause:cause}).",
)
staff(
    "incident.open",
    "Gangguan {number} dimulai: {needs:needs} ({cause:cause}).",
    "Incident {number} began: {needs:needs} ({cause:cause}).",
)
staff(
    "incident.reopen",
    "Gangguan {number} berlanjut: terganggu lagi.",
    "Incident {number} goes on: it fell again.",
)
staff(
    "incident.change",
    "Gangguan {number} diubah: {needs:needs} ({cause:cause}).",
    "Incident {number} changed: {needs:needs} ({cause:cause}).",
)
staff(
    "incident.forecast",
    "Perkiraan gangguan {number}: {until:until} (tadinya {was:until}). {reason:text}",
    "Forecast of incident {number}: {until:until} (was {was:until}). {reason:text}",
)
staff(
    "incident.move",
    "Gangguan terencana {number} dipindah: {starts:moment} sampai {until:until}. {reason:text}",
    "Planned outage {number} moved: {starts:moment} until {until:until}. {reason:text}",
)
staff(
    "incident.overdue",
    "Perkiraan gangguan {number} sudah lewat ({until:until}); belum ada kabar baru.",
    "The forecast of incident {number} has passed ({until:until}); there is no news.",
)
staff(
    "incident.letter",
    "Surat {letter} ({other}) dicatat pada gangguan {number}.",
    "Letter {letter} ({other}) noted with incident {number}.",
)
staff("incident.deed", "Gangguan {number}: {what}", "Incident {number}: {what}")
staff(
    "incident.close",
    "Gangguan {number} selesai setelah {minutes} menit.",
    "Incident {number} is over after {minutes} min.",
)
staff("incident.withdraw", "Gangguan {number} ditarik: {reason}", "Incident {number} withdrawn: {reason}")

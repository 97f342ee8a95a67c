"""Which answers are possible now. Each rule returns why one is not, in a sentence for its holder, or nothing."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from pasti.answers.models import About
from pasti.answers.occasions import Occasion
from pasti.answers.states import Choice
from pasti.answers.times import days_later, free_sessions, later_from
from pasti.applications.coming import in_person
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.applications.visits import next_visit
from pasti.handover import delivery
from pasti.handover import queries as handover
from pasti.handover.models import Relation
from pasti.kit import text

Rule = Callable[[Application, Occasion], str]


def nothing_to_answer() -> str:
    """Return the sentence for a case that goes on without its holder."""
    return _("Tidak ada yang perlu dijawab sekarang: permohonan ini sudah berjalan lebih lanjut.")


def why_not(application: Application, occasion: Occasion | None, choice: Choice) -> str:
    """Return why a choice is not possible now; nothing if it is."""
    return _RULES[choice](application, occasion) if occasion else nothing_to_answer()


def relations_of(application: Application) -> list[Relation]:
    """Return who may come instead of the applicant, as far as anybody may.

    For what is ready the office's rules decide who collects; papers are brought by whoever has a power of attorney
    (form F-1.07, Permendagri 109/2019).
    """
    if in_person(application):
        return []
    if application.state in (State.READY, State.IN_PROGRESS):
        return [relation for relation in handover.relations_allowed() if relation != Relation.SELF]
    return [Relation.ATTORNEY]


def _keep(application: Application, occasion: Occasion) -> str:
    if occasion.in_vain:
        return _("Jangan datang pada jadwal itu: %s Pilih waktu lain.") % occasion.in_vain
    if occasion.booking and occasion.about != About.VISIT and application.state != State.READY:
        when = text.moment(occasion.booking.session.starts_at)
        return _("Jadwal %s tidak berlaku lagi. Pilih waktu lain.") % when
    if occasion.about == About.COME:
        return _("Belum ada jadwal kedatangan. Pilih waktunya dahulu.")
    if application.state == State.READY and occasion.about != About.VISIT:
        return next_visit(application).nowhere
    return ""


def _move(application: Application, occasion: Occasion) -> str:
    if occasion.about == About.DATE:
        return _("Anda tidak perlu datang sekarang, jadi tidak ada jadwal yang dapat dipindah.")
    if not free_sessions(application, occasion):
        said = _("Belum ada jadwal lain yang dapat dipilih. Anda tetap boleh datang langsung pada jam kerja.")
        return next_visit(application).nowhere or said
    return ""


def _later(application: Application, occasion: Occasion) -> str:
    if application.state != State.READY and occasion.about != About.DATE:
        return _("Belum ada yang dapat diambil. Pilih waktu lain untuk datang.")
    if later_from(application) is None:
        return _("Hari pengambilan belum dapat dipilih, karena kapan siapnya belum dapat dipastikan.")
    if not days_later(application):
        return next_visit(application).nowhere or _("Belum ada hari yang dapat dipilih untuk mengambil.")
    return ""


def _represent(application: Application, occasion: Occasion) -> str:
    if alone := in_person(application):
        return f"{alone}."
    if not relations_of(application):
        return _("Menurut ketentuan kantor ini, hanya pemilik sendiri yang dapat mengambil.")
    return ""


def _delivered(application: Application, occasion: Occasion) -> str:
    if not delivery.offered():
        return _("Kantor ini belum mengantar ke rumah. Ambil nanti, atau wakilkan kepada orang lain.")
    if application.state != State.READY and occasion.about != About.DATE:
        return _("Belum ada yang dapat diantar. Pilih waktu lain untuk datang.")
    if not application.full_address:
        return _("Alamat pada permohonan ini belum lengkap, jadi belum dapat diantar. Hubungi petugas.")
    return ""


def _cancel(application: Application, occasion: Occasion) -> str:
    if occasion.about != About.VISIT:
        return _("Tidak ada kunjungan yang perlu dibatalkan. Permohonan Anda tetap berlaku.")
    return ""


def _offered(application: Application, occasion: Occasion) -> str:
    if occasion.offer is None:
        return _("Tempat itu sudah diberikan kepada yang lain. Jadwal Anda tidak berubah.")
    return ""


_RULES: Mapping[Choice, Rule] = {
    Choice.KEEP: _keep,
    Choice.MOVE: _move,
    Choice.LATER: _later,
    Choice.REPRESENT: _represent,
    Choice.DELIVERED: _delivered,
    Choice.CANCEL: _cancel,
    Choice.TAKE: _offered,
    Choice.DECLINE: _offered,
}

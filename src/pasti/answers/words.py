"""What the page behind a link says: what it is about, in the largest letters, and what was answered."""

from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pasti.answers import queries, times
from pasti.answers.models import About, Answer
from pasti.answers.occasions import Occasion
from pasti.answers.states import Choice
from pasti.applications.coming import Coming, coming
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.applications.visits import next_visit
from pasti.applications.whereabouts import whereabouts
from pasti.appointments import queries as appointments
from pasti.appointments.models import Session
from pasti.catalogue.steps import Family
from pasti.handover import delivery
from pasti.handover import queries as handover
from pasti.handover.models import Relation
from pasti.kit import text
from pasti.promises import queries as promises


@dataclass(frozen=True)
class Told:
    """What it is about: a heading, and what must be known besides."""

    heading: str
    lines: list[str] = field(default_factory=list)


def session(booked: Session) -> str:
    """Senin, 30 November 2026 pukul 08.00–09.00 WIB."""
    begins, zone = text.moment(booked.starts_at), text.zone_label()
    return f"{begins.removesuffix(f' {zone}')}–{text.clock_time(booked.ends_at)} {zone}"


def told(application: Application, occasion: Occasion) -> Told:
    """Return what an occasion is about. Nothing that names somebody or their case is in it."""
    if occasion.booking:
        return _of_a_booking(occasion, session(occasion.booking.session))
    match occasion.about:
        case About.READY:
            there = whereabouts(application)
            if not there.here:
                return Told(capfirst(_("%s Anda sudah jadi") % _thing(application)), [there.told, there.todo])
            return Told(
                capfirst(_("%s Anda sudah siap diambil") % _thing(application)),
                [*_taken_back(application), next_visit(application).nowhere or _("Ambil di kantor pada jam layanan.")],
            )
        case About.DATE:
            return _date(application)
    return Told(_("Kapan Anda datang?"), [_("Permohonan Anda tersimpan. Pilih waktunya.")])


def _of_a_booking(occasion: Occasion, when: str) -> Told:
    stays = _("Permohonan dan berkas Anda tetap berlaku.")
    match occasion.about:
        case About.MISSED:
            calm = " ".join([_("Tidak apa-apa."), stays, _("Pilih waktu lain di bawah ini.")])
            return Told(_("Kunjungan Anda %s terlewat") % when, [calm])
        case About.FREED:
            why = appointments.why_freed(occasion.booking)
            because = [_("Alasannya: %s.") % why] if why else []
            sorry = _("Mohon maaf; ini bukan kesalahan Anda. Jangan datang pada jadwal itu.")
            return Told(_("Jadwal Anda %s tidak berlaku lagi") % when, [*because, sorry, stays])
    if occasion.in_vain:
        stay = _("Jangan datang pada jadwal itu. Pilih waktu lain; permohonan dan berkas Anda tetap berlaku.")
        return Told(_("Kunjungan Anda %s tidak dapat dilayani") % when, [occasion.in_vain, stay])
    if occasion.closes:
        late = _("Waktunya sudah lewat, tetapi Anda masih dilayani hari ini sampai pukul %s.")
        return Told(_("Kunjungan Anda %s") % when, [late % text.clock_time(occasion.closes)])
    return Told(_("Kunjungan Anda %s") % when)


def _date(application: Application) -> Told:
    dates, thing = promises.dates_of(application), _thing(application)
    stay = _("Anda tidak perlu datang sebelum ada kabar bahwa sudah siap.")
    back = _taken_back(application)
    if dates.ready_on is None:
        unsure = dates.unsure or _("Kami kabari begitu tanggalnya pasti.")
        return Told(_("Kapan %s Anda siap belum dapat dipastikan") % thing, [*back, unsure, stay])
    day = text.long_date(dates.ready_on)
    if dates.instead_of:
        was = _("Sebelumnya dikatakan %(day)s. %(cause)s") % {
            "day": text.long_date(dates.instead_of.day),
            "cause": dates.instead_of.cause,
        }
        said = {"thing": thing, "day": day}
        return Told(_("Tanggal %(thing)s Anda berubah: siap paling lambat %(day)s") % said, [*back, was, stay])
    return Told(capfirst(_("%(thing)s Anda siap paling lambat %(day)s") % {"thing": thing, "day": day}), [*back, stay])


def _taken_back(application: Application) -> list[str]:
    """That the day is none any more on which somebody wanted to collect it."""
    back = queries.taken_back(application)
    if back is None:
        return []
    said = _("Mohon maaf, %(why)s: waktu yang Anda pilih, %(when)s, tidak berlaku lagi.")
    said %= {"why": back.why, "when": back.when}
    return [f"{said} {_('Pilih hari lain.')}" if times.days_later(application) else said]


def _thing(application: Application) -> str:
    card = application.service.family == Family.CARD
    return pgettext("one", "kartu") if card else pgettext("one", "dokumen")


@dataclass(frozen=True)
class Confirmed:
    """What was answered, and where, when and with what to come, if there is something to come for."""

    heading: str
    said: str
    coming: Coming | None = None


def confirmed(application: Application, occasion: Occasion, answer: Answer) -> Confirmed:
    """Return what the page says to whoever has answered."""
    wishes = queries.wishes(application)
    collecting = application.state == State.READY
    relation = wishes.relation or Relation.SELF
    match answer.choice:
        case Choice.CANCEL:
            said = _("Kunjungan dibatalkan. Permohonan dan berkas Anda tetap berlaku; pilih waktu lain kapan saja.")
            return Confirmed(_("Kunjungan dibatalkan"), said)
        case Choice.LATER:
            said = " ".join(filter(None, [_when(wishes), _who(wishes)]))
            day = wishes.stretch.day if wishes.stretch and not wishes.stretch.until else None
            where = coming(application, day, bring=handover.brought_by(application, relation))
            return Confirmed(_("Kami catat: diambil nanti"), said, where)
        case Choice.DELIVERED:
            return Confirmed(_("Kami catat: diantar ke rumah"), _delivered(application))
        case Choice.REPRESENT:
            said = " ".join(filter(None, [_who(wishes), _when(wishes)]))
            return Confirmed(_("Kami catat: diwakilkan"), said, _where(application, occasion, relation))
        case Choice.DECLINE:
            return Confirmed(_("Baik, tempat itu untuk yang lain"), _not_taken(occasion))
    if occasion.about == About.VISIT and occasion.booking:
        when = session(occasion.booking.session)
        return Confirmed(_("Kami tunggu kedatangan Anda"), when, _where(application, occasion, relation))
    if collecting:
        return Confirmed(
            _("Kami tunggu kedatangan Anda"), _("Ambil pada jam layanan."), _where(application, occasion, relation)
        )
    return Confirmed(_("Terima kasih"), _("Kami kabari begitu sudah siap."))


def offered(occasion: Occasion) -> Told | None:
    """Return what is said of an earlier place that is held, if one is: which, until when, what becomes of theirs."""
    offer = occasion.offer
    if offer is None or offer.session is None or offer.held_until is None:
        return None
    until = _("Disimpan untuk Anda sampai %s, lalu ditawarkan kepada yang lain.") % text.moment(offer.held_until)
    own = _("Jadwal Anda yang sekarang tetap, selama Anda belum mengambilnya.") if occasion.booking else ""
    return Told(_("Ada tempat lebih awal: %s") % session(offer.session), [line for line in (until, own) if line])


def _not_taken(occasion: Occasion) -> str:
    waits = _("Anda tetap dalam daftar tunggu untuk tempat lain.")
    if occasion.about == About.VISIT and occasion.booking:
        return f"{_('Jadwal Anda tetap: %s.') % session(occasion.booking.session)} {waits}"
    return waits


def _delivered(application: Application) -> str:
    """What to know of it. Not the address: whoever has the message reads it."""
    said = _("Diantar ke alamat pada permohonan ini, setelah petugas menghubungi Anda. Anda tidak perlu datang.")
    said = f"{said} {delivery.cost()}".strip()
    owed = handover.to_be_surrendered(application)
    return f"{said} {_('Serahkan kepada pengantar: %s.') % text.and_list(owed)}" if owed else said


def _when(wishes: queries.Wishes) -> str:
    return _("Diambil %s.") % wishes.stretch.said if wishes.stretch else ""


def _who(wishes: queries.Wishes) -> str:
    # Never by name: whoever has the message reads it.
    return _("Yang datang: %s.") % wishes.relation.label if wishes.relation else ""


def lacking(application: Application) -> str:
    """Return where the holder reads which papers are missing, if some are; not which: those are the office's words."""
    if application.state != State.INCOMPLETE:
        return ""
    return _(
        "Berkas belum lengkap. Yang kurang tertulis di halaman Lacak, yang dibuka dengan nomor dan kode permohonan."
    )


def before_coming(application: Application, occasion: Occasion) -> Coming | None:
    """Return what somebody must know who comes as they were told to, before they have answered; None if none comes."""
    if occasion.about == About.DATE or occasion.in_vain or not whereabouts(application).here:
        return None
    return _where(application, occasion, Relation.SELF)


def keep_label(application: Application, occasion: Occasion) -> str:
    """Return what stands on the button of who keeps what they were told."""
    if occasion.about == About.VISIT:
        return _("Ya, saya tetap datang")
    if application.state == State.READY:
        return _("Saya ambil sendiri pada jam layanan")
    return _("Baik, saya tunggu")


def _where(application: Application, occasion: Occasion, relation: Relation) -> Coming:
    # The day of a visit that was missed or freed is nobody's day any more.
    day = occasion.day if occasion.about == About.VISIT else None
    if application.state in (State.READY, State.IN_PROGRESS) and occasion.about != About.COME:
        return coming(application, day, bring=handover.brought_by(application, relation))
    return coming(application, day)

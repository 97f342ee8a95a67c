"""The news itself: short, exact, kind; never what somebody wrote in their own words, never a name."""

from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.applications.whereabouts import whereabouts
from pasti.handover import queries as handover
from pasti.handover.models import Relation
from pasti.journal.models import Entry
from pasti.kit import clock, text
from pasti.kit.words import Words, filled
from pasti.notices.registry import Said, Topic, Urgency, tell, void
from pasti.offices import queries as offices

_PAPERS, _READY, _VISIT, _CASE, _OFFER = Topic.PAPERS, Topic.READY, Topic.VISIT, Topic.CASE, Topic.OFFER


def _day_of(entry: Entry, name: str = "day") -> date:
    return date.fromisoformat(entry.facts[name])


def _cause(entry: Entry, name: str = "cause") -> str:
    """Return why, if it is a sentence of ours: what somebody wrote is read on the case's own page only."""
    words = Words(entry.facts.get(name, ""))
    return "" if words.as_written else str(words)


def _because(entry: Entry) -> Promise:
    """Return the same as a sentence of its own."""
    return filled("%(cause)s", cause=lambda: capfirst(_cause(entry)))


def _on(day: date) -> datetime:
    opening = offices.opening(day)
    return opening.opens if opening else clock.at(day, 8)


def _day_that_was_said(application: Application, entry: Entry) -> datetime | None:
    """When somebody sets out who knows only the day that was said: then, or if it is over, whenever it is open."""
    was = _day_of(entry, "was" if "was" in entry.facts else "day")
    return _on(was) if was >= clock.today() else _next_opening(application, entry)


def _next_opening(application: Application, entry: Entry) -> datetime | None:
    """When somebody sets out who was told to come at any time."""
    opening = offices.next_opening()
    return opening.opens if opening else None


def _session(application: Application, entry: Entry) -> datetime | None:
    when = datetime.fromisoformat(entry.facts["when"])
    return when if when > clock.now() else None


# ── the day by which it is ready ────────────────────────────────────────────────────────────────────────────────────


@tell("promise.make", _READY)
def _date_given(application: Application, entry: Entry) -> Said:
    return Said(filled(_("Siap paling lambat %(day)s."), day=lambda: text.long_date(_day_of(entry))))


@tell("promise.move", _READY, urgency=Urgency.NOW, sets_out=_day_that_was_said, asks=True)
def _date_moved(application: Application, entry: Entry) -> Said:
    return Said(
        filled(
            _("Mohon maaf, belum siap pada %(was)s. Kini paling lambat %(day)s. Jangan datang sebelum kami kabari."),
            was=lambda: text.long_date(_day_of(entry, "was")),
            day=lambda: text.long_date(_day_of(entry)),
        ),
        _because(entry),
    )


@tell("promise.break", _READY, urgency=Urgency.NOW, sets_out=_day_that_was_said, asks=True)
def _date_broken(application: Application, entry: Entry) -> Said:
    return Said(
        filled(
            _("Mohon maaf, belum siap pada %(day)s seperti yang kami katakan. Jangan datang sebelum kami kabari."),
            day=lambda: text.long_date(_day_of(entry)),
        ),
        _because(entry),
    )


@tell("promise.suspend", _READY, urgency=Urgency.NOW, sets_out=_day_that_was_said, asks=True)
def _date_taken_back(application: Application, entry: Entry) -> Said:
    return Said(
        filled(
            _("Mohon maaf, tanggal siap %(day)s kami tarik: pusat masih memeriksa. Jangan datang sebelum kami kabari."),
            day=lambda: text.long_date(_day_of(entry)),
        )
    )


@tell("promise.withhold", _READY, urgency=Urgency.NOW, sets_out=_day_that_was_said, asks=True)
def _date_withheld(application: Application, entry: Entry) -> Said:
    return Said(
        filled(
            _("Mohon maaf, belum siap pada %(day)s. Tanggal baru kami kabarkan; jangan datang sebelum itu."),
            day=lambda: text.long_date(_day_of(entry)),
        ),
        _because(entry),
    )


@tell("application.printed", _READY, asks=True, voids=(_CASE, _PAPERS, _VISIT))
def _card_is_ready(application: Application, entry: Entry) -> Said:
    return Said(_("KTP-el sudah jadi dan dapat diambil pada jam kerja."), _to_collect(application))


@tell("application.issued", _READY, asks=True, voids=(_CASE, _PAPERS, _VISIT))
def _document_is_ready(application: Application, entry: Entry) -> Said:
    return Said(_("Dokumen sudah jadi dan dapat diambil pada jam kerja."), _to_collect(application))


@tell("card.miss", _READY, urgency=Urgency.NOW, sets_out=_next_opening, asks=True)
def _card_is_gone(application: Application, entry: Entry) -> Said:
    return Said(_("Mohon maaf, KTP-el yang sudah jadi sedang dicari petugas. Jangan datang sebelum kami kabari."))


@tell("application.lost", _READY, urgency=Urgency.NOW, sets_out=_next_opening, asks=True)
def _card_is_lost(application: Application, entry: Entry) -> Said:
    return Said(
        _("Mohon maaf, KTP-el yang sudah jadi hilang di kantor. Kami cetak ulang tanpa biaya; jangan datang dahulu."),
        _("Anda tidak perlu mengajukan lagi. Kami kabari bila sudah jadi."),
    )


@tell("card.find", _READY, asks=True)
def _card_is_found(application: Application, entry: Entry) -> Said:
    return Said(_("KTP-el sudah ditemukan dan dapat diambil pada jam kerja."), _to_collect(application))


def _place(entry: Entry) -> str:
    return str(Words(entry.facts["place"]))


@tell("card.send", _READY, urgency=Urgency.NOW, sets_out=_next_opening, asks=True)
def _card_goes_elsewhere(application: Application, entry: Entry) -> Said:
    said = _("KTP-el sedang dikirim %(place)s. Jangan datang ke kantor; kami kabari begitu tiba.")
    return Said(filled(said, place=lambda: _place(entry)))


@tell("card.carry", _READY, urgency=Urgency.NOW, sets_out=_next_opening)
def _card_is_brought(application: Application, entry: Entry) -> Said:
    return Said(_("KTP-el sedang diantar kepada Anda. Jangan datang ke kantor; kartunya sendiri gratis."))


@tell("card.arrive", _READY, asks=True)
@tell("card.stay", _READY, asks=True)
def _card_is_at_a_point(application: Application, entry: Entry) -> Said:
    said = _("KTP-el dapat diambil di %(place)s. Alamat dan jamnya tertulis di halaman Lacak.")
    return Said(filled(said, place=lambda: _place(entry)))


@tell("card.come_back", _READY, asks=True)
@tell("card.release", _READY, asks=True)
def _card_is_back(application: Application, entry: Entry) -> Said:
    return Said(_("KTP-el ada di kantor dan dapat diambil pada jam kerja."), _to_collect(application))


@tell("card.remind", _READY)
def _not_collected(application: Application, entry: Entry) -> Said | None:
    if application.state != State.READY:
        return None
    there = whereabouts(application)
    said = _("KTP-el siap sejak %(day)s dan belum diambil. Ambil di %(place)s, sendiri atau diwakilkan.")
    more = _("Kartu disimpan paling sedikit sampai %(until)s.")
    return Said(
        filled(
            said,
            day=lambda: text.plain_date(_day_of(entry)),
            place=lambda: there.where or offices.office().name,
        ),
        filled(more, until=lambda: text.plain_date(_day_of(entry, "until"))),
    )


@tell("card.hold", _READY, urgency=Urgency.NOW, asks=True)
def _card_will_be_destroyed(application: Application, entry: Entry) -> Said:
    if phone := offices.office().phone:
        said = _("KTP-el lama tidak diambil dan akan dimusnahkan. Bila masih perlu, telepon %(phone)s hari ini.")
        return Said(filled(said, phone=phone))
    return Said(_("KTP-el lama tidak diambil dan akan dimusnahkan. Bila masih perlu, hubungi kantor hari ini."))


def _to_collect(application: Application) -> Promise:
    """Return what to bring who collects: not everybody who is told can open a page."""
    return filled(_("Bawa: %(what)s."), what=lambda: "; ".join(handover.brought_by(application, Relation.SELF)))


_TO_BRING = _("Yang perlu dibawa tertulis di halaman Lacak.")

# ── coming to the office ────────────────────────────────────────────────────────────────────────────────────────────


@tell("booking.free", _VISIT, urgency=Urgency.NOW, sets_out=_session, asks=True, moves=True)
def _booking_freed(application: Application, entry: Entry) -> Said:
    return Said(
        filled(
            _("Maaf, jadwal %(when)s dibatalkan kantor. Jangan datang; pilih jadwal lain. Permohonan berlaku."),
            when=lambda: text.moment(datetime.fromisoformat(entry.facts["when"])),
        ),
        filled(_("Sebabnya: %(why)s."), why=lambda: _cause(entry, "why")) if _cause(entry, "why") else "",
    )


def _chosen_day(application: Application, entry: Entry) -> datetime | None:
    return _on(_day_of(entry)) if _day_of(entry) >= clock.today() else None


@tell("answer.take_back", _VISIT, urgency=Urgency.NOW, sets_out=_chosen_day, asks=True)
def _not_on_the_day_that_was_chosen(application: Application, entry: Entry) -> Said:
    return Said(
        filled(
            _("Maaf, pengambilan %(what)s dibatalkan: %(why)s. Jangan datang pada waktu itu."),
            what=lambda: str(Words(entry.facts["what"])),
            why=lambda: _cause(entry, "why"),
        )
    )


# Of earlier versions: whoever it was about was told by them.
void("answer.free", _VISIT)


@tell("booking.make", _VISIT, moves=True)
def _booked(application: Application, entry: Entry) -> Said | None:
    if not entry.by_id.startswith("account:"):
        # Who chose it has read it.
        return None
    when = datetime.fromisoformat(entry.facts["when"])
    return Said(filled(_("Jadwal Anda: %(when)s."), when=lambda: text.moment(when)), _TO_BRING)


@tell("booking.miss", _VISIT, asks=True, moves=True)
def _missed(application: Application, entry: Entry) -> Said:
    return Said(
        filled(
            _("Jadwal %(when)s terlewat. Permohonan dan berkas tetap berlaku; pilih jadwal baru."),
            when=lambda: text.moment(datetime.fromisoformat(entry.facts["when"])),
        )
    )


void("booking.attend", _VISIT)
void("booking.cancel", _VISIT)
# Who chooses another day has read that the first is none any more.
void("answer.later", _VISIT)


@tell("waitlist.offer", _OFFER, urgency=Urgency.NOW)
def _place_offered(application: Application, entry: Entry) -> Said | None:
    until = datetime.fromisoformat(entry.facts["until"])
    if until <= clock.now():
        # It went to somebody else before it could be said.
        return None
    return Said(
        filled(
            _("Ada tempat lebih awal: %(when)s, disimpan untuk Anda sampai %(until)s. Balas AMBIL atau TIDAK."),
            when=lambda: text.moment(datetime.fromisoformat(entry.facts["when"])),
            until=lambda: text.short_moment(until),
        ),
        _("Jadwal Anda yang sekarang tetap, selama Anda belum mengambilnya."),
    )


for _kind in ("take", "decline", "lapse", "retract", "leave"):
    void(f"waitlist.{_kind}", _OFFER)

# ── the case ────────────────────────────────────────────────────────────────────────────────────────────────────────


@tell("application.accept", _PAPERS, voids=(_CASE, _VISIT))
def _accepted(application: Application, entry: Entry) -> Said:
    return Said(_("Berkas lengkap dan diterima."))


@tell("application.ask", _CASE, asks=True)
def _papers_missing(application: Application, entry: Entry) -> Said:
    return Said(_("Berkas belum lengkap. Yang kurang tertulis di halaman Lacak."))


@tell("application.set_apart", _CASE)
def _set_apart(application: Application, entry: Entry) -> Said:
    return Said(_("Permohonan menunggu penetapan NIK dari pusat. Anda belum perlu datang."))


@tell("application.hold", _CASE)
def _held(application: Application, entry: Entry) -> Said:
    return Said(_("Data tertahan di pusat. Yang perlu Anda lakukan, bila ada, tertulis di halaman Lacak."))


@tell("application.record_again", _CASE, asks=True, moves=True)
def _record_again(application: Application, entry: Entry) -> Said:
    return Said(_("Perekaman perlu diulang, tanpa biaya. Pilih jadwal, lalu datang."))


@tell("application.refuse", _CASE, asks=True, voids=tuple(Topic))
def _refused(application: Application, entry: Entry) -> Said:
    return Said(_("Permohonan tidak dapat diterima. Alasannya tertulis di halaman Lacak."))


@tell("application.end_held", _CASE, asks=True, voids=tuple(Topic))
def _ended(application: Application, entry: Entry) -> Said:
    return Said(_("Permohonan diakhiri. Alasannya tertulis di halaman Lacak."))


@tell("application.end_uncollected", _CASE, asks=True, voids=tuple(Topic))
def _destroyed(application: Application, entry: Entry) -> Said:
    return Said(_("KTP-el tidak diambil sampai batas waktunya dan sudah dimusnahkan. Anda dapat mengajukan lagi."))


void("application.released", _CASE)
void("application.supply", _CASE)
void("application.hand_over")
void("application.withdraw")
void("application.lapse")


def thing(application: Application) -> str:
    """Return what a case is about, for somebody who has several: the service and the number's last four digits."""
    return f"{application.service.text} (no. {application.number[-4:]})"

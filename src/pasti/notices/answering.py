"""Somebody answers what they were told of a case: which news they mean, and what is done and said then."""

import secrets
from datetime import timedelta
from functools import partial

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pasti.answers import actions as answers
from pasti.answers import queries as expected
from pasti.answers.actions import Wanted
from pasti.answers.models import Via as Way
from pasti.answers.states import Choice
from pasti.applications import actions as applications
from pasti.appointments import queries as appointments
from pasti.appointments import waitlist
from pasti.kit import clock
from pasti.kit import text as words
from pasti.kit.errors import Refused
from pasti.kit.words import filled
from pasti.notices import actions, ladder, link, texts
from pasti.notices.meaning import Meaning, Meant
from pasti.notices.models import Delivery, Notice, Via
from pasti.notices.registry import Topic
from pasti.notices.states import DeliveryState, NoticeState
from pasti.notices.tellings import thing

_MOVED = _(
    "Baik, %(thing)s: jadwal Anda sekarang %(when)s. Untuk hari lain balas misalnya PINDAH SENIN, atau: %(where)s"
)
_OTHERS = _("%(said)s Untuk permohonan lain, sebut 4 angka nomornya.")
_FULL = _(
    "Belum dipindah: pada hari itu tidak ada tempat. Balas PINDAH saja untuk jadwal terdekat, atau pilih: %(where)s"
)
_CANCELLED = _(
    "Baik, %(thing)s: kunjungan dibatalkan; permohonan tetap berlaku."
    " Balas PINDAH bila ingin jadwal baru, atau: %(where)s"
)
_CANNOT = _(
    "Baik. Balas PINDAH untuk jadwal terdekat, misalnya PINDAH SENIN untuk hari lain, atau BATAL."
    " Permohonan tetap berlaku: %(where)s"
)
_GONE = _("Maaf, tempat itu sudah diberikan kepada yang lain. Jadwal Anda tidak berubah: %(where)s")
_RUNG_UP = _("Baik, petugas menghubungi Anda tentang jadwal lain. Anda juga dapat memilihnya sendiri: %(where)s")
_WENT_ON = _("Permohonan ini sudah berjalan lebih lanjut, jadi tidak ada jadwal yang dapat dipindah. Lihat: %(where)s")
_KNOWN = _("Balas YA bila sudah dibaca, PINDAH untuk jadwal lain, atau STOP untuk berhenti. Lainnya: %(where)s")
_SORRY = _("Terima kasih, dan maaf. Nomornya kami periksa. Balas STOP bila tidak ingin menerima pesan lagi.")
_NOT_THEIRS = _("Yang menjawab berkata bahwa nomor ini bukan milik pemohon.")
_WANTS_ANOTHER = _("Minta jadwal lain lewat pesan.")
_ANSWERED = _("dijawab %(word)s")
_WAYS = {Via.SMS: Way.SMS, Via.WHATSAPP: Way.WHATSAPP}

# So long an answer belongs to what was said; a machine that answers is answered once in that time at most.
_BELONGS, _ONCE = timedelta(days=14), timedelta(hours=20)
# Of so many messages to one number the newest are looked at.
_LOOKED_AT = 50


def about(number: str, meant: Meant) -> Notice | None:
    """Return the news that somebody writes about: of the case that they name, or what was last sent to their number.

    Who says once more that they have read it, while other news waits for that word, says so of the other. What went to
    a number that is no longer the case's own is nobody's to answer.
    """
    sent = Delivery.objects.filter(
        to=number, notice__application__phone=number, made_at__gte=clock.now() - _BELONGS
    ).exclude(state__in=[DeliveryState.WAITING, DeliveryState.CANCELLED])
    rows = sent.select_related("notice__application__service").order_by("-pk")[:_LOOKED_AT]
    news = list({row.notice_id: row.notice for row in rows if row.notice}.values())
    named = [one for one in news if one.application.number[-4:] in meant.numbers]
    if named or not news:
        return next(iter(named), None)
    if meant.meaning == Meaning.READ and news[0].answered_at:
        waits = (one for one in news if one.sets_out and not one.answered_at and one.state != NoticeState.OVER)
        return next(waits, news[0])
    return news[0]


class Writer:
    """Somebody who wrote, and what is done for them."""

    def __init__(self, notice: Notice, key: str, number: str, meant: Meant, via: Via) -> None:
        self.notice, self.case, self.key, self.number, self.meant, self.via = (
            notice, notice.application, key, number, meant, via,
        )  # fmt: skip

    def deal(self) -> None:
        """Do what is meant."""
        match self._meaning():
            case Meaning.TAKE | Meaning.DECLINE as said:
                self._answer_offer(said)
            case Meaning.READ:
                # Where no visit is ahead, that it was read chooses nothing.
                if expected.awaits_visit(self.case):
                    self._choose(Choice.KEEP)
                self._reached()
            case Meaning.MOVE:
                self._move()
            case Meaning.CANCEL if self._choose(Choice.CANCEL):
                self._reached()
                self._say(filled(_CANCELLED, thing=lambda: thing(self.case), where=self._link))
            case Meaning.CANNOT if Choice.MOVE in expected.choices(self.case):
                self._reached()
                self._say(filled(_CANNOT, where=self._link))
            case Meaning.STRANGER:
                actions.ask_for_call(self.notice, _NOT_THEIRS)
                self._say(_SORRY)
            case _ if not _answered_lately(self.number) and not ladder.is_stopped(self.number):
                self._say(filled(_KNOWN, where=self._link))

    def _meaning(self) -> Meaning | None:
        """Return what is meant, as far as it could be: of an earlier place only where one was offered."""
        meant, only = self.meant.meaning, _only_offers(self.notice)
        if meant in (Meaning.TAKE, Meaning.DECLINE):
            return meant if _offers(self.notice) else None
        if only and meant == Meaning.READ:
            return Meaning.TAKE
        return Meaning.DECLINE if only and meant in (Meaning.CANCEL, Meaning.CANNOT) else meant

    def _answer_offer(self, said: Meaning) -> None:
        """Take or leave the earlier place that is held; who comes too late for it is told so."""
        done = self._choose(Choice.DECLINE if said == Meaning.DECLINE else Choice.TAKE)
        self._reached()
        if said == Meaning.TAKE:
            self._say(self._moved() if done else filled(_GONE, where=self._link))

    def _move(self) -> None:
        named, today = self.meant.day, clock.today()
        on = partial(named.fits, today=today) if named else None
        moved = self._choose(Choice.MOVE, Wanted(on=on))
        self._reached(has_another=moved)
        if moved:
            self._say(self._moved())
        elif named and Choice.MOVE in expected.choices(self.case):
            self._say(filled(_FULL, where=self._link))
        else:
            self._say(self._rung_up())

    def _choose(self, choice: Choice, wanted: Wanted | None = None) -> bool:
        """Answer what the case asks now, as one tap on the link would; return whether that could be done."""
        way = _WAYS[self.via]
        by = answers.holder(self.case, way)
        try:
            answers.answer(self.case, choice, by=by, via=way, wanted=wanted, message=self.key[:80])
        except Refused:
            return False
        return True

    def _reached(self, *, has_another: bool = False) -> None:
        applications.lock(self.case)
        Notice.objects.filter(pk=self.notice.pk, answered_at=None).update(answered_at=clock.now())
        actions.reached(self.notice, filled(_ANSWERED, word=self.meant.word), has_another=has_another)

    def _moved(self) -> Promise:
        """Say when they are expected now."""
        standing = appointments.standing(self.case)
        if standing.booking is None:
            return self._rung_up()
        starts_at = standing.booking.session.starts_at
        said = filled(_MOVED, thing=lambda: thing(self.case), when=lambda: words.moment(starts_at), where=self._link)
        return filled(_OTHERS, said=lambda: str(said)) if self._has_others() else said

    def _has_others(self) -> bool:
        """Whether news of other cases went to their number, too."""
        there = Delivery.objects.filter(to=self.number, notice__application__phone=self.number)
        return there.exclude(notice__application=self.case).exclude(notice=None).exists()

    def _rung_up(self) -> Promise:
        """Let somebody ring up who wants another appointment where none is to be taken by message; say so."""
        listed = actions.ask_for_call(self.notice, _WANTS_ANOTHER)
        called = listed or Notice.objects.filter(pk=self.notice.pk, state=NoticeState.CALL).exists()
        return filled(_RUNG_UP if called else _WENT_ON, where=self._link)

    def _link(self) -> str:
        return link.link_of(self.case)

    def _say(self, said: str | Promise) -> None:
        say(self.number, self.via, self.notice, said)


def _offers(notice: Notice) -> bool:
    """Whether an earlier place was offered in it, or is held now: else these words would speak of what nobody said."""
    return _told_of_a_place(notice) or waitlist.offer_of(notice.application) is not None


def _only_offers(notice: Notice) -> bool:
    """Whether a place was offered and nothing else said for which YA means that it was read."""
    return notice.sets_out is None and _told_of_a_place(notice)


def _told_of_a_place(notice: Notice) -> bool:
    return notice.facts.filter(topic=Topic.OFFER).exists()


def _answered_lately(number: str) -> bool:
    return Delivery.objects.filter(to=number, notice=None, made_at__gte=clock.now() - _ONCE).exists()


def say(number: str, via: Via, notice: Notice | None, said: str | Promise) -> None:
    """Answer on the way on which somebody wrote, once; also to who wants no more messages after this one."""
    with translation.override(ladder.language_of(notice.application) if notice else "id"):
        text = texts.plain(str(said)) if via == Via.SMS else str(said)
    Delivery.objects.create(
        notice=None, via=via, to=number, text=text, key=f"pasti{secrets.token_hex(8)}", made_at=clock.now(),
        not_before=clock.now(), state=DeliveryState.WAITING,
    )  # fmt: skip

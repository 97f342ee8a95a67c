"""The status in words to be passed on: a text for social media, and a feed of incidents."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pasti.journal import queries as journal
from pasti.kit import clock, text
from pasti.readiness import queries as readiness
from pasti.readiness import sentences
from pasti.readiness.models import Incident
from pasti.readiness.states import IncidentState
from pasti.status.queries import Alike, Status

# What the networks in use here take whole.
LONGEST = 999
# What the journal tells of an incident that changes what is told here.
_TOLD = tuple(
    f"incident.{what}"
    for what in ("plan", "open", "change", "forecast", "move", "overdue", "close", "reopen", "withdraw")
)


def post(status: Status) -> str:
    """Return the status as a text under 1,000 characters; what matters least is left out first."""
    now, page = status.now, settings.PUBLIC_URL + reverse("status:page")
    head = _("Layanan hari ini: %(office)s, %(when)s") % {"office": status.office.name, "when": text.moment(now.at)}
    lines = [head, _open(status)]
    if now.going.stopped and now.serves_today:
        lines += [*now.going.told, _("Belum dapat dilakukan: %s.") % text.and_list(now.going.names)]
        if now.going.goes_on:
            lines.append(_("Tetap dilayani: %s.") % text.and_list(now.going.goes_on))
    if now.serves_today:
        lines += [_apart(group) for group in status.alike if group.apart]
        if status.all_go_on:
            lines.append(_("Semua layanan berjalan."))
    lines += [_("Direncanakan: %s") % told for told in now.going.planned]
    lines.append(_("Blangko KTP-el: %s lembar.") % status.blanks)
    if status.suket:
        said = _("Suket diterbitkan bagi yang datanya sudah siap cetak menurut pusat, sampai %s atau gangguan selesai.")
        lines.append(said % text.plain_date(status.suket.until))
    foot = _("Lihat sebelum berangkat: %s") % page
    while len("\n".join([*lines, foot])) > LONGEST and len(lines) > 2:
        lines.pop()
    return _cut("\n".join(lines), LONGEST - len(foot) - 1) + "\n" + foot


def _apart(group: Alike) -> str:
    names = text.and_list([one.service.text for one in group.services])
    return _("%(services)s: %(come)s. %(why)s") % {"services": names, "come": group.come.label, "why": group.why}


def _cut(said: str, longest: int) -> str:
    return said if len(said) <= longest else said[: longest - 1].rsplit(" ", 1)[0] + "…"


def _open(status: Status) -> str:
    now = status.now
    if now.today and now.serves_today:
        return _("Kantor buka pukul %s.") % now.today.said
    said = _("Kantor tutup hari ini: %s.") % now.holiday.name if now.holiday else _("Kantor sedang tutup.")
    return said + (" " + _("Buka lagi pada %s.") % text.moment(now.next.opens) if now.next else "")


class _Feed(Atom1Feed):
    """A feed by our own clock, also when there is nothing in it."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else clock.at(clock.today())


def feed_of(status: Status) -> str:
    """Return the incidents as an Atom feed, what changed last first. Moments are said in full: it is read later."""
    page = settings.PUBLIC_URL + reverse("status:page")
    feed = _Feed(
        title=_("Gangguan layanan: %s") % status.office.name,
        link=page,
        description=_("Yang terganggu, yang direncanakan, dan yang sudah pulih."),
        language=get_language(),
        # RFC 4287: an entry has an author, or its feed has.
        author_name=status.office.name,
        feed_url=settings.PUBLIC_URL + reverse("status:feed"),
    )
    found = [*status.planned, *status.current, *status.over]
    told = journal.last_of([one.subject for one in found], *_TOLD)
    rows = [(_changed(one, told.get(one.subject)), one) for one in found]
    for changed, one in sorted(rows, key=lambda row: row[0], reverse=True):
        feed.add_item(
            title=f"{readiness.told_now(one, settled=True).removesuffix('.')} ({one.state_label})",
            link=page,
            unique_id=f"{page}#{one.number}",
            description=_when(one),
            pubdate=one.opened_at,
            updateddate=changed,
        )
    return feed.writeString("utf-8")


def _changed(one: Incident, told: datetime | None) -> datetime:
    """Return when what is told of an incident changed last: by what somebody did, or by the clock."""
    moments = [one.starts_at, one.until] if one.live else []
    if _recovered(one):
        moments += [readiness.stands(need, settled=True).since for need in one.scope]
    return max([one.opened_at, *(at for at in [told, *moments] if at and at <= clock.now())])


def _when(one: Incident) -> str:
    begins, now = text.moment(one.starts_at), clock.now()
    if one.state == IncidentState.WITHDRAWN:
        return _("Ditarik.")
    if one.ended_at:
        return _("Dari %(begins)s sampai %(ends)s.") % {"begins": begins, "ends": text.moment(one.ended_at)}
    if one.planned and one.until and not one.runs(now):
        return _("Direncanakan dari %(begins)s sampai %(ends)s.") % {"begins": begins, "ends": text.moment(one.until)}
    since = _("Sejak %s.") % begins
    return f"{since} {sentences.recovered(one) if _recovered(one) else _until(one.until, now)}"


def _recovered(one: Incident) -> bool:
    return readiness.has_recovered(one, settled=True)


def _until(ends: datetime | None, now: datetime) -> str:
    if ends is None:
        return _("Belum diketahui kapan pulih.")
    if ends <= now:
        return _("Perkiraan pulih %s sudah lewat; belum ada kabar baru.") % text.moment(ends)
    return _("Diperkirakan pulih %s.") % text.moment(ends)

"""The status in words to be passed on: a text for social media, and a feed of incidents."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pasti.kit import clock, text
from pasti.readiness import sentences
from pasti.readiness.models import Incident
from pasti.status.queries import Alike, Status

# What the networks in use here take whole.
LONGEST = 999


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
        feed_url=settings.PUBLIC_URL + reverse("status:feed"),
    )
    rows = [(_changed(one), one) for one in [*status.planned, *status.current, *status.over]]
    for changed, one in sorted(rows, key=lambda row: row[0], reverse=True):
        feed.add_item(
            title=f"{sentences.told(one)} ({one.state_label})",
            link=page,
            unique_id=f"{page}#{one.number}",
            description=_when(one),
            pubdate=one.opened_at,
            updateddate=changed,
        )
    return feed.writeString("utf-8")


def _changed(one: Incident) -> datetime:
    said = [forecast.said_at for forecast in one.forecasts.all()]
    return max([one.opened_at, *said, *filter(None, [one.closed_at, one.overdue_at])])


def _when(one: Incident) -> str:
    begins = text.moment(one.starts_at)
    if one.ended_at:
        return _("Dari %(begins)s sampai %(ends)s.") % {"begins": begins, "ends": text.moment(one.ended_at)}
    if one.planned and one.until and not one.runs(clock.now()):
        return _("Direncanakan dari %(begins)s sampai %(ends)s.") % {"begins": begins, "ends": text.moment(one.until)}
    ends = _("Diperkirakan pulih %s.") % text.moment(one.until) if one.until else _("Belum diketahui kapan pulih.")
    return _("Sejak %s.") % begins + " " + ends

"""What templates of every room may use."""

from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pasti.kit import clock, text
from pasti.kit.text import masked as mask

register = template.Library()

register.filter("long_date", text.long_date)
register.filter("plain_date", text.plain_date)
register.filter("moment", text.moment)
register.filter("short_moment", text.short_moment)
register.filter("clock_time", text.clock_time)
register.filter("masked", mask)
register.filter("phone", text.phone)
register.filter("spaced", text.spaced)


@register.filter
def zone(_moment: datetime) -> str:
    """WIB, WITA or WIT."""
    return text.zone_label()


@register.filter
def minutes_since(moment: datetime) -> int:
    """Whole minutes from a moment until now."""
    return max(0, int((clock.now() - moment).total_seconds() // 60))


@register.filter
def is_past(day: date) -> bool:
    """Whether a day is over."""
    return day < clock.today()


@register.filter
def get(mapping: dict[object, object], key: object) -> object:
    """The value of a key in a mapping."""
    return mapping.get(key)


_TONES = {
    # what waits for us
    "submitted": "wait", "waiting": "wait", "announced": "wait", "received": "wait", "sealed": "wait", "open": "wait",
    "in_progress": "work", "called": "work", "serving": "work", "in_run": "work", "sent": "work", "in_flight": "work",
    "printing": "work", "booked": "work", "loaded": "work",
    # at the centre
    "arrived": "wait", "searching": "work", "cleared": "work", "stalled": "stop",
    # what needs somebody
    "incomplete": "mind", "held": "mind", "suspected": "mind", "needs_person": "mind", "missed": "mind",
    "failed": "stop", "duplicate": "stop", "refused": "stop", "unknown": "stop", "spoiled": "stop", "unserved": "stop",
    # what is good
    "ready": "good", "closed": "good", "done": "good", "printed": "good", "released": "good", "stored": "good",
    "delivered": "good", "finished": "good", "issued": "good", "attended": "good", "in_stock": "good", "up": "good",
    "down": "stop", "degraded": "mind", "absent": "mind",
}  # fmt: skip


@register.simple_tag
def state_tag(state: str, label: str) -> SafeString:
    """A state as a small coloured word; the colour never says more than the word."""
    return format_html('<span class="state state--{}">{}</span>', _TONES.get(str(state), "rest"), label)


@register.simple_tag(takes_context=True)
def here(context: template.Context, name: str) -> str:
    """`page` when this is the page of that name, for aria-current."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    return "page" if match and match.view_name == name else ""


@register.simple_tag
def clock_now() -> datetime:
    """The present moment by the one clock."""
    return clock.now()

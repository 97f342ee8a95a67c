"""What templates of every room may use."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from pasti.kit import clock, phones, text
from pasti.kit.snapshots import place_of_age
from pasti.kit.text import masked as mask

register = template.Library()

register.filter("long_date", text.long_date)
register.filter("plain_date", text.plain_date)
register.filter("moment", text.moment)
register.filter("short_moment", text.short_moment)
register.filter("clock_time", text.clock_time)
register.filter("masked", mask)
register.filter("phone", phones.shown)
register.filter("spaced", text.spaced)


@register.simple_tag
def same_for_all(name: str) -> SafeString:
    """Draw a part that is the same on every page and for everybody: once in each language."""
    return _drawn_for_all(name, get_language())


@lru_cache(maxsize=100)
def _drawn_for_all(name: str, _language: str | None) -> SafeString:
    return render_to_string(name)


@register.filter
def zone(_moment: datetime) -> str:
    """WIB, WITA or WIT."""
    return text.zone_label()


@register.filter
def minutes_ahead(moment: datetime) -> int:
    """By how many minutes the office's clock goes before that of Greenwich."""
    ahead = clock.local(moment).utcoffset()
    return int(ahead.total_seconds() // 60) if ahead else 0


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


@register.filter
def rupiah(amount: int) -> str:
    """An amount as it stands on a receipt."""
    return text.rupiah(amount)


_TONES = {
    # what waits for us
    "submitted": "wait", "waiting": "wait", "announced": "wait", "received": "wait", "sealed": "wait", "open": "wait",
    "in_progress": "work", "called": "work", "serving": "work", "in_run": "work", "sent": "work", "in_flight": "work",
    "printing": "work", "booked": "work", "loaded": "work", "queued": "work", "stopped": "stop", "paused": "mind",
    # at the centre
    "arrived": "wait", "searching": "work", "cleared": "work", "stalled": "stop",
    # what needs somebody
    "incomplete": "mind", "held": "mind", "suspected": "mind", "needs_person": "mind", "missed": "mind",
    "failed": "stop", "duplicate": "stop", "refused": "stop", "unknown": "stop", "spoiled": "stop", "unserved": "stop",
    # what is good
    "ready": "good", "closed": "good", "done": "good", "printed": "good", "released": "good", "stored": "good",
    "delivered": "good", "finished": "good", "issued": "good", "attended": "good", "in_stock": "good", "up": "good",
    # blanks, and what two people decide
    "travelling": "work", "on_its_way": "work", "proposed": "wait", "lost": "stop", "disagreed": "stop",
    "agreed": "good", "confirmed": "good", "granted": "good", "answered": "good", "mounted": "good", "draft": "wait",
    "signed": "wait",
    # what people are told
    "collecting": "wait", "sending": "work", "call": "mind", "unsure": "mind", "reached": "good", "read": "good",
    "down": "stop", "degraded": "mind", "absent": "mind", "revoked": "stop", "planned": "wait",
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


@register.simple_tag
def age_is_said_here() -> SafeString:
    """Where a page that is kept says since when nobody could find out whether it is still true (kit.snapshots)."""
    return place_of_age()


# How the head that follows stands above its column: to the right, over numbers, or only for who listens.
_HOW = ("amount:", "unseen:")


@register.simple_block_tag(takes_context=True)
def table(
    context: template.Context,
    content: str,
    *heads: str,
    caption: str = "",
    empty: str = "",
    boxed: bool = True,
    stacks: bool = False,
    page: Page[Any] | None = None,
) -> SafeString:
    """A table of the rows (`<tr>`) between `table` and `endtable`, below the heads of its columns.

    A head may be preceded by "amount:" (over numbers, to the right) or "unseen:" (only for who listens); an empty
    one is no column.
    Who listens hears the `caption`. Without a row it says `empty`. It stands in a box of its own unless that is said
    to be otherwise. If it `stacks`, the cells of a row stand below each other on a telephone, each after its
    `data-head`, if it has one. With a `page` of kit.screens.page_of come the ways to the next one.
    """
    said = {
        "heads": _heads(heads),
        "rows": content if "<tr" in content else "",
        "caption": caption,
        "empty": empty,
        "boxed": boxed,
        "stacks": stacks,
        "page": page,
    }
    return _drawn(context, "kit/table.html", said)


@register.simple_block_tag(takes_context=True)
def search(
    context: template.Context, content: str, *, button: str = "", live: str = "", action: str = "", method: str = "post"
) -> SafeString:
    """The bar above a list by which it is searched: the fields between `search` and `endsearch`, and a button.

    `live` names the part of the page that is drawn anew while somebody types. Where nothing is typed but only chosen,
    `method` may be "get".
    """
    said = {"fields": content, "button": button, "live": live, "action": action, "method": method}
    return _drawn(context, "kit/search.html", said)


@register.inclusion_tag("kit/search_words.html")
def search_words(name: str, label: str, said: str = "", *, focus: bool = False, digits: bool = False) -> dict[str, Any]:
    """A field of a search bar in which words, or only digits, are typed."""
    return {"name": name, "label": label, "said": said, "focus": focus, "digits": digits}


@register.inclusion_tag("kit/search_choice.html")
def search_choice(name: str, label: str, choices: Iterable[tuple[str, str]], chosen: str = "") -> dict[str, Any]:
    """A field of a search bar in which one of several is chosen, or all."""
    return {"name": name, "label": label, "choices": choices, "chosen": chosen}


@register.inclusion_tag("kit/search_day.html")
def search_day(name: str, label: str, day: date | None = None) -> dict[str, Any]:
    """A field of a search bar in which a day is chosen, or none."""
    return {"name": name, "label": label, "day": day}


@register.inclusion_tag("kit/row_button.html")
def row_button(label: str, place: str, key: object, about: object = "") -> dict[str, Any]:
    """A button in a row of a list that posts to a place about the row; who listens hears `about`, too."""
    return {"label": label, "to": reverse(place, args=[key]), "about": about}


def _heads(said: Iterable[str]) -> list[dict[str, str]]:
    heads, how = [], ""
    for word in said:
        if word in _HOW:
            how = word.removesuffix(":")
        elif word:
            heads.append({"label": word, "how": how})
            how = ""
    return heads


def _drawn(context: template.Context, name: str, said: dict[str, Any]) -> SafeString:
    engine = context.template.engine  # type: ignore[union-attr]
    with context.push(**said):
        return engine.get_template(name).render(context)

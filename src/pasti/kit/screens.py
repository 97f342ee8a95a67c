"""What the thin views of all rooms share."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import wraps
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme

from pasti.kit import clock, typed
from pasti.kit.errors import Refused
from pasti.kit.forms import Form

View = TypeVar("View", bound=Callable[..., HttpResponse])

# An answered form with errors: the browser shows it like any page, and nobody caches it.
UNPROCESSABLE = 422
_FAR = timedelta(days=3660)


def attempt(request: HttpRequest, act: Callable[[], Any], *, done: str = "") -> bool:
    """Do something that may be refused; say its sentence, or `done`, on the next page. Return whether it was done."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    if done:
        messages.success(request, done)
    return True


def taken(form: Form, act: Callable[[], Any], *, field: str | None = None) -> bool:
    """Do what a form asks if it is valid; return whether it was done.

    A refusal is said in the form, at the field that it is about if there is one, and all that was typed stays.
    """
    if form.is_valid():
        try:
            act()
        except Refused as refused:
            form.add_error(field, str(refused))
        else:
            return True
    form.ask_for_files_again()
    return False


def asked(request: HttpRequest, *filters: str, words: Sequence[str] = ()) -> dict[str, str]:
    """Return what a list is asked for: its filters, and the words that look for somebody.

    Words are taken from a form that posts and never from an address, which logs and browsers keep: a person's name
    and number have no place in one.
    """
    posted = request.method == "POST"
    given = request.POST if posted else request.GET
    taken = [*words, *filters] if posted else filters
    return dict.fromkeys(words, "") | {name: typed.clean(given.get(name, "")) for name in taken}


def sent(request: HttpRequest, name: str) -> str:
    """Return one word that a form sent and that no field of ours reads, clean (`kit.typed`)."""
    return typed.clean(request.POST.get(name, ""))


def sent_all(request: HttpRequest, name: str) -> list[str]:
    """Return all that a form sent under one name, each clean."""
    return [typed.clean(said) for said in request.POST.getlist(name)]


def in_address(request: HttpRequest, name: str) -> str:
    """Return one word that stands in the address, clean."""
    return typed.clean(request.GET.get(name, ""))


def day_in(written: str) -> date | None:
    """Return the day that is written so in an address or a form, as 2026-11-23; None for no day.

    None, too, for one so far from today that no office was open then, or has planned for it: ten years.
    """
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if abs(day - clock.today()) <= _FAR else None


def moment_in(written: str) -> datetime | None:
    """Return the moment that a form sent, with its zone, as 2026-11-23T09:00:00+07:00; None for none, as `day_in`."""
    try:
        moment = parse_datetime(written)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo and abs(moment - clock.now()) <= _FAR else None


def page_of(request: HttpRequest, rows: Any, *, size: int) -> Page[Any]:
    """Return the page of a list that is looked at; see `kit/pages.html`."""
    given = request.POST if request.method == "POST" else request.GET
    return Paginator(rows, size).get_page(given.get("page"))


def safe_next(request: HttpRequest, fallback: str, *, name: str = "next") -> str:
    """Return where the page that sent us here wants to go on, if that is on this site; `name` is the field's."""
    target = request.POST.get(name) or request.GET.get(name) or ""
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed and target.startswith("/") else fallback


def sent_from(page: str) -> Callable[[View], View]:
    """Take what a form of a page sends, and answer a look at the same address with the page itself.

    A refused form is shown at the address it was sent to; changing the language there, or loading it again, looks.
    """

    def protect(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, *args, **kwargs) if request.method == "POST" else redirect(page)

        return cast(View, guarded)

    return protect


def client_network(request: HttpRequest) -> str:
    """Return the network that one subscriber has alone: the client's IPv4 address, or its /64 of IPv6."""
    networks = networks_of(request)
    return networks[0].removesuffix("/32") if networks != [""] else ""


def networks_of(request: HttpRequest) -> list[str]:
    """Return the networks that a client is in, the narrowest first; one without a name when it has no address.

    Whoever rents a server has a /64 of IPv6 at least, and a /48 for the asking; a provider has a /32.
    """
    address = _client_address(request)
    if address is None:
        return [""]
    widths = (64, 56, 48, 32) if isinstance(address, IPv6Address) else (32, 24)
    return [str(ip_network((address, width), strict=False)) for width in widths]


def _client_address(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """Return the client's address. Only as many proxies are believed as the settings name."""
    from django.conf import settings

    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    direct = _read_address(str(request.META.get("REMOTE_ADDR", "")))
    if settings.PROXIES and len(chain) >= settings.PROXIES:
        return _read_address(chain[-settings.PROXIES]) or direct
    return direct


def _read_address(written: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(written)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        # No zone: it is no part of the address.
        return address.ipv4_mapped or IPv6Address(int(address))
    return address

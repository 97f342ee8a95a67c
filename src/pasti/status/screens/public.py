"""The status in its five forms. Nothing here asks who reads."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pasti.accounts.rules import public
from pasti.kit.live import live_part, pushed_address
from pasti.kit.snapshots import snapshot
from pasti.kit.text import moment
from pasti.readiness import sentences
from pasti.status import posts, queries
from pasti.status.shape import shape_of

# Others may show what we say on pages of their own.
_FOR_PROGRAMS = {"Access-Control-Allow-Origin": "*"}
# So many incidents that are over stand on the page; the feed has all of a month.
_OVER = 10


def _json_aged(content: bytes, since: datetime) -> bytes:
    said = json.loads(content) | {"unchecked_since": since.isoformat()}
    return _written(said).encode()


def _text_aged(content: bytes, since: datetime) -> bytes:
    said = _("Keadaan %s; sesudah itu tidak dapat diperbarui.") % moment(since)
    return f"{said}\n".encode() + content


def _as_it_was(content: bytes, since: datetime) -> bytes:
    return content


def _written(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, indent=1)


@snapshot(queries.version_of_words)
@public
def page(request: HttpRequest) -> HttpResponse:
    status = queries.status()
    context = {
        "status": status,
        "now": status.now,
        "over": [(one, sentences.told(one)) for one in status.over[:_OVER]],
        "post": posts.post(status),
    }
    return render(request, "status/page.html", context)


@snapshot(queries.version, whoever=True, aged=_json_aged)
@public
def as_json(request: HttpRequest) -> HttpResponse:
    said = shape_of(queries.status()).model_dump(mode="json")
    return HttpResponse(_written(said), content_type="application/json; charset=utf-8", headers=_FOR_PROGRAMS)


@snapshot(queries.version, whoever=True, aged=_as_it_was)
@public
def feed(request: HttpRequest) -> HttpResponse:
    content = posts.feed_of(queries.status())
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8", headers=_FOR_PROGRAMS)


@snapshot(queries.version_of_words, whoever=True, aged=_text_aged)
@public
def text(request: HttpRequest) -> HttpResponse:
    return HttpResponse(posts.post(queries.status()) + "\n", content_type="text/plain; charset=utf-8")


@snapshot(queries.version, whoever=True)
@public
def door(request: HttpRequest) -> HttpResponse:
    # Read first: what changes while the rest is read is shown at the next look.
    version = queries.version()
    context = queries.at_the_door() | {"version": version, "events": pushed_address("status")}
    return render(request, "status/door.html", context)


# The screen itself says that it hears nothing.
@snapshot(queries.version, whoever=True, aged=None)
@public
def door_part(request: HttpRequest) -> HttpResponse:
    return live_part(request, queries.version, queries.at_the_door, "status/door_part.html")

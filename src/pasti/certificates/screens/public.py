"""What readers of certificates fetch and keep: whoever asks gets the same."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from pasti.accounts.rules import public
from pasti.certificates import queries
from pasti.kit.snapshots import snapshot

# A reader may be a page of others.
_FOR_PROGRAMS = {"Access-Control-Allow-Origin": "*"}


def _as_it_was(content: bytes, since: datetime) -> bytes:
    return content


@snapshot(queries.version_of_keys, whoever=True, aged=_as_it_was)
@public
def keys(request: HttpRequest) -> HttpResponse:
    return HttpResponse(queries.key_set(), content_type="application/cose-key-set", headers=_FOR_PROGRAMS)

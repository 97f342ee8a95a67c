"""What other nodes call. They prove who they are by the signature of what they say."""

from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from typing import IO, Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from pasti.accounts.rules import peer as for_peers
from pasti.kit.full_disk import INSUFFICIENT_STORAGE
from pasti.kit.loads import Load, carries
from pasti.link import arriving, document, queries, tickets
from pasti.link.arriving import NoRoom
from pasti.link.exchange import Message, answer
from pasti.link.models import Peer, Turned
from pasti.link.pieces import MOST_CHUNK_BYTES, MOST_PIECES, MOST_TOGETHER_BYTES, Takes, heard, heard_all
from pasti.link.rejections import reject, reject_too_large

# What other nodes say. A busy link keeps to its own threads.
LINK = Load(
    "link",
    frozenset({"POST"}),
    largest=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    threads=2,
    waiting=1000,
    waiting_of_one=200,
    for_people=False,
    hears_of_too_large=reject_too_large,
)

Answer = Callable[[HttpRequest, Peer, dict[str, Any], IO[bytes]], dict[str, Any]]
View = Callable[[HttpRequest], HttpResponse]


def _answering(about: str) -> Callable[[Answer], View]:
    """Turn a conversation between peers into a view: verify, answer, sign."""

    def conversation(reply: Answer) -> View:
        @for_peers
        @carries(LINK)
        @csrf_exempt
        @require_POST
        def view(request: HttpRequest) -> HttpResponse:
            node = queries.this_node()
            peer = None
            try:
                said, beside = _parts(request)
                peer = queries.peer_called(document.sender_of(said))
                if peer is None:
                    raise document.NotGenuine("not known here", Turned.STRANGER)
                payload = document.verify(said, peer, node, about=about)
            except document.NotGenuine as refused:
                reject(refused.why, request, peer)
                return HttpResponse("not from a node that is trusted here", status=403, content_type="text/plain")
            try:
                answered = reply(request, peer, payload, beside)
            except ValidationError:
                reject(Turned.SHAPE, request, peer)
                return HttpResponse("not a message of this protocol", status=400, content_type="text/plain")
            except NoRoom as full:
                return HttpResponse(str(full), status=INSUFFICIENT_STORAGE, content_type="text/plain")
            signed = document.sign(answered, node, peer, about=about, answering=said)
            return HttpResponse(signed, content_type=document.CONTENT_TYPE)

        return view

    return conversation


def _parts(request: HttpRequest) -> tuple[bytes, IO[bytes]]:
    """Return the document and what came beside it, to be read once."""
    head = request.headers.get(document.HEADER)
    if head is None:
        return request.body, BytesIO()
    try:
        return b64decode(head, validate=True), cast(IO[bytes], request)
    except ValueError as broken:
        raise document.NotGenuine("not a signed document", Turned.UNSIGNED) from broken


@_answering("exchange")
def exchange(request: HttpRequest, peer: Peer, said: dict[str, Any], _beside: IO[bytes]) -> dict[str, Any]:
    message = Message.model_validate(said)
    if tickets.is_old(peer, message):
        reject(Turned.REPEATED, request, peer)
        return tickets.say_again(peer).model_dump(mode="python")
    return answer(peer, message).model_dump(mode="python")


@_answering("parcels")
def parcels(_request: HttpRequest, peer: Peer, said: dict[str, Any], beside: IO[bytes]) -> dict[str, Any]:
    ours = Takes(takes=MOST_CHUNK_BYTES, pieces=MOST_PIECES, together=MOST_TOGETHER_BYTES)
    with arriving.laying_down() as lay:
        if "several" in said:
            states = arriving.take_pieces(peer, heard_all(said, beside, lay))
            return {"several": [state.model_dump() for state in states], **ours.model_dump()}
        return {**arriving.take_piece(peer, heard(said, beside, lay)).model_dump(), **ours.model_dump()}

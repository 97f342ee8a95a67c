"""What an office says that nobody knows yet: it has a code, and proves by it whose keys it brings (docs/adr/0036)."""

from base64 import b64decode
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from pasti.accounts.rules import peer as for_peers
from pasti.centre.authority import invitations, queries
from pasti.centre.authority.models import Invitation
from pasti.kit.errors import Refused
from pasti.kit.limits import Scope, TooOften, count_attempt
from pasti.kit.loads import Load, carries
from pasti.link import cards, document, invitation
from pasti.link import queries as links
from pasti.link.cards import NodeCard
from pasti.link.invitation import Asked, Claim, Joining, Offered, Welcome
from pasti.link.models import Turned
from pasti.link.rejections import reject, reject_too_large

# Strangers ask here: little of it, beside what trusted nodes say.
INVITATION = Load(
    "invitations",
    frozenset({"POST"}),
    largest=invitation.LARGEST_BYTES,
    threads=1,
    waiting=50,
    waiting_of_one=10,
    for_people=False,
    hears_of_too_large=reject_too_large,
)
# Wrong codes. A right one never waits: what guards it is its length, not that others tried.
WRONG = Scope("invitations", timedelta(hours=1), each=20, everybody=500)
_NO_MESSAGE = "not a message of this protocol"


@for_peers
@carries(INVITATION)
@csrf_exempt
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Which centre is this code of? The answer was signed with the code when it was made."""
    try:
        asked = Asked.model_validate_json(request.body)
    except ValidationError:
        return _plain(_NO_MESSAGE, 400)
    row = queries.invitation_by(asked.code)
    if row is None:
        return _unknown(request)
    offered = Offered(
        card=row.card,
        region=row.region_code,
        replaces=row.replaces.node_id if row.replaces else "",
        retires=row.retires,
        voucher=row.voucher,
    )
    return HttpResponse(offered.model_dump_json(), content_type="application/json")


def _plain(said: str, status: int) -> HttpResponse:
    return HttpResponse(said, status=status, content_type="text/plain")


def _unknown(request: HttpRequest) -> HttpResponse:
    reject(Turned.CODE, request)
    try:
        count_attempt(WRONG, request)
    except TooOften:
        return _plain("too many wrong codes", 429)
    return _plain("no such code", 404)


@for_peers
@carries(INVITATION)
@csrf_exempt
@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """Let a node in that proves that it knows the code, and that it holds both keys of its card."""
    try:
        joining = Joining.model_validate_json(request.body)
        card = cards.read(joining.card)
        said = b64decode(joining.document, validate=True)
    except (ValidationError, ValueError, Refused):
        return _plain(_NO_MESSAGE, 400)
    node, peer = links.this_node(), cards.peer_of(card)
    try:
        claim = Claim.model_validate(document.verify(said, peer, node, about=invitation.ABOUT))
    except (document.NotGenuine, ValidationError):
        reject(Turned.FORGED, request)
        return _plain("not signed with the key of this card", 403)
    row = queries.invitation_by(claim.code)
    if row is None or not invitation.is_proven(claim.code, claim.proof, node.node_id, joining.card):
        return _unknown(request)
    signed = document.sign(
        _answer(row, card, claim).model_dump(), node, peer, about=invitation.ABOUT, answering=said
    )  # fmt: skip
    return HttpResponse(signed, content_type=document.CONTENT_TYPE)


def _answer(row: Invitation, card: NodeCard, claim: Claim) -> Welcome:
    if not invitations.has_opened(row, card, claim.opened):
        return Welcome(sealed=invitations.to_open(row, card))
    refusal = invitations.let_in(row, card)
    return Welcome(refused=refusal) if refusal else Welcome(joined=True)

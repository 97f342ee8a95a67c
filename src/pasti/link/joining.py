"""An office becomes known at the centre by a code (docs/adr/0036): never in a transaction, harmless when repeated."""

import logging
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import urlsplit

import pyrage
import urllib3
from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit.errors import Refused
from pasti.link import actions, cards, document, invitation, keys, queries, unreached
from pasti.link.cards import NodeCard
from pasti.link.invitation import SENTENCES, Asked, Claim, CodeKey, Joining, Offered, Refusal, Welcome
from pasti.link.keys import Pair
from pasti.link.models import NodeRole, Peer, ThisNode

log = logging.getLogger("pasti.link")
_pool = urllib3.PoolManager(maxsize=1, timeout=urllib3.Timeout(connect=5, read=20), retries=False)
_AT_HOME = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class _We:
    """Who we are to be at the centre: our name there and the keys that it is to know."""

    node: ThisNode
    pair: Pair
    card: NodeCard


def join(code: str, url: str, *, by: Actor) -> Peer:
    """Make this office known at the centre whose address is `url`, by the code that it gave; return the centre.

    Where the code replaces a key, ours is made anew if it is the one to be replaced, and an empty node takes the name
    of the one that was lost. Doing it again, also after a lost answer, is harmless. Raises Refused, with what to do.
    """
    node = queries.this_node()
    if node.role != NodeRole.OFFICE:
        raise Refused(SENTENCES[Refusal.KIND])
    url = _address(url)
    keys.make_keys()
    key = CodeKey.of(invitation.read_code(code))
    offer = _offered(_post(url, Asked(code=key.public)))
    centre = offer.centre(key)
    _check(offer, centre, node)
    we = _we(offer, node)
    peer = cards.peer_of(centre)
    opened = b""
    # The first time there is something to open, by which we prove that we hold the second key too.
    for _time in range(2):
        welcome = _say(url, peer, we, key, opened)
        if welcome.joined:
            return _believe(centre, url, we, by=by)
        opened = _open(we.pair, welcome.sealed)
    raise Refused(_("Pusat tidak mengenali kunci sandi simpul ini. Coba sekali lagi."))


def _address(url: str) -> str:
    try:
        address = urlsplit(url)
    except ValueError:
        address = urlsplit("")
    if not (address.scheme in ("http", "https") and address.hostname):
        raise Refused(_("Tulis alamat pusat lengkap, misalnya https://pusat.example."))
    if address.scheme == "http" and address.hostname not in _AT_HOME:
        raise Refused(_("Yang disampaikan antarsimpul adalah data orang: alamatnya harus diawali https:."))
    return url.rstrip("/")


def _check(offer: Offered, centre: NodeCard, node: ThisNode) -> None:
    if centre.role != NodeRole.CENTRE:
        raise Refused(_("Di alamat itu bukan pusat."))
    if offer.region != node.region_code:
        raise Refused(SENTENCES[Refusal.REGION])
    other = queries.centre()
    if other is not None and other.node_id != centre.node_id:
        raise Refused(_("Kantor ini sudah tersambung ke pusat lain."))
    if offer.replaces not in ("", node.node_id) and queries.peers().exists():
        raise Refused(SENTENCES[Refusal.OTHER_OFFICE])


def _we(offer: Offered, node: ThisNode) -> _We:
    if offer.replaces:
        # The name of the machine that was lost, unless it is ours; saved once the centre has let us in.
        node.node_id = offer.replaces
    pair = keys.following() if offer.retires == keys.sign_key() else keys.pair()
    return _We(node, pair, cards.ours(node, pair))


def _say(url: str, peer: Peer, we: _We, key: CodeKey, opened: bytes) -> Welcome:
    card = we.card.text()
    claim = Claim(code=key.public, proof=key.prove(peer.node_id, card), opened=opened)
    said = document.sign(claim.model_dump(), we.node, peer, about=invitation.ABOUT, by=we.pair)
    answer = _post(url, Joining(card=card, document=b64encode(said).decode()), "/join")
    try:
        heard = document.verify(answer, peer, we.node, about=invitation.ABOUT, answering=said)
        welcome = Welcome.model_validate(heard)
    except (document.NotGenuine, ValidationError) as wrong:
        raise Refused(_("Jawaban pusat tidak dapat dibuktikan asalnya (%s). Coba sekali lagi.") % wrong) from wrong
    if welcome.refused:
        known = welcome.refused in set(Refusal)
        raise Refused(SENTENCES[Refusal(welcome.refused)] if known else _("Pusat menolak: %s") % welcome.refused)
    return welcome


def _open(pair: Pair, sealed: bytes) -> bytes:
    try:
        return pair.unseal(sealed)
    except pyrage.DecryptError as wrong:
        raise Refused(_("Pusat menyandi untuk kunci lain. Coba sekali lagi.")) from wrong


def _believe(centre: NodeCard, url: str, we: _We, *, by: Actor) -> Peer:
    """The centre knows us: from now on we are who it knows, and trust it."""
    with transaction.atomic():
        peer = actions.trust(centre, url=url, replace=True, by=by)
        before = queries.this_node()
        if before.node_id != we.node.node_id:
            ThisNode.objects.update(node_id=we.node.node_id)
            record(
                "link.took_over", subject=f"peer:{peer.node_id}", by=by, before=before.node_id, after=we.node.node_id
            )  # fmt: skip
    if we.pair.sign_key != keys.sign_key():
        keys.turn()
    log.warning("this node is known at %s as %s", peer.name, we.node.node_id)
    return peer


def _post(url: str, said: BaseModel, way: str = "") -> bytes:
    """Say something to whoever answers at that address, and return a short answer, or raise Refused."""
    try:
        response = _pool.request(
            "POST",
            f"{url}/link/v1/invitation{way}",
            body=said.model_dump_json().encode(),
            headers={"Content-Type": "application/json"},
            preload_content=False,
        )
        content = response.read(invitation.LARGEST_BYTES + 1)
        response.release_conn()
    except urllib3.exceptions.HTTPError as failure:
        raise Refused(
            _("Pusat tidak dapat dihubungi di alamat itu (%s). Tidak ada yang diubah; coba lagi.")
            % unreached.why(failure)
        ) from failure
    if response.status == 404:
        raise Refused(_("Kode ini tidak dikenal di alamat itu. Cocokkan kode dan alamat pusat lewat telepon."))
    if response.status == 429:
        raise Refused(_("Terlalu banyak kode salah dari jaringan ini. Coba lagi nanti, atau telepon pusat."))
    if response.status != 200 or len(content) > invitation.LARGEST_BYTES:
        raise Refused(_("Yang menjawab di alamat itu bukan pusat Pasti (HTTP %s).") % response.status)
    return content


def _offered(content: bytes) -> Offered:
    try:
        return Offered.model_validate_json(content)
    except ValidationError as wrong:
        raise Refused(_("Yang menjawab di alamat itu bukan pusat Pasti. Periksa alamatnya.")) from wrong

"""`pasti link export` and `import`: what nodes say to each other, carried by hand."""

from pathlib import Path

from pasti.kit.errors import Refused, Stop
from pasti.link import carried, queries
from pasti.link.models import Peer
from pasti.site import database


def export(file: str, to: str) -> int:
    """Write what waits for a node (default: the one above us) into a file."""
    database.check_node()
    path = Path(file)
    if path.exists():
        raise Stop(f"{path} is there already. Name a new file; the old one may still be under way.")
    if not path.parent.is_dir():
        raise Stop(f"There is no folder {path.parent}.")
    load = carried.export(_peer(to), path)
    size = load.size / 1024**2
    print(f"{load.envelopes} messages and {load.files} files ({size:.1f} MB) for {_name(load)} are in {path}.")
    print(
        "They count as unsent until the other side has said that it holds them: bring back its answer, made there with"
    )
    print("pasti link export, and read it here with pasti link import.")
    return 0


def take(file: str) -> int:
    """Take in a file that was carried here; 1 when something in it was not right."""
    database.check_node()
    try:
        load = carried.take(Path(file))
    except Refused as refused:
        raise Stop(str(refused)) from None
    size = load.size / 1024**2
    print(f"{load.envelopes} messages and {load.files} new files ({size:.1f} MB) of {_name(load)} were taken in.")
    for sentence in load.wrong:
        print(f"WRONG {sentence}")
    if load.peer:
        print(f"Its answer: pasti link export FILE --to {load.peer.node_id}")
    return int(bool(load.wrong))


def _name(load: carried.Load) -> str:
    return load.peer.name if load.peer else "?"


def _peer(to: str) -> Peer:
    if not to:
        peer = queries.above()
        if peer is None:
            raise Stop("Say for which node: pasti link export FILE --to NODE.")
        return peer
    found = [peer for peer in queries.peers() if to in (peer.node_id, peer.name)]
    if len(found) != 1:
        names = ", ".join(f"{peer.node_id} ({peer.name})" for peer in queries.peers()) or "none"
        raise Stop(f"There is no one node called {to} here. Known: {names}.")
    return found[0]

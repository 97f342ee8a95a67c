"""Walking the journal's chain, and telling its head."""

import sys
from collections.abc import Iterable

from pasti.journal import append_only, chain, heads, queries
from pasti.kit import clock
from pasti.link.queries import this_node
from pasti.site import database


def verify(given: Iterable[str] = ()) -> int:
    """Print every tear and return 1 if there is one; else say how long the chain is.

    The chain is also compared with what other nodes remember of it, and with the heads `given` (POSITION:HASH), as
    they stand on paper in the archive. Raises Refused for a head that cannot be read.
    """
    database.check_node()
    places = [heads.read(written) for written in given]
    torn = 0
    for tear in chain.tears():
        torn += 1
        print(f"TORN  {tear}", file=sys.stderr)
    for sentence in heads.disagreements(places):
        torn += 1
        print(f"OTHER {sentence}", file=sys.stderr)
    for name in append_only.missing():
        torn += 1
        print(f"OPEN  the trigger {name} is missing: rows could be changed", file=sys.stderr)
    if torn:
        print(f"{torn} problem(s) in the journal.", file=sys.stderr)
        return 1
    print(f"The chain holds: {queries.chain_length()} entries sealed, {queries.unsealed()} waiting for their seal.")
    for witness in (told := heads.witnesses()):
        at = f"{clock.local(witness.told_at):%Y-%m-%d %H:%M}"
        print(f"  as {witness.node_name} ({witness.node_id}) remembers it: position {witness.position}, told {at}")
    print(f"{len(told)} node(s) remember it and agree.")
    return 0


def head() -> int:
    """Print the head of our chain, to be kept where nobody at this node can change it."""
    database.check_node()
    place, node = heads.head(), this_node()
    print(f"{node.name} ({node.node_id}), {clock.local(clock.now()):%Y-%m-%d %H:%M %Z}")
    print(f"{place.position}:{heads.spoken(place)}")
    return 0


def kept() -> int:
    """Print what this node keeps of the chains of others, each as `pasti journal verify --head` takes it there."""
    database.check_node()
    for row in heads.heard():
        said = f" {row.get_trouble_display()}" if row.trouble else ""
        said += " (settled)" if row.settled_at else ""
        print(f"{row.node_name} ({row.node_id}) {row.heard_at:%Y-%m-%d %H:%M} UTC  {row.position}:{row.hash}{said}")
    return 0

"""Walking the journal's chain."""

import sys

from pasti.journal import append_only, chain, queries
from pasti.site import database


def verify() -> int:
    """Print every tear and return 1 if there is one; else say how long the chain is."""
    database.check_node()
    torn = 0
    for tear in chain.tears():
        torn += 1
        print(f"TORN  {tear}", file=sys.stderr)
    for name in append_only.missing():
        torn += 1
        print(f"OPEN  the trigger {name} is missing: rows could be changed", file=sys.stderr)
    if torn:
        print(f"{torn} problem(s) in the journal.", file=sys.stderr)
        return 1
    print(f"The chain holds: {queries.chain_length()} entries sealed, {queries.unsealed()} waiting for their seal.")
    return 0

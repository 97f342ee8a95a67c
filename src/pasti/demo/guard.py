"""What keeps the sample out of real nodes."""

from pasti.kit.errors import Refused
from pasti.link import queries as links


def check_sample() -> None:
    """Raise Refused in a node that is not a sample."""
    node = links.this_node()
    if not node.sample:
        raise Refused(f"{node.name} is a real node, and is left as it is. Choose another folder with --dir.")

"""The program `pasti`: the commands of a node, and the sample city."""

import sys

from pasti.demo.command import add as demo
from pasti.site import command


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit status."""
    return command.main(arguments, more=[demo])


if __name__ == "__main__":
    sys.exit(main())

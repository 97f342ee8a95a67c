"""The command `pasti demo`."""

import argparse
from datetime import datetime
from pathlib import Path

from pasti.site.command import Add


def add(command: Add) -> None:
    """Add `demo` to the commands of a node."""
    demo = command("demo", "a sample office and a sample centre on this machine", _demo, data=False)
    demo.add_argument("--dir", default="var/demo", help="where the sample keeps its data (default: var/demo)")
    demo.add_argument(
        "--port", type=int, default=8000, help="the office's port; the next ones are used too (default: 8000)"
    )
    demo.add_argument(
        "--at", type=_moment, metavar="MOMENT", help="when it is in the sample city, such as 2026-11-23T08:30"
    )


def _moment(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a moment such as 2026-11-23T08:30") from None
    return text


def _demo(args: argparse.Namespace) -> int:
    # Late: it needs the rooms set up.
    from pasti.demo.run import run

    return run(Path(args.dir), port=args.port, at=args.at)

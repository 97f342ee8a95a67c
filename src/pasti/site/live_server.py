"""The live process as a program: a master that loads little, and the worker that it starts."""

import os

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def main() -> int:
    """Serve on PASTI_HOST and PASTI_LIVE_PORT until told to stop."""
    Granian(
        "pasti.site.live:application",
        address=os.environ["PASTI_HOST"],
        port=int(os.environ["PASTI_LIVE_PORT"]),
        interface=Interfaces.ASGI,
        websockets=False,
        workers=1,
        backpressure=8192,
        log_level=LogLevels.warning,
    ).serve()
    return 0


if __name__ == "__main__":
    main()

"""The web process: the node's pages, behind the gate."""

from django.conf import settings
from django.db import connections
from django.urls import get_resolver

# Sets Django up, which the gate needs: what views carry is declared beside models.
from pasti.site.wsgi import application


def main() -> None:
    """Serve until told to stop."""
    from pasti.gate.limits import Limits
    from pasti.gate.serve import serve

    load()
    # What was asked for on the way here is not asked for over a line that copies would share.
    connections.close_all()
    serve(
        application,
        host=settings.HOST,
        port=settings.PORT,
        threads=settings.THREADS,
        copies=settings.COPIES,
        behind_proxies=settings.PROXIES > 0,
        limits=Limits(
            patience=settings.PATIENCE,
            slowest=settings.SLOWEST,
            connections=settings.CONNECTIONS,
            spool=settings.SPOOL_MB * 1024 * 1024,
            folder=settings.DATA_DIR / "spool",
        ),
    )


def load() -> None:
    """Load the gate and all views, for which the first request would have to wait."""
    import pasti.gate.serve  # noqa: F401 - read for what it loads

    get_resolver().url_patterns  # noqa: B018 - read for what it loads


if __name__ == "__main__":
    main()

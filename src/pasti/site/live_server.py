"""The live process: pushes to screens what they show."""

import os

import django


def main() -> int:
    """Serve on PASTI_HOST and PASTI_LIVE_PORT until told to stop."""
    # Loads what it sends: the rooms must be registered.
    django.setup()

    from pasti.live.serve import serve

    serve(host=os.environ["PASTI_HOST"], port=int(os.environ["PASTI_LIVE_PORT"]))
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pasti.site.settings")
    main()

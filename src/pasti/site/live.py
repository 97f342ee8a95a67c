"""The live process: tells displays and phones that something is new."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pasti.site.settings")
django.setup()

from pasti.kit.live import Broadcaster  # noqa: E402 - needs the rooms registered

application = Broadcaster()

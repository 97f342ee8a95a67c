import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pasti.site.settings")
django.setup(set_prefix=False)

from pasti.kit.addresses import Handler  # noqa: E402 - needs the settings

application = Handler()

from pasti.offices import regions  # noqa: E402 - needs the settings

# Read now, and not while the first person waits for a page.
regions.wilayah()

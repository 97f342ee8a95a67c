import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pasti.site.settings")
application = get_wsgi_application()

from pasti.offices import regions  # noqa: E402 - needs the settings

# Read now, and not while the first person waits for a page.
regions.wilayah()

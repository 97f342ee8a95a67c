"""Both houses in one program, so that one run tests them all. Never run a node with this."""

import os
import tempfile

os.environ.setdefault("PASTI_DATA_DIR", tempfile.mkdtemp(prefix="pasti-test-"))
os.environ.setdefault("PASTI_SECRET_KEY", "for tests only")

from pasti.site.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS[:5], *OFFICE_ROOMS, *CENTRE_ROOMS, *INSTALLED_APPS[5 + len(OFFICE_ROOMS) :]]  # noqa: F405
ROOT_URLCONF = "tests.urls"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Every test client would read all static files anew.
WHITENOISE_AUTOREFRESH = True

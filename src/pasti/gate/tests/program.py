"""A small node to try the gate with: python -m pasti.gate.tests.program PORT FOLDER PROXIES COPIES."""

import sys
from pathlib import Path

import django
from django.conf import settings

if __name__ == "__main__":
    settings.configure(
        ROOT_URLCONF="pasti.gate.tests.small_node",
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="for tests only",
        PROXIES=int(sys.argv[3]),
        LANGUAGE_COOKIE_NAME="pasti-language",
        LANGUAGES=[("id", "Bahasa Indonesia"), ("en", "English")],
        LANGUAGE_CODE="id",
        LOCALE_PATHS=[Path(__file__).parents[2] / "locale"],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "pasti.kit.language.LanguageMiddleware",
        ],
        SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
        SECURE_HSTS_SECONDS=100,
        BEHIND_HTTPS=True,
        CLOCK_AHEAD=0.0,
        PORT=int(sys.argv[1]),
        DATA_DIR=Path(sys.argv[2]).parent,
        DATA_UPLOAD_MAX_MEMORY_SIZE=None,
        INSTALLED_APPS=["pasti.kit", "django.contrib.staticfiles"],
        STATIC_URL="static/",
        STATIC_ROOT=Path(sys.argv[2]).parent / "static",
        BLOB_DIR=Path(sys.argv[2]) / "blobs",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [Path(__file__).parents[2] / "kit" / "templates"],
            }
        ],
    )
    django.setup()

    from django.core.wsgi import get_wsgi_application

    from pasti.gate.limits import Limits
    from pasti.gate.serve import serve

    serve(
        get_wsgi_application(),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        threads=2,
        copies=int(sys.argv[4]),
        hung_after=3.0,
        behind_proxies=sys.argv[3] != "0",
        limits=Limits(patience=2.0, slowest=100_000, connections=60, spool=40_000_000, folder=Path(sys.argv[2])),
    )

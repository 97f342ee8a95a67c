"""Settings of a node. What an office decides (hours, counters, limits) is data in `offices`, not here.

Every variable is documented in docs/settings.md; a test keeps that true.
"""

import zoneinfo
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

from pasti.kit import postgresql, sqlite
from pasti.site import cores

ROLES = ("office", "centre")

_here = Path(__file__).resolve()
_source_tree = _here.parents[3]

env = Env(prefix="PASTI_")

try:
    DATA_DIR = Path(env.str("DATA_DIR", str(_source_tree / "var" / "node"))).resolve()
    # What `pasti init` wrote beside the data; real environment variables win.
    env.read_env(str(DATA_DIR / "pasti.env"), recurse=False)

    ROLE = env.str("ROLE", "office")
    TIME_ZONE = env.str("TIME_ZONE", "Asia/Jakarta")
    DEBUG = env.bool("DEBUG", False)
    HOST = env.str("HOST", "127.0.0.1")
    PORT = env.int("PORT", 8000)
    LIVE_PORT = env.int("LIVE_PORT", 8001)
    # Seconds by which the clock of a sample runs ahead.
    CLOCK_AHEAD = env.float("CLOCK_AHEAD", 0.0)
    # Where citizens reach this office, for links and QR codes on paper.
    PUBLIC_URL = env.str("PUBLIC_URL", f"http://{HOST}:{PORT}").rstrip("/")
    # Where browsers reach the live process; empty: the web process's host at LIVE_PORT.
    LIVE_URL = env.str("LIVE_URL", "")
    ALLOWED_HOSTS = env.list("HOSTS", ["127.0.0.1", "localhost"])
    # Whether a proxy in front speaks HTTPS for us.
    BEHIND_HTTPS = env.bool("BEHIND_HTTPS", False)
    # How many proxies in front add to X-Forwarded-For; 0: nobody does, the peer is the client.
    PROXIES = env.int("PROXIES", 0)
    THREADS = env.int("THREADS", 4)
    # How many copies of the web process make pages; 0: its own threads do.
    COPIES = env.int("COPIES", cores.copies())
    # What the web process bears (see pasti.gate.limits).
    PATIENCE = env.float("PATIENCE", 20.0)
    SLOWEST = env.int("SLOWEST", 4000)
    CONNECTIONS = env.int("CONNECTIONS", 1000)
    HUNG_AFTER = env.float("HUNG_AFTER", 20.0)
    SPOOL_MB = env.int("SPOOL_MB", 1024)
    # Room put aside for the hall, for when the disk is full (see pasti.kit.full_disk).
    BALLAST_MB = env.int("BALLAST_MB", 64)
    # The centre: which engine is asked for records of the same person (see pasti.centre.dedup.engine).
    DEDUP_ENGINE = env.str("DEDUP_ENGINE", "pasti.centre.dedup.demographic.Demographic")
    # How people are told (see pasti.notices.channels); each channel is off until it is set up.
    SMS_DATABASE = env.str("SMS_DATABASE", "")
    MAIL_HOST = env.str("MAIL_HOST", "")
    MAIL_PORT = env.int("MAIL_PORT", 587)
    MAIL_USER = env.str("MAIL_USER", "")
    MAIL_PASSWORD = env.str("MAIL_PASSWORD", "")
    MAIL_SECURITY = env.str("MAIL_SECURITY", "starttls")
    MAIL_FROM = env.str("MAIL_FROM", "")
    WHATSAPP_URL = env.str("WHATSAPP_URL", "https://graph.facebook.com/v23.0")
    WHATSAPP_NUMBER_ID = env.str("WHATSAPP_NUMBER_ID", "")
    WHATSAPP_TOKEN = env.str("WHATSAPP_TOKEN", "")
    WHATSAPP_TEMPLATE = env.str("WHATSAPP_TEMPLATE", "")
    WHATSAPP_SECRET = env.str("WHATSAPP_SECRET", "")
    WHATSAPP_VERIFY = env.str("WHATSAPP_VERIFY", "")
    # Without a licence that the authority has signed every card is a specimen (pasti.printing.licence).
    CARD_AUTHORITY = env.str("CARD_AUTHORITY", "")
    CARD_LICENCE = env.str("CARD_LICENCE", "")
    # Who signs for the head of office (see pasti.certificates.outside); off until it is set up.
    TTE_URL = env.str("TTE_URL", "")
    TTE_USER = env.str("TTE_USER", "")
    TTE_PASSWORD = env.str("TTE_PASSWORD", "")
    TTE_ROOTS = env.str("TTE_ROOTS", "")
    _database = env.str("DATABASE_URL", "") or f"sqlite:///{DATA_DIR / 'pasti.sqlite3'}"
    # PostgreSQL: the role that owns the tables, for `pasti init` and for bringing the database up to date only.
    _owner = env.str("DATABASE_OWNER_URL", "")
    _secret = env.str("SECRET_KEY", "")
    _secret_file = Path(env.str("SECRET_KEY_FILE", str(DATA_DIR / "keys" / "secret.key")))
    STATIC_ROOT = Path(env.str("STATIC_ROOT", str(_source_tree / "build" / "static")))
    ASSETS_DIR = Path(env.str("ASSETS_DIR", str(_source_tree / "build" / "assets")))
except EnvError as wrong:
    raise ImproperlyConfigured(f"A setting is wrong: {str(wrong).rstrip('.')}. See docs/settings.md.") from wrong

if TIME_ZONE not in zoneinfo.available_timezones():
    raise ImproperlyConfigured(f"PASTI_TIME_ZONE is {TIME_ZONE!r}; it must be a zone such as Asia/Jakarta.")
if ROLE not in ROLES:
    raise ImproperlyConfigured(f"PASTI_ROLE is {ROLE!r}; it must be one of {', '.join(ROLES)}.")

if MAIL_SECURITY not in ("starttls", "tls", "none"):
    raise ImproperlyConfigured(f"PASTI_MAIL_SECURITY is {MAIL_SECURITY!r}; it must be starttls, tls or none.")

if not _secret and _secret_file.exists():
    _secret = _secret_file.read_text().strip()
# Empty until `pasti init` has made one: Django then refuses to sign anything.
SECRET_KEY = _secret

BLOB_DIR = DATA_DIR / "blobs"

# Where a case is opened, as papers and their QR codes name it.
CASE_URL = PUBLIC_URL + "/lacak/"
# Where a service is explained, and what to bring for it: on lists that people take home.
SERVICES_URL = PUBLIC_URL + "/layanan/"

_CELLAR = ["pasti.kit", "pasti.journal", "pasti.audit", "pasti.accounts", "pasti.link"]
OFFICE_ROOMS = [
    "pasti.offices",
    "pasti.readiness",
    "pasti.roster",
    "pasti.residents",
    "pasti.catalogue",
    "pasti.applications",
    "pasti.stock",
    "pasti.appointments",
    "pasti.queue",
    "pasti.recording",
    "pasti.printing",
    "pasti.handover",
    "pasti.certificates",
    "pasti.promises",
    "pasti.notices",
    "pasti.answers",
    "pasti.arrivals",
    "pasti.figures",
    "pasti.apply",
    "pasti.tracking",
    "pasti.desk",
    "pasti.dashboard",
    "pasti.status",
]
CENTRE_ROOMS = [
    "pasti.centre.persons",
    "pasti.centre.authority",
    "pasti.centre.allotment",
    "pasti.centre.intake",
    "pasti.centre.release",
    "pasti.centre.dedup",
    "pasti.centre.overview",
]
INSTALLED_APPS = [
    *_CELLAR,
    *(CENTRE_ROOMS if ROLE == "centre" else OFFICE_ROOMS),
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "pasti.kit.timing.ServerTimingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "pasti.kit.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "pasti.kit.nearest_page.NearestPageMiddleware",
    "pasti.kit.full_disk.FullDiskMiddleware",
    "pasti.kit.once.OneLookMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = f"pasti.site.urls_{ROLE}"
WSGI_APPLICATION = "pasti.site.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("pasti.kit.folding.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pasti.site.context.node",
            ],
        },
    }
]
FORM_RENDERER = "pasti.kit.forms.Renderer"

try:
    DATABASES: dict[str, Any] = {"default": dj_database_url.parse(_database, conn_max_age=300, conn_health_checks=True)}
except ValueError as wrong:
    raise ImproperlyConfigured("PASTI_DATABASE_URL is not the address of a database. See docs/settings.md.") from wrong
if not DATABASES["default"]["ENGINE"].endswith((".sqlite3", ".postgresql")):
    raise ImproperlyConfigured("PASTI_DATABASE_URL must be of SQLite or PostgreSQL. See docs/settings.md.")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "pasti.kit.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": sqlite.BEGINS,
    }
else:
    DATABASES["default"]["ENGINE"] = "pasti.kit.postgresql"
    # A server that does not answer must not hold up whoever asks.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 10)
    DATABASES["default"]["OPTIONS"]["prepare_threshold"] = postgresql.ASKED_BEFORE
# How the role that owns the tables connects; nothing but bringing the database up to date is done by it.
DATABASE_OWNER: dict[str, Any] = {}
if _owner:
    try:
        DATABASE_OWNER = {**dj_database_url.parse(_owner)}
    except ValueError as wrong:
        raise ImproperlyConfigured(
            "PASTI_DATABASE_OWNER_URL is not the address of a database. See docs/settings.md."
        ) from wrong
    _same, _ours = ("ENGINE", "HOST", "PORT", "NAME"), DATABASES["default"]
    if DATABASE_OWNER["ENGINE"] == "django.db.backends.postgresql":
        DATABASE_OWNER["ENGINE"] = "pasti.kit.postgresql"
    if not DATABASE_OWNER["ENGINE"].endswith(".postgresql") or [_ours[part] for part in _same] != [
        DATABASE_OWNER[part] for part in _same
    ]:
        raise ImproperlyConfigured(
            "PASTI_DATABASE_OWNER_URL must be the same PostgreSQL database as PASTI_DATABASE_URL, by another role."
        )
    if DATABASE_OWNER["USER"] == _ours["USER"]:
        raise ImproperlyConfigured("PASTI_DATABASE_OWNER_URL must name another role than PASTI_DATABASE_URL.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["pasti.accounts.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "pasti.accounts.passwords.EasyWords"},
]
# Every phone in the hall has a part of a page of its own; they must not push out what else is kept.
_IN_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": _IN_MEMORY},
    "parts": {"BACKEND": _IN_MEMORY, "LOCATION": "parts", "OPTIONS": {"MAX_ENTRIES": 2000}},
}
LOGIN_URL = "account_login"
# The staff's own front door: sends each to the place where they work.
LOGIN_REDIRECT_URL = "staff-home"
ACCOUNT_ADAPTER = "pasti.site.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SESSION_REMEMBER = False
# Where a screen that is locked as a kiosk stays.
KIOSK_URL = "queue:kiosk"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
# Attempts to sign in are counted in the database (see Adapter).
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
ACCOUNT_FORMS = {"login": "pasti.site.accounts.LoginForm"}
# Where those are sent who must sign in with a second factor and have none yet (accounts.rules.needs).
SECOND_FACTOR_URL = "mfa_index"
MFA_ADAPTER = "pasti.accounts.mfa.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# Of phones' clocks that differ by up to half a minute.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "pasti.accounts.mfa.AuthenticateForm",
    "reauthenticate": "pasti.accounts.mfa.ReauthenticateForm",
    "activate_totp": "pasti.accounts.mfa.ActivateTOTPForm",
    "add_webauthn": "pasti.accounts.mfa.AddPasskeyForm",
}

# What is the same for everybody is asked for once in so long (kit.snapshots).
LOOK_AGAIN_SECONDS = 0.5

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [_here.parents[1] / "locale"]
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATICFILES_DIRS = [ASSETS_DIR] if ASSETS_DIR.exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

FILE_UPLOAD_HANDLERS = ["pasti.kit.uploads.BoundedUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
# On the disk whose room is watched, where what was left behind is swept.
FILE_UPLOAD_TEMP_DIR = str(DATA_DIR / "incoming")
# It is made when it is first needed: a node that is not made yet has no folder.
SILENCED_SYSTEM_CHECKS = ["files.E001"]
# As many as there may be requirements with a file each, chosen or not; how large they are together is bounded above.
DATA_UPLOAD_MAX_NUMBER_FILES = 40
# Signed documents between nodes come as one body.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

SESSION_ENGINE = "pasti.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
# The next guest at the internet café must not find somebody's case.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SESSION_COOKIE_NAME = f"pasti-{ROLE}"
CSRF_COOKIE_NAME = f"pasti-{ROLE}-csrf"
LANGUAGE_COOKIE_NAME = "pasti-language"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "pasti.kit.failures.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if BEHIND_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 30 * 24 * 3600

_SELF = "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [_SELF],
        "style-src": [_SELF],
        "font-src": [_SELF],
        "img-src": [_SELF, "data:", "blob:"],
        "media-src": [_SELF, "blob:"],
        "manifest-src": [_SELF],
        "connect-src": [_SELF, LIVE_URL or f"*:{LIVE_PORT}"],
        "form-action": [_SELF],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {
        "numbers": {"()": "pasti.kit.logs.HideNumbers"},
        "full_disk": {"()": "pasti.kit.full_disk.OncePerChange"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["full_disk", "numbers"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"pasti": {"level": "INFO"}, "django.request": {"level": "ERROR"}, "weasyprint": {"level": "ERROR"}},
}

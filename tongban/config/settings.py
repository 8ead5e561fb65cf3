"""Django's settings, made of the settings of the installation (`config.options` says each)."""

import os
from ipaddress import ip_network
from pathlib import Path

from tongban.config import database, options
from tongban.config.home import home, secret
from tongban.config.process import PORT, draining

options.load()
BASE_DIR = Path(__file__).resolve().parents[2]
HOME = home()
TESTING = os.environ.get("TONGBAN_MODE") == "test"

# Time-stamp authorities (RFC 3161), with commas between; their roots lie in trust/stamps of the home.
STAMP_AUTHORITIES = tuple(filter(None, os.environ.get("TONGBAN_STAMPS", "").split(",")))

# In the demo, one-time codes are shown in the terminal and on the sign-in page.
TONGBAN_DEMO = os.environ.get("TONGBAN_DEMO") == "1"

# The sign that this server is being stopped, which /health/open tells balancers.
DRAINING = draining(int(os.environ[PORT])) if os.environ.get(PORT) else None

SECRET_KEY = secret()
# How many witnesses must have seen a checkpoint of the log before it is published.
LOG_COSIGNATURES = int(os.environ.get("TONGBAN_COSIGNATURES", "1"))
DEBUG = False
ALLOWED_HOSTS = [
    host.strip()
    for host in os.environ.get("TONGBAN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if host.strip()
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    # Passkeys, codes of an app, and the provider by which other systems sign people in.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.idp.oidc",
    "tongban.ledger",
    "tongban.people",
    "tongban.agencies",
    "tongban.catalogue",
    "tongban.facts",
    "tongban.licences",
    "tongban.exchange",
    "tongban.cases",
    "tongban.voice",
    "tongban.oversight",
    "tongban.doors",
    "tongban.config",
]
# The exchange: the name of this city among cities, and by what its members sign (ES256, SM2).
EXCHANGE_INSTANCE = os.environ.get("TONGBAN_INSTANCE", "CITY")
EXCHANGE_ADDRESS = os.environ.get("TONGBAN_GATEWAY", "")  # empty: where the portal is
SEARCH_CITIES = os.environ.get("TONGBAN_SEARCH_CITIES", "0") == "1"
EXCHANGE_ALGORITHM = os.environ.get("TONGBAN_EXCHANGE_ALGORITHM", "ES256")
# Where the ledger's events are told of: servers of NATS JetStream, none by default.
EXCHANGE_STREAM = [one for one in os.environ.get("TONGBAN_STREAM", "").split(",") if one]
EXCHANGE_STREAM_TOKEN = os.environ.get("TONGBAN_STREAM_TOKEN", "")
# Who carries money, and where it and the payer find this portal.
PAYMENTS_ADDRESS = os.environ.get("TONGBAN_PAYMENTS", "")
PAYMENTS_BACK = os.environ.get("TONGBAN_PAYMENTS_BACK", "")

AUTH_USER_MODEL = "tongban_people.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Each middleware costs every request some time; a new one needs a reason.
MIDDLEWARE = [
    "tongban.doors.shared.watching.Watched",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "tongban.doors.shared.assets.Assets",
    "tongban.doors.shared.middleware.KeepTheDraft",
    "tongban.doors.shared.rush.gate.Rush",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tongban.doors.shared.kiosk.Terminal",  # a machine of a hall forgets its visitors
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "tongban.doors.shared.tongues.mark_chinese",  # within what counts the length
    "django.middleware.csrf.CsrfViewMiddleware",
    "tongban.doors.shared.lasting.SignIns",
    "allauth.account.middleware.AccountMiddleware",  # its ceremonies ask for the request
]

ROOT_URLCONF = "tongban.config.urls"
WSGI_APPLICATION = "tongban.config.wsgi.application"
SURFACES = (
    "shared", "citizen", "window", "desk", "gateway", "supervisor", "designer", "openapi",
)  # fmt: skip
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [BASE_DIR / "tongban" / "doors" / surface / "jinja2" for surface in SURFACES],
        "OPTIONS": {
            "environment": "tongban.config.jinja.environment",
            "context_processors": ["tongban.doors.shared.jinja.page"],
        },
    },
]

DATABASES = {"default": database.settings(pool=int(os.environ.get("TONGBAN_POOL", "8")))}
if _reports := os.environ.get("TONGBAN_REPORTS_URL"):
    DATABASES["reports"] = database.replica(_reports)

# The queue before the doors, when they are stormed; how many threads a process answers with.
RUSH = os.environ.get("TONGBAN_RUSH", "0" if TESTING else "1") == "1"
RUSH_RATE = float(os.environ.get("TONGBAN_RUSH_RATE", "20"))
RUSH_SHARE = int(os.environ.get("TONGBAN_RUSH_SHARE", "60"))
RUSH_THREADS = int(os.environ.get("TONGBAN_POOL", "4")) - 1

# Languages: the source of every sentence is Chinese; English and traditional characters come
# from gettext, the second derived by tools/translations.py.
LANGUAGE_CODE = "zh-hans"
LOCALE_PATHS = [BASE_DIR / "tongban" / "doors" / surface / "locale" for surface in SURFACES]
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
# Vectors of the definitions for the sentence model, where it is installed and wanted.
_meaning = os.environ.get("TONGBAN_MEANING", "0" if TESTING else "1") == "1"
MEANINGS_KEPT = HOME / "cache" / "meanings.npz" if _meaning else None

STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = TESTING
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
LARGEST_REQUEST = 64 * 1024 * 1024  # several files of one form; more is not even read

# Sign-in, sessions and forms.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
    if TESTING
    else "django.contrib.auth.hashers.PBKDF2PasswordHasher"
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("username", "name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip
# What passes between two requests for a minute and must be known to every server.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_passing",
    }
}
# Whether an officer needs a second factor to sign in, and which acts of residents need level 2.
STAFF_FACTORS = os.environ.get("TONGBAN_STAFF_FACTORS", "offered" if TESTING else "required")
ASSURED_ACTS = frozenset(filter(None, os.environ.get("TONGBAN_ASSURED_ACTS", "").split(",")))
ACCOUNT_ADAPTER = "tongban.people.factors.adapter.Accounts"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_ADAPTER = "tongban.people.factors.adapter.Factors"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
MFA_WEBAUTHN_USER_VERIFICATION = "required"
IDP_OIDC_ADAPTER = "tongban.people.provider.adapter.Provider"
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 600
IDP_OIDC_RATE_LIMITS: dict[str, str] = {}
HTTPS = os.environ.get("TONGBAN_HTTPS") == "1"
LOGIN_URL = "/sign-in"
# Behind HTTPS a cookie of this name can come from no other host and no sub-domain.
_HOST = "__Host-" if HTTPS else ""
SESSION_ENGINE = "tongban.doors.shared.sessions"
SESSION_COOKIE_NAME = f"{_HOST}tongban_session"
SESSION_COOKIE_AGE = 12 * 3600  # doors.shared.lasting ends most sign-ins earlier
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = f"{_HOST}tongban_csrf"
CSRF_FAILURE_VIEW = "tongban.doors.shared.views.stale_form"
LANGUAGE_COOKIE_NAME = "tongban_language"
# Whose X-Forwarded-For is believed; by default a proxy on this machine, where there is one.
TRUSTED_PROXIES = [
    ip_network(each.strip())
    for each in os.environ.get("TONGBAN_PROXIES", "127.0.0.0/8,::1" if HTTPS else "").split(",")
    if each.strip()
]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]  # asked from beside, without the proxy
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
# Framing is forbidden by the content policy; sub-domains and preloading are the city's to decide.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W005", "security.W021"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

# Nothing but our own files, and nothing inline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# Numbers for a scraper that knows the token; without one there is no such page. Each process of
# the server keeps its own, and all are added up when they are asked for.
METRICS_TOKEN = os.environ.get("TONGBAN_METRICS_TOKEN", "")
METRICS_SHARED = bool(METRICS_TOKEN) and not TESTING
if METRICS_SHARED:
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(HOME / "metrics"))
    Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).mkdir(parents=True, exist_ok=True)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {
            "()": "tongban.config.logs.Discreet",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("TONGBAN_LOG", "WARNING")},
    # Django's own handler would write mails and another format.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # While the database is away, the pool would say so at every try.
        "psycopg.pool": {"level": "ERROR"},
    },
}

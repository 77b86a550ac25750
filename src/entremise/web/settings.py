"""Django's settings, from the environment.

ENTREMISE_DATA      folder of the embedded database (default: .data)
ENTREMISE_DATABASE  postgresql://user:password@host:port/name, instead of the embedded one
ENTREMISE_SECRET    key for signing; drawn and kept in the data folder (0600) where it is not given
ENTREMISE_HOSTS     names this server answers to, with commas (default: 127.0.0.1, localhost)
ENTREMISE_TLS       1 when a TLS proxy stands in front: cookies become Secure, and browsers are told to insist
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

BASE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("ENTREMISE_DATA", ".data")).resolve()


def secret_key() -> str:
    """The key from the environment, or the one kept in the data folder; a fresh one where there is no folder."""
    given = os.environ.get("ENTREMISE_SECRET", "")
    kept = DATA / "secret"
    if given:
        return given
    if not DATA.is_dir():
        return secrets.token_urlsafe(50)
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text().strip()


def database() -> dict[str, Any]:
    """Django's description of the database that the environment names."""
    address = os.environ.get("ENTREMISE_DATABASE", "")
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "entremise.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                " PRAGMA busy_timeout=20000; PRAGMA trusted_schema=OFF; PRAGMA recursive_triggers=ON;",
            },
        }
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        # Bound by the server, values never stand in a statement, so no room's words reach the server's log when one
        # fails; and the few statements there are get prepared once for each connection.
        "OPTIONS": {**dict(parse_qsl(parts.query)), "server_side_binding": True, "prepare_threshold": 2},
    }


TLS = os.environ.get("ENTREMISE_TLS") == "1"
DEBUG = False
SECRET_KEY = secret_key()
ALLOWED_HOSTS = os.environ.get("ENTREMISE_HOSTS", "127.0.0.1,localhost").split(",")

INSTALLED_APPS = ["entremise.storage", "entremise.web.apps.WebConfig"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "entremise.web.middleware.in_language",
    "entremise.web.middleware.same_origin",
]
ROOT_URLCONF = "entremise.web.urls"
DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": ["entremise.web.middleware.languages"],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [BASE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = BASE / "static"
STATICFILES_DIRS: list[Path] = []
WHITENOISE_USE_FINDERS = False
WHITENOISE_MAX_AGE = 3600

DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
APPEND_SLASH = False

CODES_IN_LINKS = False
"""Whether a link may bring its code along. Only a rehearsal sets it: elsewhere the two go different ways."""

# The edge (`server.edge`) sets every security header on every answer, the stream's and the API's too.
SECURE_CONTENT_TYPE_NOSNIFF = False
SECURE_REFERRER_POLICY = None
SECURE_CROSS_ORIGIN_OPENER_POLICY = None
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None

# Each with its reason.
SILENCED_SYSTEM_CHECKS = [
    "security.W001",  # no SecurityMiddleware header is needed: the edge sets them for Django and all else
    "security.W002",  # X-Frame-Options likewise
    "security.W003",  # same-origin is checked by Fetch Metadata and Origin, and cookies are SameSite=Strict
    "security.W004",  # HSTS is set by the edge where TLS is declared
    "security.W006",  # nosniff by the edge
    "security.W008",  # the TLS proxy redirects; without TLS the server listens on 127.0.0.1
    "security.W022",  # Referrer-Policy by the edge
]

# Django's own request log names addresses, and a one-time link is one; `entremise.faults` says what failed instead.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "loggers": {
        "entremise": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["nowhere"], "propagate": False},
        "django.security": {"handlers": ["nowhere"], "propagate": False},
    },
}

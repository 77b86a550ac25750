"""Django's settings, from the environment.

ENTREMISE_DATA      folder of the embedded database (default: .data)
ENTREMISE_DATABASE  postgresql://user:password@host:port/name, instead of the embedded one
ENTREMISE_SECRET    key for signing; drawn and kept in the data folder (0600) where it is not given
ENTREMISE_KEY       file of the host key, for this account's eyes alone (default: host.key in the data folder)
ENTREMISE_KEY_OUTER the second half of the host key: none (default), credential (systemd's, named entremise),
                    passphrase (asked at start), passphrase:FD, transit:KEY or transit:MOUNT/KEY (Vault, OpenBao)
ENTREMISE_HOSTS     names this server answers to, with commas (default: 127.0.0.1, localhost)
ENTREMISE_TLS       1 when a TLS proxy stands in front: cookies become Secure, and browsers are told to insist
ENTREMISE_LIMITS    how often a seat, and all seats of its place together, may ask a minute, where it is not as
                    services/limiting.py says: act=60/240 program-act=2400/9600
ENTREMISE_MOST_UPLOAD  largest file that is taken, in megabytes (default: 50)
ENTREMISE_MAIL      smtp+tls://user:password@host:port (or smtps://; smtp:// on this computer alone): sends alerts of
                    sign-ins, and notices that something waits; without, none
ENTREMISE_MAIL_FROM address that they come from
ENTREMISE_NOTICE_TIMES  times of day of the notices, by each seat's own clock (default: 08:00 13:00 18:00)
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
                " PRAGMA busy_timeout=20000; PRAGMA trusted_schema=OFF; PRAGMA recursive_triggers=ON;"
                " PRAGMA secure_delete=ON;",
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

INSTALLED_APPS = [
    "entremise.storage",
    "entremise.web.apps.WebConfig",
    "entremise.web.accounts.apps.AccountsConfig",
    "entremise.web.accounts.apps.TypesConfig",
    "entremise.web.accounts.apps.AuthConfig",
    "entremise.web.accounts.apps.SignInConfig",
    "entremise.web.accounts.apps.SecondFactorConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "entremise.web.middleware.in_language",
    "entremise.web.middleware.same_origin",
    "entremise.web.accounts.middleware.with_account",
]
ROOT_URLCONF = "entremise.web.urls"
DATABASES = {"default": database()}
HOST_KEY = Path(os.environ.get("ENTREMISE_KEY") or DATA / "host.key")
HOST_KEY_OUTER = os.environ.get("ENTREMISE_KEY_OUTER", "none")
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
            "context_processors": [
                "entremise.web.middleware.languages",
                "entremise.web.accounts.context.account",
            ],
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

LIMITS = os.environ.get("ENTREMISE_LIMITS", "")
MOST_UPLOAD_BYTES = int(os.environ.get("ENTREMISE_MOST_UPLOAD", "50")) * 1_000_000
# A file that no view of ours asked for is not read, let alone written to a folder.
FILE_UPLOAD_HANDLERS = ["entremise.web.uploads.Unasked"]

REHEARSAL = False
"""Whether this is one: a link may bring its code along, and opens a seat at the desk without an account. Elsewhere
link and code go different ways, and staff sign in."""

# --- accounts of staff (docs/decisions/0010) ---------------------------------------------------

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["entremise.web.accounts.backend.ByLoginName"]
# Of these only the code is used: their tables are not made.
MIGRATION_MODULES: dict[str, str | None] = {"contenttypes": None, "auth": None, "account": None}
PASSWORD_HASHERS = ["entremise.web.accounts.hashers.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "entremise.web.accounts.validation.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"
CACHES = {"default": {"BACKEND": "entremise.web.accounts.counting.Counters"}}

SESSION_ENGINE = "entremise.web.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-account" if TLS else "account"
SESSION_COOKIE_SECURE = TLS
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

ACCOUNT_ADAPTER = "entremise.web.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# Never by network address: everybody in one ministry has the same.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/5m/key,50/d/key",
    "reauthenticate": "20/m/user",
    "change_password": "5/m/user",
}
ACCOUNT_FORMS = {
    "login": "entremise.web.accounts.forms.SignInForm",
    "reauthenticate": "entremise.web.accounts.forms.PasswordAgainForm",
    "change_password": "entremise.web.accounts.forms.ChangePasswordForm",
}
MFA_ADAPTER = "entremise.web.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Entremise"
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_FORMS = {
    "authenticate": "entremise.web.accounts.forms.CodeForm",
    "reauthenticate": "entremise.web.accounts.forms.CodeAgainForm",
    "activate_totp": "entremise.web.accounts.forms.AddAppForm",
    "add_webauthn": "entremise.web.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "entremise.web.accounts.forms.NamePasskeyForm",
    "authenticate_webauthn": "entremise.web.accounts.forms.PasskeyForm",
    "login_webauthn": "entremise.web.accounts.forms.PasskeySignInForm",
    "reauthenticate_webauthn": "entremise.web.accounts.forms.PasskeyAgainForm",
}

# Alerts; without a server none are sent.
MAIL = urlsplit(os.environ.get("ENTREMISE_MAIL", ""))
ALERTS = MAIL.hostname is not None
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if ALERTS else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = MAIL.hostname or "", MAIL.port or (465 if MAIL.scheme == "smtps" else 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(MAIL.username or ""), unquote(MAIL.password or "")
EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.scheme == "smtps", MAIL.scheme == "smtp+tls"
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = os.environ.get("ENTREMISE_MAIL_FROM", "")
NOTICE_TIMES = os.environ.get("ENTREMISE_NOTICE_TIMES") or "08:00 13:00 18:00"

# --- headers -----------------------------------------------------------------------------------

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
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "wordless": {"()": "entremise.services.faults.Wordless"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain"},
        "wordless": {"class": "logging.StreamHandler", "formatter": "wordless"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    # Libraries' messages may quote what they were given; of them only where and how bad is told.
    "root": {"handlers": ["wordless"], "level": "WARNING"},
    "loggers": {
        "entremise": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django": {"handlers": ["wordless"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["nowhere"], "propagate": False},
        "django.security": {"handlers": ["nowhere"], "propagate": False},
    },
}

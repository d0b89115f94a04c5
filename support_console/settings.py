"""Django's settings from top to bottom; small letters are steps on the way to one.

What an operator may set is read and checked in `environment`: ``env["NAME"]`` is a value of its type, or None where
its default follows from others and is said here. What contradicts itself raises `ImproperlyConfigured` before
anything is written.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from support_console import environment, openapi, postgresql
from support_console.layer_host import layer_host
from support_console.var_dir import holds_demo, kept_secret_key, make_private_folder

BASE_DIR = Path(__file__).resolve().parent.parent
env = environment.read()
VARIABLES_GIVEN = environment.names_given()  # for `manage.py doctor`

# --- what this installation is -------------------------------------------------------------
DEBUG: bool = env["DEBUG"]
VAR_DIR: Path = env["VAR_DIR"] or BASE_DIR / "var"
PUBLIC_URL: str = env["PUBLIC_URL"]

# A command that was told nothing works on what `make run` made. A key or a public address makes an installation,
# which must not turn into a demo because somebody once tried one on the same machine.
unconfigured = not env["SECRET_KEY"] and not PUBLIC_URL
DEMO: bool = (unconfigured and holds_demo(VAR_DIR)) if env["DEMO"] is None else env["DEMO"]
SIMULATOR: bool = DEMO if env["SIMULATOR"] is None else env["SIMULATOR"]
if DEMO and not SIMULATOR:
    raise ImproperlyConfigured("SIMULATOR is 0, but the demo needs the simulator: leave SIMULATOR out.")

# The shop of the demo.
ORGANISATION_NAME: str = env["ORGANISATION_NAME"] or ("Maple & Oak" if DEMO else "")

SECRET_KEY: str = env["SECRET_KEY"]
if not SECRET_KEY and not DEMO and not DEBUG:
    raise ImproperlyConfigured(
        "SECRET_KEY is missing: set it to a long random string (or SECRET_KEY_FILE to its file), or make a"
        " demo first with `make run`."
    )
SECRET_KEY = SECRET_KEY or kept_secret_key(VAR_DIR)
SECRET_KEY_FALLBACKS = list(env["SECRET_KEY_FALLBACKS"])

public_host = [urlsplit(PUBLIC_URL).hostname or ""] if PUBLIC_URL else []
loopback = ["localhost", "127.0.0.1", "[::1]"] if DEMO or DEBUG else []
ALLOWED_HOSTS = list(dict.fromkeys([*env["ALLOWED_HOSTS"], *public_host, *loopback]))

PORT: int = env["PORT"]
FORWARDED_ALLOW_IPS: str = env["FORWARDED_ALLOW_IPS"]
PRIVATE_BASE_URL_HOSTS: tuple[str, ...] = env["PRIVATE_BASE_URL_HOSTS"]
REQUESTS_PER_MINUTE: int = env["REQUESTS_PER_MINUTE"]
METRICS_TOKEN: str = env["METRICS_TOKEN"]
SOCKET_COMPRESSION: bool = env["SOCKET_COMPRESSION"]

# --- processes: one with everything in it, or several that Redis connects ------------------
REDIS_URL: str = env["REDIS_URL"]
REDIS_PREFIX: str = env["REDIS_PREFIX"]
DELIVERY: str = env["DELIVERY"] or ("workers" if REDIS_URL else "embedded")
BROKER_URL: str = env["BROKER_URL"] or REDIS_URL
MESSAGES_PER_SECOND: int = env["MESSAGES_PER_SECOND"]

# How long what is no message is kept: messaging/actions/core/retention.py, messaging/feed/retention.py.
WEBHOOK_CALL_DAYS: int = env["WEBHOOK_CALL_DAYS"]
FAILED_WEBHOOK_CALL_DAYS: int = env["FAILED_WEBHOOK_CALL_DAYS"]
MEASUREMENT_DAYS: int = env["MEASUREMENT_DAYS"]
DRAFT_DAYS: int = env["DRAFT_DAYS"]
FEED_HOURS: int = env["FEED_HOURS"]
FEED_EVENTS: int = env["FEED_EVENTS"]

# --- applications --------------------------------------------------------------------------
INSTALLED_APPS = [
    # First: it owns `runserver` and must be imported before any Twisted reactor. Nothing else needs it,
    # and Twisted costs every process 25 MB.
    *(["daphne"] if DEBUG or "runserver" in sys.argv else []),
    "messaging",  # before the admin: its templates give every admin page one look
    "support_console.apps.Admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "support_console.apps.StaticFiles",
    "channels",
    "rest_framework",
    "support_console.apps.Tokens",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "support_console.apps.FailedLogins",
    "csp",
    "django_vite",
    *(["simulator"] if SIMULATOR else []),  # without it a database has none of its tables
]

MIDDLEWARE = [
    "support_console.requests.RequestId",
    "support_console.requests.statement_limit",
    "django.middleware.security.SecurityMiddleware",
    "support_console.static.StaticFiles",
    "support_console.csp.HostCSP",
    "support_console.outages.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "support_console.outages.Messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "messaging.api.kit.login_throttle.known_devices",
    "support_console.outages.Outages",  # what views raise because database or disk failed them
    "axes.middleware.AxesMiddleware",  # last: it replaces the answer to a locked-out login
]

ROOT_URLCONF = "support_console.urls"
ASGI_APPLICATION = "support_console.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- database ------------------------------------------------------------------------------
# What each engine needs so that the same code is right on both: docs/design/realtime.md §2.2, §6.5.
database: dict[str, Any] = env["DATABASE_URL"] or {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": str(VAR_DIR / "console.sqlite3"),
}
is_sqlite = database["ENGINE"].endswith("sqlite3")
if is_sqlite:
    # Customers' messages: on a shared machine nobody else's to read.
    make_private_folder(Path(database["NAME"]).parent)

given_options: dict[str, Any] = database.get("OPTIONS", {})
database_options: dict[str, Any] = (
    {
        # A transaction that reads and then writes must not find the lock taken half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: a commit that was answered with 200 survives a power cut.
        # Each thread has a cache of its own that fills as the file grows: a dozen of 16 MB went on growing for hours.
        # The kernel keeps the file for all of them.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
            " PRAGMA cache_size=-2000; PRAGMA journal_size_limit=67108864"
        ),
        **given_options,
    }
    if is_sqlite
    # Under ASGI every request has a thread and so a connection of its own: the pool bounds them.
    # `messaging.pools` checks at the start that all threads of the process fit into it.
    else postgresql.options(connections=env["DATABASE_CONNECTIONS"], given=given_options)
)
DATABASES = {
    "default": {
        **database,
        "ENGINE": database["ENGINE"] if is_sqlite else postgresql.ENGINE,
        "OPTIONS": database_options,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": not is_sqlite,
        "ATOMIC_REQUESTS": False,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- channel layer, cache ------------------------------------------------------------------
CHANNEL_LAYERS: dict[str, Any] = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            "hosts": [layer_host(REDIS_URL)],
            "prefix": REDIS_PREFIX,
        },
    }
    if REDIS_URL
    else {
        "BACKEND": "channels.layers.InMemoryChannelLayer",
        "CONFIG": {"capacity": 10_000, "expiry": 3600},
    }
}

CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,
        # Asked while somebody waits: one that is silent is as good as none.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- who may -------------------------------------------------------------------------------
AUTH_USER_MODEL = "messaging.Agent"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Length, and on no guesser's list; which kinds of characters there are is nobody's business (ASVS 2.1).
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "support_console.passwords.DressedUpPasswordValidator"},
]
LOGIN_URL = "/"
LOGIN_REDIRECT_URL = "/"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# The pair: one address cannot lock a colleague out everywhere, nor try one name for ever. The handler's own limits
# are of addresses, names and devices.
AXES_HANDLER = "messaging.api.kit.login_throttle.LoginHandler"
AXES_CLIENT_IP_CALLABLE = "messaging.api.kit.login_throttle.client_network"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_CALLABLE = "messaging.api.kit.lockout.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

REST_KNOX = {
    "TOKEN_TTL": timedelta(days=365),
    "AUTH_HEADER_PREFIX": "Token",
    "TOKEN_LIMIT_PER_USER": None,
    "AUTO_REFRESH": False,
}

# --- language, time ------------------------------------------------------------------------
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# --- static files --------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = DEBUG
# Source maps are loaded by developer tools only: compressing them takes longer than all the rest.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": BASE_DIR / "messaging/static/messaging/dist/manifest.json",
        "static_url_prefix": "messaging/dist",
    }
}

# --- files of messages: our own views serve them, no URL leads to the storage itself --------
MEDIA_ROOT = VAR_DIR / "media"
media_storage: dict[str, Any] = (
    {
        "BACKEND": "support_console.bucket.Bucket",
        "OPTIONS": {
            "bucket_name": env["MEDIA_S3_BUCKET"],
            "endpoint_url": env["MEDIA_S3_ENDPOINT_URL"] or None,
            "region_name": env["MEDIA_S3_REGION"] or None,
            "location": env["MEDIA_S3_PREFIX"].strip("/"),
            "access_key": env["AWS_ACCESS_KEY_ID"] or None,
            "secret_key": env["AWS_SECRET_ACCESS_KEY"] or None,
        },
    }
    if env["MEDIA_STORAGE"] == "s3"
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        # What customers sent is for this process's user only.
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    }
)
STORAGES = {
    "default": media_storage,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "support_console.static.Storage"
    },
}

# --- REST ----------------------------------------------------------------------------------
REST_FRAMEWORK = {
    # Token first: its WWW-Authenticate header is what makes "not logged in" a 401 instead of a 403.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "messaging.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["messaging.api.authentication.RequestThrottle"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "messaging.api.parsing.StrictJSONParser",
        "messaging.api.parsing.AnythingAsJSONParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "messaging.api.kit.operation_schema.OperationSchema",
    "EXCEPTION_HANDLER": "messaging.api.kit.errors.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = openapi.SPECTACULAR_SETTINGS

# --- the browser's side of security --------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "connect-src": [SELF],  # support_console.csp adds the socket of the host that was asked
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],  # a recording that is still being sent
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
# From the login on, whatever is done: a browser that was left open ends with the working day.
SESSION_COOKIE_AGE = env["SESSION_HOURS"] * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "messaging.api.kit.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
https = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = https
if https:
    # By this name no other host of the domain can set it, and no page without TLS.
    SESSION_COOKIE_NAME = "__Host-sessionid"
# The redirect to https is the proxy's: here it would loop behind one that FORWARDED_ALLOW_IPS forgot.
SECURE_HSTS_SECONDS = 31_536_000 if https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# --- logs: one JSON object a line on stderr ------------------------------------------------
LOG_LEVEL: str = env["LOG_LEVEL"] or ("WARNING" if DEMO else "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "support_console.logs.WithRequestId"}},
    "formatters": {
        "json": {
            "()": "support_console.logs.Formatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
            "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        }
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "messaging": {"level": LOG_LEVEL},
        "support_console": {"level": LOG_LEVEL},
        "uvicorn.error": {"level": "INFO" if LOG_LEVEL == "DEBUG" else "WARNING"},
        # Every refused request is in our own access line already; the query string is not.
        "django.request": {"level": "ERROR"},
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}

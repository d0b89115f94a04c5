"""Django settings: wiring only. What the environment decides is read and checked in `env`."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

from csp.constants import NONE, SELF
from whitenoise.compress import Compressor

from support_console import databases, env, logs, rest, storages

# Raises `ImproperlyConfigured` for a bad value; manage.py says it in one sentence.
ENV = env.read()

BASE_DIR = env.PROJECT
VAR_DIR = ENV.var_dir

# --- what this installation is -------------------------------------------------------------
DEBUG = ENV.debug
DEMO = ENV.demo
SECRET_KEY = ENV.secret_key
SECRET_KEY_FALLBACKS = list(ENV.secret_key_fallbacks)
ALLOWED_HOSTS = list(ENV.allowed_hosts)
PUBLIC_URL = ENV.public_url
PORT = ENV.port
REDIS_URL = ENV.redis_url
REDIS_PREFIX = ENV.redis_prefix
DELIVERY = ENV.delivery
BROKER_URL = ENV.broker_url
MESSAGES_PER_SECOND = ENV.messages_per_second
SIMULATOR = ENV.simulator
METRICS_TOKEN = ENV.metrics_token
FORWARDED_ALLOW_IPS = ENV.forwarded_allow_ips

# --- applications --------------------------------------------------------------------------
INSTALLED_APPS = [
    # First: it owns `runserver` and must be imported before any Twisted reactor. Nothing else needs it,
    # and Twisted costs every process 25 MB.
    *(["daphne"] if DEBUG or "runserver" in sys.argv else []),
    "messaging",  # before the admin: its templates give every admin page one look
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "support_console.apps.StaticFiles",
    "channels",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "csp",
    "django_vite",
    *(["simulator"] if SIMULATOR else []),  # without it a database has none of its tables
]

MIDDLEWARE = [
    "support_console.requests.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "support_console.static.StaticFiles",
    "support_console.csp.HostCSP",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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

# --- database, layer, cache ----------------------------------------------------------------
DATABASES = {"default": databases.connection_settings(ENV.database, ENV.database_connections)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CHANNEL_LAYERS: dict[str, Any] = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            "hosts": [
                {
                    "address": REDIS_URL,
                    # redis-py 8 caps a pool at 100 when nothing is said, and then raises.
                    "max_connections": 1000,
                    "health_check_interval": 15,
                    "socket_connect_timeout": 3,
                    "socket_keepalive": True,
                }
            ],
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
        "OPTIONS": {"socket_connect_timeout": 3, "socket_timeout": 3},
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
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/"
LOGIN_REDIRECT_URL = "/"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# The pair: one address cannot lock a colleague out everywhere, nor try one name for ever.
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

# --- REST ----------------------------------------------------------------------------------
REST_FRAMEWORK = rest.REST_FRAMEWORK
SPECTACULAR_SETTINGS = rest.SPECTACULAR_SETTINGS

# --- static files --------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = DEBUG
# Source maps are loaded by developer tools only: compressing them takes longer than all the rest.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
# Files of messages are served by our own views only: no URL leads to the storage itself.
MEDIA_ROOT = VAR_DIR / storages.FOLDER
STORAGES = {
    "default": ENV.media_storage,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "support_console.static.Storage"
    },
}
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": BASE_DIR / "messaging/static/messaging/dist/manifest.json",
        "static_url_prefix": "messaging/dist",
    }
}

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
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "messaging.api.kit.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.https
# The redirect to https is the proxy's: here it would loop behind one that FORWARDED_ALLOW_IPS forgot.
SECURE_HSTS_SECONDS = 31_536_000 if ENV.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# --- time, language, logs ------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True
LOGGING = logs.config(ENV.log_level)

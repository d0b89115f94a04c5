"""A project as Django starts it, with DRF, Channels and the one application."""

from __future__ import annotations

import os
from typing import Any

import environ

SECRET_KEY = "only-for-benchmarks-" + "k" * 32
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
INSTALLED_APPS = [
    "benchmarks.stock",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "channels",
    "rest_framework",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "benchmarks.stock.urls"
ASGI_APPLICATION = "benchmarks.stock.asgi.application"
# All tables at once: ours here have no migrations, and refer to Django's.
MIGRATION_MODULES = dict.fromkeys(("auth", "contenttypes", "sessions"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True

# Set up as ours: what WAL or a pool bring is not what is compared.
ON_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;",
}
ON_POSTGRESQL = {"pool": {"min_size": 2, "max_size": 24, "timeout": 10}}
database: dict[str, Any] = environ.Env.db_url_config(os.environ["STOCK_DATABASE_URL"])
is_sqlite = database["ENGINE"].endswith("sqlite3")
DATABASES = {"default": {**database, "OPTIONS": ON_SQLITE if is_sqlite else ON_POSTGRESQL, "CONN_MAX_AGE": 0}}

REDIS_URL = os.environ.get("STOCK_REDIS_URL", "")
# The default of 100 drops what five messages to twenty sockets are in Redis at once.
CAPACITY = 20_000
CHANNEL_LAYERS: dict[str, Any] = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "capacity": CAPACITY},
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": CAPACITY}}
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "PAGE_SIZE": 50,
}

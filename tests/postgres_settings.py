"""The tests' settings with PostgreSQL, for runs that a services test starts; see `DESK_TEST_POSTGRES`."""

from __future__ import annotations

import os

import environ

from support_console.databases import connection_settings
from tests.settings import *  # noqa: F403

_server = dict(environ.Env.db_url_config(os.environ["DESK_TEST_POSTGRES"]))
DATABASES = {"default": connection_settings(_server, connections=24)}
DATABASES["default"]["TEST"] = {"NAME": os.environ["DESK_TEST_DATABASE"]}

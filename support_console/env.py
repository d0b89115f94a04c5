"""The environment, read once and refused in one sentence where it is wrong.

Every name may also be given as ``NAME_FILE``, the path of a file that holds the value.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import environ

from support_console import storages
from support_console.variables import BadSetting, Reader

Delivery = Literal["embedded", "workers"]

PROJECT = Path(__file__).resolve().parent.parent
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
SHORTEST_KEY = 32
HIGHEST_PORT = 65535
MOST_CONNECTIONS = 1000
SECRET_KEY_FILE = "secret_key"  # noqa: S105 (a name)
# What the demo leaves in VAR_DIR: its login, its token and where it is served.
DEMO_FILE = "demo.json"
MOST_PER_SECOND = 1000  # what Meta allows a number that it has upgraded
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

# Name → what it is for. The one list that documents, compose files and tests are checked against.
NAMES: Mapping[str, str] = {
    "DEBUG": "development: error pages with source, static files without collectstatic",
    "DEMO": "set by `make run`: makes a secret key, allows loopback hosts, turns the simulator on",
    "SECRET_KEY": "signs sessions and encrypts inbox secrets",
    "SECRET_KEY_FALLBACKS": "older secret keys, comma separated, while rotating",
    "ALLOWED_HOSTS": "host names that are answered, comma separated",
    "PUBLIC_URL": "the address that providers and browsers use",
    "PORT": "the port of `manage.py serve`",
    "DATABASE_URL": "sqlite:/// or postgres:// URL",
    "DATABASE_CONNECTIONS": "most connections of one process to PostgreSQL; its threads must fit into them",
    "REDIS_URL": "redis:// URL; without it everything runs in one process",
    "REDIS_PREFIX": "keeps several installations on one Redis apart",
    "DELIVERY": "embedded or workers",
    "BROKER_URL": "what wakes delivery workers, redis:// or amqp:// (default: REDIS_URL)",
    "MESSAGES_PER_SECOND": "most that an inbox sends; Meta allows 80 and windows overshoot",
    "SIMULATOR": "the fake provider and its phone page",
    "VAR_DIR": "where SQLite, the demo's secrets, lock files and the files of messages live",
    **storages.NAMES,
    "LOG_LEVEL": "DEBUG, INFO, WARNING, ERROR or CRITICAL",
    "FORWARDED_ALLOW_IPS": "proxies whose X-Forwarded-For and -Proto are believed, comma separated",
    "METRICS_TOKEN": "bearer token for /metrics; without it only loopback may read them",
}


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything that the environment decides."""

    debug: bool
    demo: bool
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    allowed_hosts: tuple[str, ...]
    public_url: str
    port: int
    database: dict[str, Any]
    database_connections: int
    redis_url: str
    redis_prefix: str
    delivery: Delivery
    broker_url: str
    messages_per_second: int
    simulator: bool
    var_dir: Path
    media_storage: dict[str, Any]
    log_level: str
    forwarded_allow_ips: str
    metrics_token: str

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")


def read(variables: Mapping[str, str] = os.environ) -> Environment:
    """Read the whole environment; raises `BadSetting`."""
    reader = Reader(variables)
    var_dir = Path(reader.text("VAR_DIR", str(PROJECT / "var"))).expanduser().resolve()
    debug = reader.flag("DEBUG", default=False)
    demo = reader.flag("DEMO", default=_is_demo(reader, var_dir))
    public_url, redis_url = _public_url(reader), _redis_url(reader)
    return Environment(
        debug=debug,
        demo=demo,
        secret_key=_secret_key(reader, var_dir, may_make=demo or debug),
        secret_key_fallbacks=reader.words("SECRET_KEY_FALLBACKS"),
        allowed_hosts=_allowed_hosts(reader, public_url, loopback=demo or debug),
        public_url=public_url,
        port=reader.number("PORT", default=8000, most=HIGHEST_PORT),
        database=_database(reader, var_dir),
        database_connections=reader.number("DATABASE_CONNECTIONS", default=24, most=MOST_CONNECTIONS),
        redis_url=redis_url,
        redis_prefix=reader.text("REDIS_PREFIX", "console"),
        delivery=_delivery(reader, redis_url),
        broker_url=_broker_url(reader, redis_url),
        messages_per_second=reader.number("MESSAGES_PER_SECOND", default=60, most=MOST_PER_SECOND),
        # Off unless somebody asked for it, in so many words or by asking for the demo.
        simulator=reader.flag("SIMULATOR", default=demo),
        var_dir=var_dir,
        media_storage=storages.read(reader, var_dir),
        log_level=reader.choice("LOG_LEVEL", LOG_LEVELS, "WARNING" if demo else "INFO", str.upper),
        forwarded_allow_ips=reader.text("FORWARDED_ALLOW_IPS", "127.0.0.1"),
        metrics_token=reader.text("METRICS_TOKEN"),
    )


def _is_demo(reader: Reader, var_dir: Path) -> bool:
    """Return whether a command that was told nothing finds what `make run` made: then it works on that.

    A key or a public address of its own makes an installation, which must not turn into a demo because
    somebody once tried one on the same machine.
    """
    own = reader.text("SECRET_KEY") or reader.text("PUBLIC_URL")
    return not own and (var_dir / DEMO_FILE).exists()


def _secret_key(reader: Reader, var_dir: Path, *, may_make: bool) -> str:
    key = reader.text("SECRET_KEY")
    if not key and may_make:
        return _kept_secret(var_dir / SECRET_KEY_FILE)
    if not key:
        raise BadSetting(
            "SECRET_KEY is missing: set it to a long random string (or SECRET_KEY_FILE to its file), or make a"
            " demo first with `make run`."
        )
    if len(key) < SHORTEST_KEY:
        raise BadSetting(f"SECRET_KEY is too short: it must be at least {SHORTEST_KEY} characters.")
    return key


def _kept_secret(path: Path) -> str:
    """Return the key of a laptop: made once, readable by its owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    except OSError as failure:
        raise BadSetting(
            f"SECRET_KEY is missing and {path} cannot be written: {failure.strerror}."
        ) from failure
    return path.read_text().strip()


def _allowed_hosts(reader: Reader, public_url: str, *, loopback: bool) -> tuple[str, ...]:
    hosts = list(reader.words("ALLOWED_HOSTS"))
    for host in hosts:
        if "/" in host or " " in host:
            raise BadSetting(f"ALLOWED_HOSTS must be host names without scheme or path, not {host!r}.")
    if public_url:
        hosts.append(urlsplit(public_url).hostname or "")
    if loopback:
        hosts.extend(LOOPBACK_HOSTS)
    return tuple(dict.fromkeys(hosts))


def _public_url(reader: Reader) -> str:
    value = reader.text("PUBLIC_URL").rstrip("/")
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise BadSetting(
            f"PUBLIC_URL must be like https://console.example.org, without a path, not {value!r}."
        )
    return value


def _redis_url(reader: Reader) -> str:
    value = reader.text("REDIS_URL")
    if value and urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
        raise BadSetting("REDIS_URL must begin with redis://, rediss:// or unix://.")
    return value


def _broker_url(reader: Reader, redis_url: str) -> str:
    value = reader.text("BROKER_URL", redis_url)
    if value and urlsplit(value).scheme not in {"redis", "rediss", "unix", "amqp", "amqps"}:
        raise BadSetting("BROKER_URL must begin with redis://, rediss://, amqp:// or amqps://.")
    return value


def _delivery(reader: Reader, redis_url: str) -> Delivery:
    value = reader.choice("DELIVERY", ("embedded", "workers"), "workers" if redis_url else "embedded")
    if value == "workers" and not redis_url:
        raise BadSetting("DELIVERY=workers needs REDIS_URL: the workers are woken through it.")
    return "workers" if value == "workers" else "embedded"


def _database(reader: Reader, var_dir: Path) -> dict[str, Any]:
    """Django's connection settings, without what depends on the engine (settings.py adds it)."""
    url = reader.text("DATABASE_URL", f"sqlite:///{var_dir / 'console.sqlite3'}")
    scheme = url.partition(":")[0]
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        raise BadSetting("DATABASE_URL must begin with sqlite:///, postgres:// or postgresql://.")
    try:
        config: dict[str, Any] = dict(environ.Env.db_url_config(url))
    except (ValueError, KeyError) as failure:
        raise BadSetting(f"DATABASE_URL cannot be read: {failure}.") from failure
    if not config.get("NAME") or config["NAME"] == ":memory:":
        raise BadSetting("DATABASE_URL must name a database; one in memory cannot be shared by threads.")
    return config

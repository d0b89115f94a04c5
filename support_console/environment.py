"""What the environment decides: the table of its variables, read at once and refused in one sentence.

Every variable may also be given as ``NAME_FILE``, the path of a file that holds the value; an empty value counts
as not given. ``python -m support_console.environment`` prints the table as README shows it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from support_console.parsers import (
    database_url,
    flag,
    host_names,
    networks,
    number,
    one_of,
    origin,
    path,
    secret,
    text,
    url,
    words,
)


@dataclass(frozen=True, slots=True)
class Variable:
    """`parse` turns the text into a value of its type; raises `ValueError` with what the value must be.

    `default` is the value where nothing is given; None where it follows from other variables, as `settings`
    says and `follows` tells people.
    """

    name: str
    parse: Callable[[str], Any]
    default: Any
    purpose: str
    follows: str = ""

    def read(self, given: Mapping[str, str]) -> Any:
        """Return the value, or the default; raises `ImproperlyConfigured` in one sentence that names it."""
        try:
            value = str(given.get(self.name, "")).strip()
            return self.parse(value) if value else self.default
        except OSError as failure:
            raise ImproperlyConfigured(
                f"{self.name}_FILE names a file that cannot be read: {failure.strerror}."
            ) from failure
        except UnicodeDecodeError as failure:
            raise ImproperlyConfigured(f"{self.name}_FILE names a file that is not UTF-8 text.") from failure
        except ValueError as wrong:
            raise ImproperlyConfigured(f"{self.name} {wrong}.") from wrong


LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
BROKERS = ("redis://", "rediss://", "unix://", "amqp://", "amqps://")

VARIABLES = (
    Variable(
        "SECRET_KEY",
        secret(shortest=32),
        "",
        "Signs sessions and encrypts inbox secrets; at least 32 characters. Keep it with your backups: without it"
        " the inboxes' secrets are lost.",
        follows="none; the demo and `DEBUG` make one in `VAR_DIR`",
    ),
    Variable("SECRET_KEY_FALLBACKS", words, (), "Older keys, comma separated, while you rotate."),
    Variable(
        "PUBLIC_URL",
        origin,
        "",
        "The address that providers and browsers use, e.g. `https://console.example.org`. With `https` cookies are"
        " sent over TLS only and HSTS is on; redirecting plain HTTP is the proxy's. Browsers show"
        " notifications, install the console and let one of several tabs ring for all over `https` (and on localhost)"
        " only.",
    ),
    Variable(
        "ORGANISATION_NAME",
        text,
        None,
        "Whose console it is: shown where agents log in, in the admin's head, and first in the title of the page.",
        follows="empty, in the demo `Maple & Oak`",
    ),
    Variable(
        "ALLOWED_HOSTS",
        host_names,
        (),
        "Host names that are answered, comma separated. The host of `PUBLIC_URL` is always one of them, in the demo"
        " loopback is, too.",
    ),
    Variable("PORT", number(most=65535), 8000, "The port of `manage.py serve`; its `--port` comes first."),
    Variable(
        "DATABASE_URL",
        database_url,
        None,
        "`postgres://user:password@host:5432/name` or `sqlite:////path`.",
        follows="SQLite in `VAR_DIR`",
    ),
    Variable(
        "DATABASE_CONNECTIONS",
        number(most=1000),
        24,
        "The most connections of one process to PostgreSQL; its threads must fit into them.",
    ),
    Variable(
        "REDIS_URL",
        url("redis://", "rediss://", "unix://"),
        "",
        "`redis://host:6379/0`. Without it everything runs in one process.",
    ),
    Variable("REDIS_PREFIX", text, "console", "Keeps several installations on one Redis apart."),
    Variable(
        "DELIVERY",
        one_of("embedded", "workers"),
        None,
        "Who sends messages: `manage.py run_delivery` processes, or the serving process itself.",
        follows="`workers` with Redis, else `embedded`",
    ),
    Variable(
        "BROKER_URL",
        url(*BROKERS),
        None,
        "What wakes the workers, if not the same Redis: `redis://…` or `amqp://…` (RabbitMQ).",
        follows="`REDIS_URL`",
    ),
    Variable(
        "MESSAGES_PER_SECOND",
        number(most=1000),  # what Meta allows a number that it has upgraded
        60,
        "The most that one inbox sends; a process has a fifth as many conversations in hand, at least 32. Meta allows 80, and its windows overshoot.",
    ),
    Variable(
        "VAR_DIR",
        path,
        None,
        "Where SQLite, the demo's secrets, lock files and (in `media/`) the files of messages live.",
        follows="`var/`",
    ),
    Variable(
        "MEDIA_STORAGE",
        one_of("files", "s3"),
        "files",
        "`s3` keeps the files of messages in a bucket instead. See [docs/operations.md](docs/operations.md#files).",
    ),
    Variable("MEDIA_S3_BUCKET", text, "", "The bucket's name."),
    Variable("MEDIA_S3_ENDPOINT_URL", url("https://", "http://"), "", "Where it is, if not at Amazon."),
    Variable("MEDIA_S3_REGION", text, "", "Its region."),
    Variable("MEDIA_S3_PREFIX", text, "", "A folder in it."),
    Variable("AWS_ACCESS_KEY_ID", text, "", "Who we are there; without it the machine's own role."),
    Variable("AWS_SECRET_ACCESS_KEY", text, "", "And the proof."),
    Variable(
        "LOG_LEVEL",
        one_of(*LOG_LEVELS, fold=str.upper),
        None,
        "`DEBUG`, `INFO`, `WARNING`, `ERROR` or `CRITICAL`. Message texts and tokens are never logged above `DEBUG`.",
        follows="`INFO`, in the demo `WARNING`",
    ),
    Variable(
        "FORWARDED_ALLOW_IPS",
        networks,
        "",
        "Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed: addresses or networks, comma separated"
        " (`127.0.0.1` for nginx on this machine). Nobody else can say that a request is somebody else's.",
    ),
    Variable(
        "REQUESTS_PER_MINUTE",
        number(most=1_000_000),
        12_000,
        "The most requests of one API token or session in a minute; the others are answered 429 with `Retry-After`.",
    ),
    Variable(
        "SESSION_HOURS",
        number(most=24 * 30),
        12,
        "How long a login lasts. Consoles ask for the password again afterwards; what is being written is kept.",
    ),
    Variable(
        "WEBHOOK_CALL_DAYS",
        number(least=0, most=36_500),
        30,
        "How long providers' calls are kept as they came; their messages stay. `0`: for ever, as with the next two.",
    ),
    Variable(
        "FAILED_WEBHOOK_CALL_DAYS",
        number(least=0, most=36_500),
        180,
        "The same for calls that could not be understood, and can be processed again after an update.",
    ),
    Variable(
        "MEASUREMENT_DAYS",
        number(least=0, most=36_500),
        1095,
        "How long it is kept how long each customer waited.",
    ),
    Variable(
        "DRAFT_DAYS",
        number(least=0, most=36_500),
        90,
        "How long a draft that nobody touches is kept. `0`: for ever.",
    ),
    Variable(
        "FEED_HOURS",
        number(most=24 * 366),
        72,
        "How long events are kept for consoles and programs that were away; who was away longer starts again from the"
        " lists.",
    ),
    Variable(
        "FEED_EVENTS",
        number(least=1000, most=10_000_000),
        10_000,
        "How many of each inbox's newest events are kept however old they are.",
    ),
    Variable(
        "SOCKET_COMPRESSION",
        flag,
        True,  # noqa: FBT003
        "permessage-deflate for clients that offer it, as browsers do: half the bytes. Each event is compressed once,"
        " whatever the number of sockets.",
    ),
    Variable(
        "PRIVATE_BASE_URL_HOSTS",
        host_names,
        (),
        "Hosts on private addresses that an inbox's base URL may name, comma separated. Others are refused.",
    ),
    Variable(
        "METRICS_TOKEN", text, "", "Bearer token for `/metrics`. Without one only loopback may read them."
    ),
    Variable(
        "SIMULATOR",
        flag,
        None,
        "The fake Meta and its phone page; after turning it on, `migrate` makes its tables.",
        follows="on in the demo, else off",
    ),
    Variable(
        "DEMO",
        flag,
        None,
        "What `make run` sets: makes a secret key, answers loopback, turns the simulator on, takes unsigned"
        " `/api/webhook/` posts from loopback.",
        follows="on where `VAR_DIR` holds a demo and neither `SECRET_KEY` nor `PUBLIC_URL` is set, else off",
    ),
    Variable("DEBUG", flag, False, "For developing: error pages with source."),  # noqa: FBT003
)
NAMES = tuple(variable.name for variable in VARIABLES)


def read(variables: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return the value of every variable; raises `ImproperlyConfigured` for a bad value and a contradiction."""
    given = environ.FileAwareMapping(env=dict(variables))  # a copy: the environment itself is left alone
    values = {variable.name: variable.read(given) for variable in VARIABLES}
    if values["DELIVERY"] == "workers" and not values["REDIS_URL"]:
        raise ImproperlyConfigured("DELIVERY=workers needs REDIS_URL: the workers are woken through it.")
    if values["MEDIA_STORAGE"] == "s3" and not values["MEDIA_S3_BUCKET"]:
        raise ImproperlyConfigured("MEDIA_STORAGE=s3 needs MEDIA_S3_BUCKET: the name of the bucket.")
    half_given = bool(values["AWS_ACCESS_KEY_ID"]) != bool(values["AWS_SECRET_ACCESS_KEY"])
    if values["MEDIA_STORAGE"] == "s3" and half_given:
        raise ImproperlyConfigured(
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY go together: set both or neither."
        )
    for name, reason in _without_effect(values):
        if str(given.get(name, "")).strip():
            raise ImproperlyConfigured(f"{name} is set, but {reason}: set that too, or neither.")
    return values


def _without_effect(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each variable that would do nothing beside the others, and why.

    Not the two of AWS: other programs of the machine may have set them for themselves.
    """
    if values["MEDIA_STORAGE"] != "s3":
        yield from ((name, "MEDIA_STORAGE is not s3") for name in NAMES if name.startswith("MEDIA_S3_"))
    if not values["REDIS_URL"]:
        yield "REDIS_PREFIX", "REDIS_URL is not"
    if values["DELIVERY"] == "embedded" or not values["REDIS_URL"]:
        yield "BROKER_URL", "DELIVERY is not workers"
    if not values["DATABASE_URL"] or values["DATABASE_URL"]["ENGINE"].endswith("sqlite3"):
        yield "DATABASE_CONNECTIONS", "DATABASE_URL is not PostgreSQL's"


def names_given(variables: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Return the names of the variables that somebody gave, as they were given: with ``_FILE`` or without."""
    both = ((name, f"{name}_FILE") for name in NAMES)
    return tuple(name for pair in both for name in pair if variables.get(name, "").strip())


def as_markdown() -> str:
    """Return the table that README shows."""
    rows = (f"| `{one.name}` | {_shown_default(one)} | {one.purpose} |" for one in VARIABLES)
    return "\n".join(["| Variable | Default | |", "|---|---|---|", *rows])


def _shown_default(variable: Variable) -> str:
    if variable.follows:
        return variable.follows
    if isinstance(variable.default, bool):
        return "on" if variable.default else "off"
    return "empty" if variable.default in ("", ()) else f"`{variable.default}`"


if __name__ == "__main__":
    sys.stdout.write(as_markdown() + "\n")

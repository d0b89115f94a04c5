"""The settings, executed as Django does: what the environment means, and the one sentence that a bad value gets."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from django.test import override_settings

from messaging.delivery.database import LONGEST_PAUSE
from messaging.delivery.lanes.lane_leases import WOKEN_SECONDS
from messaging.delivery.processes.worker import SWEEP
from messaging.feed import catch_up
from support_console import environment
from support_console.postgresql import connections, pulse
from support_console.postgresql.options import OF_THE_CLIENT, OF_THE_SERVER, SLICE
from tests.live import PROJECT, Setup
from tests.wiring import settings_of

KEY = "a-key-of-at-least-thirty-two-characters"
POSTGRES = "postgres://u@h/d"
REDIS = {"REDIS_URL": "redis://r"}
S3 = {"MEDIA_STORAGE": "s3", "MEDIA_S3_BUCKET": "files"}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written into the project: a home and a VAR_DIR of the test's own."""
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))


def executed(**variables: str) -> dict[str, Any]:
    """All settings under these variables and VAR_DIR, and no others."""
    return settings_of(**{"VAR_DIR": os.environ["VAR_DIR"], **variables})


def settings(**variables: str) -> dict[str, Any]:
    return executed(**{"SECRET_KEY": KEY, **variables})


def refusal(**variables: str) -> str:
    with pytest.raises(ImproperlyConfigured) as refused:
        settings(**variables)
    return str(refused.value)


def test_nothing_but_a_key_is_one_process_on_sqlite(tmp_path: Path) -> None:
    found = settings()
    assert (found["DEBUG"], found["DEMO"], found["SIMULATOR"]) == (False, False, False)
    assert (found["DELIVERY"], found["REDIS_URL"], found["BROKER_URL"]) == ("embedded", "", "")
    database = found["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(tmp_path / "var/console.sqlite3")
    assert (found["PORT"], found["ALLOWED_HOSTS"]) == (8000, [])


def test_var_is_beside_the_project_unless_told_otherwise() -> None:
    assert settings(VAR_DIR="", DATABASE_URL=POSTGRES)["VAR_DIR"] == PROJECT / "var"


def test_missing_key_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY is missing: .*\.$"):
        executed()
    assert not (tmp_path / "var").exists()


def test_a_command_works_on_what_the_demo_made_without_being_told(tmp_path: Path) -> None:
    made = executed(DEMO="1")
    (tmp_path / "var/demo.json").touch()
    found = executed()
    assert (found["DEMO"], found["SECRET_KEY"]) == (True, made["SECRET_KEY"])


def test_an_installation_never_becomes_a_demo_by_what_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var/demo.json").touch()
    assert not settings()["DEMO"]
    for settings_read in ({"PUBLIC_URL": "https://console.example.org"}, {"DEMO": "0"}):
        with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY is missing"):
            executed(**settings_read)


def test_demo_makes_a_key_once_for_its_owner_only(tmp_path: Path) -> None:
    first, second = executed(DEMO="1")["SECRET_KEY"], executed(DEMO="1")["SECRET_KEY"]
    assert len(first) >= 32
    assert first == second
    assert stat.S_IMODE((tmp_path / "var/secret_key").stat().st_mode) == 0o600


def test_a_refused_demo_changes_nothing(tmp_path: Path, subtests: pytest.Subtests) -> None:
    for settings_read in (
        {"SIMULATOR": "0"},
        {"PORT": "x"},
        {"DELIVERY": "workers"},
        {"MEDIA_STORAGE": "s3"},
    ):
        with subtests.test(settings_read=settings_read):
            with pytest.raises(ImproperlyConfigured, match=f"^{next(iter(settings_read))}"):
                executed(DEMO="1", **settings_read)
            assert not (tmp_path / "var").exists()


def test_the_folder_of_a_laptop_is_its_owner_s_only(tmp_path: Path) -> None:
    settings()
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700


def test_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    sentence = refusal(VAR_DIR=str(tmp_path / "file/var"))
    assert sentence == f"The folder {tmp_path}/file/var cannot be made: Not a directory."


def test_demo_turns_the_simulator_on_and_answers_loopback() -> None:
    found = executed(DEMO="1")
    assert found["SIMULATOR"]
    assert "simulator" in found["INSTALLED_APPS"]
    assert {"localhost", "127.0.0.1", "[::1]"} <= set(found["ALLOWED_HOSTS"])


def test_a_console_has_the_name_that_it_is_given() -> None:
    assert settings()["ORGANISATION_NAME"] == ""
    assert executed(DEMO="1")["ORGANISATION_NAME"] == "Maple & Oak"
    assert executed(DEMO="1", ORGANISATION_NAME="Ford & Co")["ORGANISATION_NAME"] == "Ford & Co"


def test_simulator_is_on_only_when_asked_for(subtests: pytest.Subtests) -> None:
    for given, on in [({}, False), ({"DEBUG": "1"}, False), ({"SIMULATOR": "1"}, True)]:
        with subtests.test(given=given, on=on):
            found = settings(**given)
            assert (found["SIMULATOR"], "simulator" in found["INSTALLED_APPS"]) == (on, on)


def test_secret_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY + "\n")
    assert executed(SECRET_KEY_FILE=str(tmp_path / "key"))["SECRET_KEY"] == KEY


def test_a_file_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"\xff\xfe")
    sentence = refusal(SECRET_KEY_FILE=str(tmp_path / "key"))
    assert sentence == "SECRET_KEY_FILE names a file that is not UTF-8 text."


def test_database_url_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgres://console:p%40ss@db:5433/console?sslmode=require\n")
    found = settings(DATABASE_URL_FILE=str(tmp_path / "url"))["DATABASES"]["default"]
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("console", "p@ss", "db", 5433)
    assert found["OPTIONS"]["sslmode"] == "require"


def test_redis_means_workers_unless_told_otherwise() -> None:
    assert settings(**REDIS)["DELIVERY"] == "workers"
    assert settings(**REDIS)["BROKER_URL"] == "redis://r"
    assert settings(**REDIS, DELIVERY="embedded")["DELIVERY"] == "embedded"


def test_public_url_is_an_allowed_host() -> None:
    found = settings(PUBLIC_URL="https://console.example.org/", ALLOWED_HOSTS="a.example, b.example")
    assert found["PUBLIC_URL"] == "https://console.example.org"
    assert found["ALLOWED_HOSTS"] == ["a.example", "b.example", "console.example.org"]
    assert found["SESSION_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] > 0


def test_words_for_on(subtests: pytest.Subtests) -> None:
    for word in ["1", "true", "YES", "on"]:
        with subtests.test(word=word):
            assert settings(DEBUG=word)["DEBUG"]


BAD = [
    ("DEBUG", "maybe"),
    ("DEMO", "2"),
    ("SIMULATOR", "si"),
    ("SOCKET_COMPRESSION", "zip"),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY_FILE", "/no/such/file"),
    ("PORT", "http"),
    ("PORT", "0"),
    ("PORT", "70000"),
    ("PORT", "²"),
    ("DATABASE_URL", "mysql://db/console"),
    ("DATABASE_URL", "nonsense"),
    ("DATABASE_URL", "sqlite://:memory:"),
    ("DATABASE_URL", "postgres://db:port/console"),
    ("DATABASE_URL", "postgres://db"),
    ("REDIS_URL", "localhost:6379"),
    ("REDIS_URL", "redis://"),
    ("DELIVERY", "celery"),
    ("DELIVERY", "workers"),
    ("PUBLIC_URL", "console.example.org"),
    ("PUBLIC_URL", "https://console.example.org/console"),
    ("ALLOWED_HOSTS", "https://console.example.org"),
    ("LOG_LEVEL", "loud"),
    ("MEDIA_STORAGE", "ftp"),
    ("MEDIA_STORAGE", "s3"),
    ("MEDIA_S3_ENDPOINT_URL", "s3.example.org"),
]


def test_bad_value_is_refused_in_one_sentence_that_names_it(subtests: pytest.Subtests) -> None:
    for name, value in BAD:
        with subtests.test(name=name, value=value):
            sentence = refusal(**{name: value})
            assert sentence.startswith(name)
            assert sentence.endswith(".")
            assert "\n" not in sentence


def test_what_would_do_nothing_is_refused(subtests: pytest.Subtests) -> None:
    for given, sentence in [
        ({"MEDIA_S3_BUCKET": "files"}, "MEDIA_S3_BUCKET is set, but MEDIA_STORAGE is not s3"),
        ({"REDIS_PREFIX": "two"}, "REDIS_PREFIX is set, but REDIS_URL is not"),
        ({"BROKER_URL": "amqp://r"}, "BROKER_URL is set, but DELIVERY is not workers"),
        (
            {**REDIS, "DELIVERY": "embedded", "BROKER_URL": "amqp://r"},
            "BROKER_URL is set, but DELIVERY is not workers",
        ),
        ({"DATABASE_CONNECTIONS": "30"}, "DATABASE_CONNECTIONS is set, but DATABASE_URL is not PostgreSQL's"),
    ]:
        with subtests.test(given=given):
            assert refusal(**given) == f"{sentence}: set that too, or neither."


def test_half_of_a_pair_is_refused() -> None:
    sentence = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY go together: set both or neither."
    assert refusal(**S3, AWS_ACCESS_KEY_ID="id") == sentence


def test_refusals_do_not_show_secrets() -> None:
    assert "hunter2" not in refusal(DATABASE_URL="mysql://console:hunter2@db/console")
    assert "hunter2" not in refusal(REDIS_URL="http://:hunter2@redis")
    assert "hunter2" not in refusal(DATABASE_URL="postgres://console:hunter2@db:port/console")


def test_reading_leaves_the_environment_alone() -> None:
    before = dict(os.environ)
    environment.read({"SECRET_KEY": KEY})
    assert dict(os.environ) == before


PAIR = {**S3, "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "x"}
# Before → after: another value of each, beside what it needs to have an effect.
CHANGES: list[tuple[str, dict[str, str], dict[str, str]]] = [
    ("SECRET_KEY", {}, {"SECRET_KEY": "another" + KEY}),
    ("SECRET_KEY_FALLBACKS", {}, {"SECRET_KEY_FALLBACKS": "older"}),
    ("PUBLIC_URL", {}, {"PUBLIC_URL": "https://console.example.org"}),
    ("ORGANISATION_NAME", {}, {"ORGANISATION_NAME": "Example Ltd"}),
    ("ALLOWED_HOSTS", {}, {"ALLOWED_HOSTS": "console.example.org"}),
    ("PORT", {}, {"PORT": "8010"}),
    ("DATABASE_URL", {}, {"DATABASE_URL": POSTGRES}),
    ("DATABASE_CONNECTIONS", {"DATABASE_URL": POSTGRES}, {"DATABASE_CONNECTIONS": "30"}),
    ("REDIS_URL", {}, REDIS),
    ("REDIS_PREFIX", REDIS, {"REDIS_PREFIX": "two"}),
    ("DELIVERY", REDIS, {"DELIVERY": "embedded"}),
    ("BROKER_URL", REDIS, {"BROKER_URL": "amqp://b"}),
    ("MESSAGES_PER_SECOND", {}, {"MESSAGES_PER_SECOND": "10"}),
    ("VAR_DIR", {"DATABASE_URL": POSTGRES}, {"VAR_DIR": "/no/such/var"}),
    ("MEDIA_STORAGE", {}, S3),
    ("MEDIA_S3_BUCKET", S3, {"MEDIA_S3_BUCKET": "other"}),
    ("MEDIA_S3_ENDPOINT_URL", S3, {"MEDIA_S3_ENDPOINT_URL": "https://s3.example.org"}),
    ("MEDIA_S3_REGION", S3, {"MEDIA_S3_REGION": "eu"}),
    ("MEDIA_S3_PREFIX", S3, {"MEDIA_S3_PREFIX": "prefix"}),
    ("AWS_ACCESS_KEY_ID", PAIR, {"AWS_ACCESS_KEY_ID": "other"}),
    ("AWS_SECRET_ACCESS_KEY", PAIR, {"AWS_SECRET_ACCESS_KEY": "other"}),
    ("LOG_LEVEL", {}, {"LOG_LEVEL": "error"}),
    ("FORWARDED_ALLOW_IPS", {}, {"FORWARDED_ALLOW_IPS": "10.0.0.1"}),
    ("REQUESTS_PER_MINUTE", {}, {"REQUESTS_PER_MINUTE": "7"}),
    ("SESSION_HOURS", {}, {"SESSION_HOURS": "8"}),
    ("WEBHOOK_CALL_DAYS", {}, {"WEBHOOK_CALL_DAYS": "0"}),
    ("FAILED_WEBHOOK_CALL_DAYS", {}, {"FAILED_WEBHOOK_CALL_DAYS": "365"}),
    ("MEASUREMENT_DAYS", {}, {"MEASUREMENT_DAYS": "0"}),
    ("DRAFT_DAYS", {}, {"DRAFT_DAYS": "0"}),
    ("FEED_HOURS", {}, {"FEED_HOURS": "24"}),
    ("FEED_EVENTS", {}, {"FEED_EVENTS": "1000"}),
    ("SOCKET_COMPRESSION", {}, {"SOCKET_COMPRESSION": "0"}),
    ("PRIVATE_BASE_URL_HOSTS", {}, {"PRIVATE_BASE_URL_HOSTS": "10.0.0.1"}),
    ("METRICS_TOKEN", {}, {"METRICS_TOKEN": "token"}),
    ("SIMULATOR", {}, {"SIMULATOR": "1"}),
    ("DEMO", {}, {"DEMO": "1"}),
    ("DEBUG", {}, {"DEBUG": "1"}),
]


def capitals(found: dict[str, Any]) -> dict[str, Any]:
    """What Django takes as settings, but for the list of what was given."""
    return {name: value for name, value in found.items() if name.isupper() and name != "VARIABLES_GIVEN"}


def test_every_variable_changes_a_setting(subtests: pytest.Subtests) -> None:
    assert [name for name, *_ in CHANGES] == list(environment.NAMES)
    for name, before, change in CHANGES:
        with subtests.test(name=name):
            assert capitals(settings(**before)) != capitals(settings(**{**before, **change}))


def test_session_of_an_https_installation_belongs_to_its_host() -> None:
    plain, secure = settings(), settings(PUBLIC_URL="https://console.example.org")
    assert "SESSION_COOKIE_NAME" not in plain
    assert secure["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert secure["SESSION_COOKIE_SECURE"]


def test_every_setting_of_ours_is_used(subtests: pytest.Subtests) -> None:
    """Those that neither Django nor a library knows."""
    sources = [
        path.read_text("utf-8")
        for app in ("messaging", "simulator")
        for path in (PROJECT / app).rglob("*.py")
    ]
    ours = (
        "DEMO PUBLIC_URL PORT FORWARDED_ALLOW_IPS METRICS_TOKEN REDIS_URL REDIS_PREFIX DELIVERY BROKER_URL"
        " MESSAGES_PER_SECOND REQUESTS_PER_MINUTE SOCKET_COMPRESSION"
        " ORGANISATION_NAME PRIVATE_BASE_URL_HOSTS SIMULATOR VAR_DIR VARIABLES_GIVEN"
    )
    for name in ours.split():
        with subtests.test(name=name):
            assert any(f"settings.{name}" in source for source in sources)


def test_readme_shows_the_table_of_variables() -> None:
    """`python -m support_console.environment` prints it."""
    assert environment.as_markdown() in (PROJECT / "README.md").read_text("utf-8")


def test_sqlite_never_loses_a_commit_nor_a_lock() -> None:
    options = settings()["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]
    assert "journal_mode=WAL" in options["init_command"]
    assert options["timeout"] == 20


def test_postgres_is_pooled_and_keeps_url_options() -> None:
    found = settings(DATABASE_URL=f"{POSTGRES}?sslmode=require")["DATABASES"]["default"]
    options = found["OPTIONS"]
    assert (options["pool"]["min_size"], options["pool"]["max_size"], options["sslmode"]) == (
        2,
        24,
        "require",
    )
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"], found["ATOMIC_REQUESTS"]) == (0, True, False)


def test_what_the_url_of_postgres_says_about_limits_comes_last() -> None:
    given = f"{POSTGRES}?connect_timeout=9&options=-c%20statement_timeout%3D60s"
    options = settings(DATABASE_URL=given)["DATABASES"]["default"]["OPTIONS"]
    assert options["connect_timeout"] == 9
    assert options["options"].index("statement_timeout=30s") < options["options"].index(
        "statement_timeout=60s"
    )


def test_at_most_one_that_waits_for_a_lock_of_a_lost_host_gets_it_after_the_holder() -> None:
    """Those that were lost with the holder wait before everybody else: see `support_console.postgresql.options`."""
    limits = {name: float(value.rstrip("s")) for name, value in OF_THE_SERVER.items()}
    assert limits["lock_timeout"] <= 2 * limits["idle_in_transaction_session_timeout"]
    assert 2 * limits["idle_in_transaction_session_timeout"] < 10


def test_a_silent_database_is_given_up_within_three_seconds() -> None:
    """By who waits for a connection, and by who waits for an answer: it had just answered when it fell silent."""
    known = max(OF_THE_CLIENT["connect_timeout"], pulse.EVERY + connections.PATIENCE)
    assert max(SLICE, connections.LONG) + known + max(SLICE, connections.INTERVAL) <= 3


def test_screens_and_lanes_go_on_within_seconds_of_a_database_that_came_back() -> None:
    """A question that was under way at that moment may still be lost; the next one is answered."""
    known = OF_THE_CLIENT["connect_timeout"] + pulse.EVERY_WHILE_AWAY
    assert known + catch_up.RETRY <= 3
    assert known + max(LONGEST_PAUSE, SWEEP + WOKEN_SECONDS) <= 15


def test_files_are_in_a_folder_of_its_owner_s(tmp_path: Path) -> None:
    found = settings()
    with override_settings(MEDIA_ROOT=found["MEDIA_ROOT"]):
        storage = storages.create_storage(found["STORAGES"]["default"])
        assert storage.location == str(tmp_path / "var/media")
    assert (storage.file_permissions_mode, storage.directory_permissions_mode) == (0o600, 0o700)


def test_a_bucket_is_private_and_read_in_pieces() -> None:
    more = {
        "MEDIA_S3_ENDPOINT_URL": "https://s3.example.org",
        "MEDIA_S3_PREFIX": "/prefix/",
        "MEDIA_S3_REGION": "eu",
        "AWS_ACCESS_KEY_ID": "id",
        "AWS_SECRET_ACCESS_KEY": "hunter2",
    }
    bucket = storages.create_storage(settings(**S3, **more)["STORAGES"]["default"])
    assert (bucket.bucket_name, bucket.location, bucket.region_name) == ("files", "prefix", "eu")
    assert (bucket.endpoint_url, bucket.access_key) == ("https://s3.example.org", "id")
    assert bucket.default_acl is None
    assert bucket.max_memory_size == 1024 * 1024
    assert not bucket.transfer_config.use_threads
    assert bucket.client_config.connect_timeout == 5


def test_somebody_s_own_keys_do_not_matter_to_a_folder() -> None:
    found = settings(AWS_ACCESS_KEY_ID="id", AWS_SECRET_ACCESS_KEY="x")
    assert found["STORAGES"]["default"]["BACKEND"].endswith("FileSystemStorage")


@pytest.mark.parametrize("start", [["manage.py", "check"], ["-m", "support_console.asgi"]])
def test_every_start_refuses_in_one_sentence(tmp_path: Path, start: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *start],
        cwd=PROJECT,
        env=Setup(tmp_path, {"PORT": "http"}).environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    sentence = "The support console cannot start. PORT must be a number from 1 to 65535, not 'http'."
    assert (done.returncode, done.stderr.strip()) == (1, sentence)

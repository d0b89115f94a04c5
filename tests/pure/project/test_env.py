"""The environment: what it means, and the one sentence that a bad value gets."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from support_console import env
from support_console.databases import connection_settings
from support_console.variables import BadSetting, Reader

KEY = "a-key-of-at-least-thirty-two-characters"


def read(**variables: str) -> env.Environment:
    return env.read({"SECRET_KEY": KEY, **variables})


def refusal(**variables: str) -> str:
    with pytest.raises(BadSetting) as refused:
        read(**variables)
    return str(refused.value)


def test_nothing_but_a_key_is_one_process_on_sqlite() -> None:
    found = read()
    assert (found.debug, found.demo, found.simulator, found.delivery) == (False, False, False, "embedded")
    assert found.database["ENGINE"] == "django.db.backends.sqlite3"
    assert found.database["NAME"] == str(env.PROJECT / "var" / "console.sqlite3")
    assert (found.port, found.redis_url, found.allowed_hosts) == (8000, "", ())


def test_missing_key_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"^SECRET_KEY is missing: .*\.$"):
        env.read({"VAR_DIR": str(tmp_path)})


def test_a_command_works_on_what_the_demo_made_without_being_told(tmp_path: Path) -> None:
    made = env.read({"DEMO": "1", "VAR_DIR": str(tmp_path)})
    (tmp_path / "demo.json").touch()
    found = env.read({"VAR_DIR": str(tmp_path)})
    assert (found.demo, found.secret_key) == (True, made.secret_key)


def test_an_installation_never_becomes_a_demo_by_what_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "demo.json").touch()
    assert not read(VAR_DIR=str(tmp_path)).demo
    with pytest.raises(BadSetting, match=r"^SECRET_KEY is missing"):
        env.read({"VAR_DIR": str(tmp_path), "PUBLIC_URL": "https://console.example.org"})
    with pytest.raises(BadSetting, match=r"^SECRET_KEY is missing"):
        env.read({"VAR_DIR": str(tmp_path), "DEMO": "0"})


def test_demo_makes_a_key_once_for_its_owner_only(tmp_path: Path) -> None:
    first = env.read({"DEMO": "1", "VAR_DIR": str(tmp_path)})
    second = env.read({"DEMO": "1", "VAR_DIR": str(tmp_path)})
    assert len(first.secret_key) >= 32
    assert first.secret_key == second.secret_key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_the_folder_of_a_laptop_is_its_owner_s_only(tmp_path: Path) -> None:
    connection_settings(read(VAR_DIR=str(tmp_path / "var")).database, 24)
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700


def test_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSetting, match=r"^DATABASE_URL is in .* cannot be made: .*\.$"):
        connection_settings(read(VAR_DIR=str(tmp_path / "file/var")).database, 24)


def test_demo_turns_the_simulator_on_and_answers_loopback(tmp_path: Path) -> None:
    found = env.read({"DEMO": "1", "VAR_DIR": str(tmp_path)})
    assert found.simulator
    assert set(env.LOOPBACK_HOSTS) <= set(found.allowed_hosts)


def test_simulator_is_on_only_when_asked_for(subtests: pytest.Subtests) -> None:
    for given, on in [
        ({}, False),
        ({"DEBUG": "1"}, False),
        ({"SIMULATOR": "1"}, True),
        ({"DEMO": "1", "SIMULATOR": "0"}, False),
    ]:
        with subtests.test(given=given, on=on):
            assert read(**given).simulator is on


def test_secret_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY + "\n")
    assert env.read({"SECRET_KEY_FILE": str(tmp_path / "key")}).secret_key == KEY


def test_database_url_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgres://console:p%40ss@db:5433/console?sslmode=require\n")
    found = read(DATABASE_URL_FILE=str(tmp_path / "url")).database
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("console", "p@ss", "db", 5433)
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_redis_means_workers_unless_told_otherwise() -> None:
    assert read(REDIS_URL="redis://r").delivery == "workers"
    assert read(REDIS_URL="redis://r", DELIVERY="embedded").delivery == "embedded"


def test_public_url_is_an_allowed_host() -> None:
    found = read(PUBLIC_URL="https://console.example.org/", ALLOWED_HOSTS="a.example, b.example")
    assert found.public_url == "https://console.example.org"
    assert found.allowed_hosts == ("a.example", "b.example", "console.example.org")
    assert found.https


def test_words_for_on(subtests: pytest.Subtests) -> None:
    for word in ["1", "true", "YES", "on"]:
        with subtests.test(word=word):
            assert read(DEBUG=word).debug


def test_bad_value_is_refused_in_one_sentence_that_names_it(subtests: pytest.Subtests) -> None:
    for name, value in [
        ("DEBUG", "maybe"),
        ("DEMO", "2"),
        ("SIMULATOR", "si"),
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
        ("DELIVERY", "celery"),
        ("DELIVERY", "workers"),
        ("PUBLIC_URL", "console.example.org"),
        ("PUBLIC_URL", "https://console.example.org/console"),
        ("ALLOWED_HOSTS", "https://console.example.org"),
        ("LOG_LEVEL", "loud"),
    ]:
        with subtests.test(name=name, value=value):
            sentence = refusal(**{name: value})
            assert sentence.startswith(name)
            assert sentence.endswith(".")
            assert "\n" not in sentence


def test_refusals_do_not_show_secrets() -> None:
    assert "hunter2" not in refusal(DATABASE_URL="mysql://console:hunter2@db/console")
    assert "hunter2" not in refusal(REDIS_URL="http://:hunter2@redis")
    assert "hunter2" not in refusal(DATABASE_URL="postgres://console:hunter2@db:port/console")


def test_reading_leaves_the_environment_alone() -> None:
    before = dict(os.environ)
    env.read({"SECRET_KEY": KEY})
    assert dict(os.environ) == before


def test_every_name_that_is_read_is_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    original = Reader.text

    def text(self: Reader, name: str, default: str = "") -> str:
        asked.add(name)
        return original(self, name, default)

    monkeypatch.setattr(Reader, "text", text)
    read()
    assert asked == set(env.NAMES)


def test_sqlite_never_loses_a_commit_nor_a_lock() -> None:
    options = connection_settings(read().database, 24)["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]
    assert "journal_mode=WAL" in options["init_command"]
    assert options["timeout"] == 20


def test_postgres_is_pooled_and_keeps_url_options() -> None:
    found = connection_settings(read(DATABASE_URL="postgres://u@h/d?sslmode=require").database, 24)
    assert found["OPTIONS"] == {
        "pool": {"min_size": 2, "max_size": 24, "timeout": 10},
        "sslmode": "require",
    }
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"], found["ATOMIC_REQUESTS"]) == (0, True, False)

"""create_token, create_inbox and doctor, as an operator calls them."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from messaging import health
from messaging.delivery.processes.process_lock import LOCK, ProcessLock
from messaging.management.commands import doctor
from messaging.models import Agent, Inbox, Job
from messaging.transports.base import Finding
from messaging.transports.whatsapp_cloud import WhatsAppCloud

pytestmark = pytest.mark.django_db

WHATSAPP = {
    "phone_number_id": "106540352242922",
    "waba_id": "102290129340398",
    "app_secret": "an-app-secret",
    "verify_token": "a-verify-token",
    "access_token": "an-access-token",
}


def call(name: str, *arguments: str) -> str:
    printed = StringIO()
    call_command(name, *arguments, stdout=printed)
    return printed.getvalue()


def create_inbox(*more: str, settings: dict[str, str] | None = None) -> str:
    given = WHATSAPP if settings is None else settings
    pairs = [part for name, value in given.items() for part in ("--set", f"{name}={value}")]
    named = ("--transport", "whatsapp_cloud", "--name", "Shop", "--address", "+15550001111")
    return call("create_inbox", *named, *pairs, *more)


@pytest.fixture
def agent() -> Agent:
    return Agent.objects.create_user("mia", password="not-used-here")


# --- create_token ----------------------------------------------------------------------------


def test_token_lets_a_program_in(agent: Agent, client: Client) -> None:
    token = call("create_token", "mia").strip()
    answer = client.get("/api/me/", headers={"Authorization": f"Token {token}"})
    assert (answer.status_code, answer.json()["username"]) == (200, "mia")


def test_only_the_hash_of_a_token_is_stored(agent: Agent) -> None:
    token = call("create_token", "mia").strip()
    row = AuthToken.objects.get()
    assert token not in json.dumps([row.digest, row.token_key])


@pytest.mark.parametrize(("arguments", "days"), [([], 365), (["--expires", "7"], 7)])
def test_token_expires(agent: Agent, arguments: list[str], days: int) -> None:
    call("create_token", "mia", *arguments)
    left = AuthToken.objects.get().expiry - timezone.now()
    assert timedelta(days=days) - timedelta(minutes=1) < left <= timedelta(days=days)


def test_expired_token_is_refused(agent: Agent, client: Client) -> None:
    token = call("create_token", "mia").strip()
    AuthToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    answer = client.get("/api/me/", headers={"Authorization": f"Token {token}"})
    assert answer.status_code == 401


def test_token_needs_an_active_user(agent: Agent) -> None:
    with pytest.raises(CommandError, match="no active user named 'nobody'"):
        call("create_token", "nobody")
    Agent.objects.update(is_active=False)
    with pytest.raises(CommandError, match="no active user named 'mia'"):
        call("create_token", "mia")


def test_token_lifetime_must_be_positive(agent: Agent) -> None:
    with pytest.raises(CommandError, match="at least one day"):
        call("create_token", "mia", "--expires", "0")


# --- create_inbox ----------------------------------------------------------------------------


def test_last_line_is_the_inbox_id_alone() -> None:
    printed = create_inbox()
    inbox = Inbox.objects.get()
    assert printed.splitlines()[-1] == str(inbox.pk)
    assert (inbox.name, inbox.address, inbox.route) == ("Shop", "+15550001111", "106540352242922")


@pytest.mark.parametrize(("account", "jobs"), [("102290129340398", ["sync_templates"]), ("", [])])
def test_the_settings_of_a_new_inbox_are_tried_at_once(account: str, jobs: list[str]) -> None:
    """Templates are of an account: without one there is nothing to ask."""
    create_inbox(settings={**WHATSAPP, "waba_id": account})
    assert [one.kind for one in Job.objects.filter(inbox=Inbox.objects.get())] == jobs


def test_secrets_are_not_printed_and_not_readable_settings() -> None:
    printed = create_inbox()
    inbox = Inbox.objects.get()
    for name in ("app_secret", "verify_token", "access_token"):
        assert WHATSAPP[name] not in printed
        assert name not in inbox.settings
        assert inbox.config[name] == WHATSAPP[name]


def test_value_may_hold_equals_signs() -> None:
    create_inbox(settings={**WHATSAPP, "access_token": "a=b=="})
    assert Inbox.objects.get().config["access_token"] == "a=b=="


def test_members_see_the_inbox_and_others_do_not(agent: Agent) -> None:
    other = Agent.objects.create_user("noor")
    create_inbox("--member", "mia")
    assert Inbox.objects.visible_to(agent).count() == 1
    assert Inbox.objects.visible_to(other).count() == 0


def test_demo_user_sees_it(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    demo = Agent.objects.create_user("demo")
    written = {"username": "demo", "inbox": {"id": 1, "address": "+1"}}
    texts = dict.fromkeys(("url", "password", "api_token", "webhook_secret"), "x")
    (tmp_path / "demo.json").write_text(json.dumps({**texts, **written}))
    create_inbox()
    assert Inbox.objects.visible_to(demo).count() == 1


@pytest.mark.parametrize(
    ("settings", "named"),
    [({"app_secret": "x"}, "phone_number_id"), ({**WHATSAPP, "colour": "red"}, "colour")],
)
def test_wrong_settings_are_named_and_nothing_is_made(settings: dict[str, str], named: str) -> None:
    with pytest.raises(CommandError, match=named):
        create_inbox(settings=settings)
    assert not Inbox.objects.exists()


def test_other_mistakes_are_one_sentence() -> None:
    with pytest.raises(CommandError, match="NAME=VALUE"):
        create_inbox("--set", "nonsense")
    with pytest.raises(CommandError, match="no user named 'ghost'"):
        create_inbox("--member", "ghost")
    with pytest.raises(CommandError, match="Must be one of"):
        call("create_inbox", "--transport", "pigeon", "--name", "x", "--address", "y")


# --- doctor ----------------------------------------------------------------------------------


@pytest.fixture
def healthy(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is not this test's matter is well."""

    async def diagnose(*_: object) -> tuple[Finding, ...]:
        return (Finding("token", "ok", "The token is valid."),)

    monkeypatch.setattr(WhatsAppCloud, "diagnose", diagnose, raising=False)
    (tmp_path / "manifest.json").write_text("{}")
    (tmp_path / "staticfiles.json").write_text("{}")
    settings.DJANGO_VITE = {"default": {"manifest_path": tmp_path / "manifest.json"}}
    settings.STATIC_ROOT = tmp_path
    settings.VAR_DIR = tmp_path


def diagnosis() -> tuple[int, list[str]]:
    """Exit code and lines."""
    printed = StringIO()
    try:
        call_command("doctor", stdout=printed)
    except SystemExit as ended:
        return int(str(ended.code)), printed.getvalue().splitlines()
    return 0, printed.getvalue().splitlines()


def line_of(subject: str) -> str:
    return next(line for line in diagnosis()[1] if line[5:].startswith(subject))


@pytest.mark.usefixtures("healthy")
@pytest.mark.parametrize(
    ("public_url", "trusted", "verdict"),
    [
        ("", "", "ok"),
        ("https://console.example.org", "", "note"),
        ("https://console.example.org", "127.0.0.1", "ok"),
        ("", "*", "note"),
    ],
)
def test_proxy_that_nobody_named(settings: Any, public_url: str, trusted: str, verdict: str) -> None:
    settings.PUBLIC_URL, settings.FORWARDED_ALLOW_IPS = public_url, trusted
    (found,) = doctor.proxy()
    assert found.verdict == verdict


@pytest.mark.usefixtures("healthy")
def test_healthy_installation() -> None:
    create_inbox()
    code, lines = diagnosis()
    assert code == 0, lines
    subjects = list(dict.fromkeys(line.split()[1] for line in lines))
    assert subjects == [
        *(
            "settings",
            "database",
            "migrations",
            "redis",
            "console",
            "storage",
            "delivery",
            "inbox",
            "webhooks",
            "sockets",
            "proxy",
        )
    ]


@pytest.mark.usefixtures("healthy")
def test_each_inbox_is_asked_about_and_the_next_step_is_said() -> None:
    create_inbox()
    found = [line for line in diagnosis()[1] if line[5:].startswith("inbox")]
    assert any("token: The token is valid." in line for line in found)
    assert any("The provider has never called. Set PUBLIC_URL first." in line for line in found)


@pytest.mark.usefixtures("healthy")
def test_a_provider_that_says_no_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    async def diagnose(*_: object) -> tuple[Finding, ...]:
        return (Finding("token", "failure", "The token has expired.", "Make a new one."),)

    monkeypatch.setattr(WhatsAppCloud, "diagnose", diagnose, raising=False)
    create_inbox()
    code, lines = diagnosis()
    assert code == 1
    assert any("token: The token has expired. Make a new one." in line for line in lines)


@pytest.mark.usefixtures("healthy")
def test_inbox_without_its_settings_is_a_problem() -> None:
    create_inbox()
    Inbox.objects.update(settings={}, secrets={})
    code, _ = diagnosis()
    assert code == 1
    assert line_of("inbox").startswith("FAIL")
    assert "phone_number_id" in line_of("inbox")


@pytest.mark.usefixtures("healthy")
def test_another_secret_key_is_a_problem_and_no_traceback(settings: Any) -> None:
    create_inbox()
    settings.SECRET_KEY = "another-secret-key-" + "x" * 32
    assert diagnosis()[0] == 1
    assert line_of("inbox").startswith("FAIL")
    assert "SECRET_KEY changed" in line_of("inbox")


@pytest.mark.usefixtures("healthy")
def test_it_is_said_where_files_are(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    assert line_of("storage") == f"ok   storage     files are kept in {tmp_path}."
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "support_console.bucket.Bucket",
            "OPTIONS": {
                "bucket_name": "files",
                "endpoint_url": "http://127.0.0.1:9",
                "access_key": "key",
                "secret_key": "secret",
            },
        },
    }
    assert "files cannot be kept in the bucket files at http://127.0.0.1:9:" in line_of("storage")


@pytest.mark.usefixtures("healthy")
def test_pending_migrations_are_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "pending_migrations", lambda: ["messaging.0002_more"])
    assert diagnosis()[0] == 1
    assert "1 are not applied" in line_of("migrations")


@pytest.mark.usefixtures("healthy")
def test_database_that_is_away_is_a_problem_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "database_state", lambda: "the database does not answer")
    assert diagnosis()[0] == 1
    assert line_of("database") == "FAIL database    the database does not answer; check DATABASE_URL."


@pytest.mark.usefixtures("healthy")
def test_console_that_is_not_built_is_a_problem(settings: Any, tmp_path: Path) -> None:
    settings.DJANGO_VITE = {"default": {"manifest_path": tmp_path / "missing.json"}}
    assert diagnosis()[0] == 1
    assert "make console" in line_of("console")


@pytest.mark.usefixtures("healthy")
def test_public_url_that_leads_nowhere_is_a_problem(settings: Any) -> None:
    settings.PUBLIC_URL = "http://127.0.0.1:9"
    assert diagnosis()[0] == 1
    lines = diagnosis()[1]
    assert any("does not answer" in line for line in lines)
    assert any("sockets" in line and "Let the proxy pass on Upgrade" in line for line in lines)


@pytest.mark.usefixtures("healthy")
def test_embedded_delivery_is_seen_by_its_lock(tmp_path: Path) -> None:
    assert line_of("delivery").startswith("note")
    server = ProcessLock(tmp_path / LOCK)
    assert server.take()
    assert line_of("delivery") == "ok   delivery    embedded in the running server."
    server.give_up()


@pytest.mark.usefixtures("healthy")
@pytest.mark.parametrize(("ago", "code"), [(3, 0), (60, 1), (None, 1)])
def test_workers_are_seen_by_their_heartbeat(
    settings: Any, monkeypatch: pytest.MonkeyPatch, ago: int | None, code: int
) -> None:
    settings.DELIVERY = "workers"
    seen = timezone.now() - timedelta(seconds=ago) if ago is not None else None
    monkeypatch.setattr(doctor, "worker_last_seen", lambda: seen)
    assert diagnosis()[0] == code
    assert ("FAIL" if code else "ok") in line_of("delivery")


@pytest.mark.usefixtures("healthy")
def test_one_check_alone() -> None:
    printed = StringIO()
    call_command("doctor", "--only", "database", stdout=printed)
    assert len(printed.getvalue().splitlines()) == 1


@pytest.mark.usefixtures("healthy")
def test_secrets_are_never_in_a_diagnosis() -> None:
    create_inbox()
    text = "\n".join(diagnosis()[1])
    for name in ("app_secret", "verify_token", "access_token"):
        assert WHATSAPP[name] not in text

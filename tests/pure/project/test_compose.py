"""docker-compose.yml and Dockerfile say things that the code understands."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from support_console import environment
from tests.live import PROJECT

# The parts of the Compose specification that we use, so that a typo is not silently ignored.
HEALTHCHECK = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "test": {"type": "array", "items": {"type": "string"}, "minItems": 2},
        "interval": {"type": "string", "pattern": r"^\d+s$"},
        "timeout": {"type": "string", "pattern": r"^\d+s$"},
        "start_period": {"type": "string", "pattern": r"^\d+s$"},
        "retries": {"type": "integer", "minimum": 1},
        "disable": {"type": "boolean"},
    },
}
CONDITION = {"enum": ["service_started", "service_healthy", "service_completed_successfully"]}
SERVICE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "build": {"type": "string"},
        "image": {"type": "string"},
        "init": {"type": "boolean"},
        "restart": {"enum": ["no", "always", "on-failure", "unless-stopped"]},
        "stop_grace_period": {"type": "string", "pattern": r"^\d+s$"},
        "command": {"type": "array", "items": {"type": "string"}},
        "environment": {"type": "object", "additionalProperties": {"type": "string"}},
        "secrets": {"type": "array", "items": {"type": "string"}},
        "ports": {"type": "array", "items": {"type": "string", "pattern": r":\d+$"}},
        "volumes": {"type": "array", "items": {"type": "string", "pattern": r"^[a-z]+:/"}},
        "healthcheck": HEALTHCHECK,
        "depends_on": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "required": ["condition"],
                "properties": {"condition": CONDITION},
            },
        },
    },
    "anyOf": [{"required": ["image"]}, {"required": ["build"]}],
}
COMPOSE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["services"],
    "patternProperties": {"^x-": SERVICE},
    "properties": {
        "name": {"type": "string"},
        "services": {"type": "object", "additionalProperties": SERVICE},
        "volumes": {"type": "object"},
        "secrets": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"environment": {"type": "string"}},
            },
        },
    },
}

OURS = ("web", "delivery", "migrate")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
    return found


def test_follows_the_schema(compose: dict[str, Any]) -> None:
    Draft202012Validator(COMPOSE).validate(compose)


def test_has_every_process_and_service(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"web", "delivery", "migrate", "postgres", "redis"}


def test_sets_only_what_the_environment_knows(subtests: pytest.Subtests, compose: dict[str, Any]) -> None:
    for name in OURS:
        with subtests.test(name=name):
            given = compose["services"][name]["environment"]
            assert {variable.removesuffix("_FILE") for variable in given} <= set(environment.NAMES)


def test_secrets_are_never_defaults(compose: dict[str, Any]) -> None:
    text = (PROJECT / "docker-compose.yml").read_text()
    for line in text.splitlines():
        if "PASSWORD:" in line or "POSTGRES_PASSWORD" in line.partition("postgres://")[2]:
            assert "${POSTGRES_PASSWORD:?" in line, line
    for name in OURS:
        environment = compose["services"][name]["environment"]
        assert "SECRET_KEY" not in environment
        secret = environment["SECRET_KEY_FILE"].rpartition("/")[2]
        assert secret in compose["services"][name]["secrets"]
        assert compose["secrets"][secret] == {"environment": "SECRET_KEY"}


def test_everything_that_stays_has_a_health_check(subtests: pytest.Subtests, compose: dict[str, Any]) -> None:
    for name in ["web", "delivery", "postgres", "redis"]:
        with subtests.test(name=name):
            assert compose["services"][name]["healthcheck"]["test"][0] == "CMD"


def test_nobody_starts_before_the_tables(compose: dict[str, Any]) -> None:
    for name in ("web", "delivery"):
        needs = compose["services"][name]["depends_on"]
        assert needs["migrate"] == {"condition": "service_completed_successfully"}
        assert needs["redis"] == {"condition": "service_healthy"}
    assert compose["services"]["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}


def test_grace_period_outlives_the_server_s_own_patience(compose: dict[str, Any]) -> None:
    from messaging.management.commands.serve import UVICORN_OPTIONS
    from support_console.lifespan import PARTS

    patience = UVICORN_OPTIONS["timeout_graceful_shutdown"] + max(part.patience for part in PARTS)
    assert int(compose["services"]["web"]["stop_grace_period"].rstrip("s")) >= patience


def test_commands_exist(subtests: pytest.Subtests, compose: dict[str, Any]) -> None:
    for name in ["web", "delivery", "migrate"]:
        with subtests.test(name=name):
            command = compose["services"][name].get("command") or docker_command()
            assert command[:2] == ["python", "manage.py"]
            own = PROJECT / f"messaging/management/commands/{command[2]}.py"
            assert own.exists() or command[2] == "migrate"


# --- Dockerfile ------------------------------------------------------------------------------


def instructions() -> list[tuple[str, str]]:
    """``[("FROM", "python:… AS base"), …]`` with continued lines joined."""
    text = re.sub(r"\\\n\s*", " ", (PROJECT / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def docker_command() -> list[str]:
    found: list[str] = yaml.safe_load(next(rest for word, rest in instructions() if word == "CMD"))
    return found


def test_image_runs_without_root_and_says_when_it_is_ready() -> None:
    last = max(index for index, (word, _) in enumerate(instructions()) if word == "FROM")
    final = instructions()[last:]
    assert next(rest for word, rest in final if word == "USER") not in {"root", "0"}
    assert any(word == "HEALTHCHECK" for word, _ in final)


def test_image_is_built_in_stages_from_hashed_requirements() -> None:
    stages = [rest for word, rest in instructions() if word == "FROM"]
    assert len(stages) >= 3
    installs = [rest for word, rest in instructions() if word == "RUN" and "pip install" in rest]
    assert installs
    assert all("--require-hashes" in rest for rest in installs)


def test_what_the_image_copies_exists() -> None:
    for word, rest in instructions():
        if word == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (PROJECT / source).exists(), source


def test_ignored_by_docker_is_not_needed() -> None:
    ignored = set((PROJECT / ".dockerignore").read_text().split())
    assert ignored.isdisjoint({"frontend", "messaging", "support_console", "tools", "manage.py", "LICENSE"})
    assert {".git", "var", ".venv"} <= ignored


def test_what_is_made_is_not_committed() -> None:
    # Without the slash at the end also where it is a link.
    ignored = {rule.removesuffix("/") for rule in (PROJECT / ".gitignore").read_text().split()}
    assert {"/var", "/.venv", "/staticfiles", "/messaging/static/messaging/dist"} <= ignored

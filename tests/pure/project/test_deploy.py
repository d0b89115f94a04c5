"""What an operator copies from deploy/ and types from README.md says things that the code understands."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import load_command_class

from messaging.management.commands.serve import UVICORN_OPTIONS
from support_console import environment
from support_console.lifespan import PARTS
from tests.live import PROJECT

DEPLOY = PROJECT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
HOME = "/opt/support-console/"


def service(unit: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(unit.read_text())
    return parser["Service"]


def variables() -> dict[str, str]:
    lines = (DEPLOY / "support-console.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def by_hand() -> str:
    """Return the chapter of the README that goes through the steps by hand."""
    return (PROJECT / "README.md").read_text().partition("### By hand")[2].partition("\n### ")[0]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_that_exists_with_options_it_takes(unit: Path) -> None:
    program, manage, command, *options = service(unit)["ExecStart"].replace("%i", "8001").split()
    assert (program, manage) == (f"{HOME}.venv/bin/python", "manage.py")
    assert service(unit)["WorkingDirectory"] + "/" == HOME
    parser = load_command_class("messaging", command).create_parser("manage.py", command)
    parser.parse_args(options)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_waits_for_what_is_in_hand_and_cannot_reach_further(unit: Path) -> None:
    patience = UVICORN_OPTIONS["timeout_graceful_shutdown"] + max(part.patience for part in PARTS)
    assert int(service(unit)["TimeoutStopSec"]) >= patience
    assert service(unit)["User"] not in {"", "root"}
    assert service(unit)["ProtectSystem"] == "strict"
    assert f"/var/lib/{service(unit)['StateDirectory']}" == variables()["VAR_DIR"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_a_unit(unit: Path, tmp_path: Path) -> None:
    """Its program is not installed here, so another one stands for it."""
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text().replace(f"{HOME}.venv/bin/python", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", copy],
        capture_output=True,
        text=True,
        check=False,
    )
    assert unit.name not in done.stderr, done.stderr


def test_the_shared_environment_is_known_and_holds_no_secret() -> None:
    found = variables()
    assert found.keys() <= set(environment.NAMES)
    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "FORWARDED_ALLOW_IPS"} <= found.keys()
    assert re.fullmatch(r"put-[a-z-]+", found["SECRET_KEY"])
    assert len(found["SECRET_KEY"]) < 32, "whoever forgets it is refused at the start"


def test_the_readme_sets_every_variable_before_a_command_needs_it() -> None:
    chapter = by_hand()
    for variable in variables():
        assert f"{variable}=" in chapter, variable
    assert chapter.index("SECRET_KEY=") < chapter.index("manage migrate")
    assert chapter.index("CREATE ROLE") < chapter.index("manage migrate")
    for file in DEPLOY.iterdir():
        assert f"deploy/{file.name}" in chapter or f"deploy/{file.name.partition('@')[0]}" in chapter, (
            file.name
        )


@pytest.mark.parametrize(
    "name", [".env", ".env.production", "tls.key", "privkey.pem", "backup.sql", "copy.sqlite3"]
)
def test_secrets_and_backups_are_neither_committed_nor_copied(name: str) -> None:
    done = subprocess.run(["git", "check-ignore", "--quiet", "--no-index", name], cwd=PROJECT, check=False)
    assert done.returncode == 0
    patterns = (PROJECT / ".dockerignore").read_text().splitlines()
    assert any(Path(name).match(pattern.removeprefix("**/")) for pattern in patterns if pattern[:1] != "#")

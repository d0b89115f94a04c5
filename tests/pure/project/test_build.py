"""When the console is built again, and when not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tools import build


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(build, "PROJECT", tmp_path)
    monkeypatch.setattr(build, "FRONTEND", tmp_path / "frontend")
    (tmp_path / "frontend/src").mkdir(parents=True)
    (tmp_path / "frontend/src/console.tsx").write_text("one")
    return tmp_path


def state(project: Path) -> str:
    return build.fingerprint(build.files(project / "frontend"))


def test_new_content_and_new_names_count(project: Path) -> None:
    before = state(project)
    (project / "frontend/src/console.tsx").write_text("two")
    changed = state(project)
    (project / "frontend/src/console.tsx").rename(project / "frontend/src/other.tsx")
    assert len({before, changed, state(project)}) == 3


def test_times_and_installed_packages_do_not(project: Path) -> None:
    before = state(project)
    os.utime(project / "frontend/src/console.tsx", (1, 1))
    (project / "frontend/node_modules/react").mkdir(parents=True)
    (project / "frontend/node_modules/react/index.js").write_text("react")
    assert state(project) == before


def test_a_source_folder_may_be_named_like_a_build_folder(project: Path) -> None:
    before = state(project)
    (project / "frontend/src/dist").mkdir()
    (project / "frontend/src/dist/x.ts").write_text("source")
    assert state(project) != before


def test_fresh_is_what_carries_the_same_stamp(project: Path) -> None:
    assert not build.fresh(project, "wanted")
    (project / build.STAMP).write_text("wanted")
    assert build.fresh(project, "wanted")
    assert not build.fresh(project, "another")


def test_static_files_are_collected_once_although_running_leaves_bytecode(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def collect(*command: str, **_: object) -> None:
        ran.append(command[2])
        (project / "staticfiles").mkdir(exist_ok=True)

    monkeypatch.setattr(build, "COLLECTED", project / "staticfiles")
    monkeypatch.setattr(build, "run", collect)
    (project / "support_console/__pycache__").mkdir(parents=True)
    (project / "support_console/settings.py").write_text("one")
    (project / "requirements.txt").touch()
    build.static()
    (project / "support_console/__pycache__/settings.cpython-311.pyc").touch()
    build.static()
    assert ran == ["collectstatic"]
    (project / "support_console/settings.py").write_text("two")
    build.static()
    assert ran == ["collectstatic"] * 2


def test_packages_are_installed_once_for_each_lock_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def ci(*command: str, cwd: Path) -> None:
        ran.append(" ".join(command[:2]))
        (cwd / "node_modules").mkdir(exist_ok=True)

    monkeypatch.setattr(build, "run", ci)
    monkeypatch.setattr(build, "CLIENTS", project / "clients")
    (project / "clients").mkdir()
    for name in ("package.json", "package-lock.json"):
        (project / "clients" / name).write_text("{}")
    build.clients()
    build.clients()
    assert ran == ["npm ci"]
    (project / "clients/package-lock.json").write_text('{"another": 1}')
    build.clients()
    assert ran == ["npm ci"] * 2


def test_failed_command_stops_the_build(project: Path) -> None:
    with pytest.raises(SystemExit, match="false failed in"):
        build.run("false", cwd=project)

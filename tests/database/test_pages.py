"""What makes an application of the console: its manifest, and its service worker with the shell of the build."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

pytestmark = pytest.mark.django_db

BUILT = {
    "src/console/main.tsx": {"file": "a/console-1.js", "css": ["a/console-1.css"], "imports": ["_kit"], "dynamicImports": ["thread"]},
    "_kit": {"file": "a/kit-1.js", "imports": ["src/console/main.tsx"]},
    "thread": {"file": "a/thread-1.js", "imports": ["_kit"]},
    "src/simulator/main.tsx": {"file": "a/simulator-1.js"},
    "src/serviceWorker/main.ts": {"file": "worker.js"},
}  # fmt: skip


def build(folder: Path, settings: Any, parts: dict[str, Any]) -> None:
    (folder / "manifest.json").write_text(json.dumps(parts))
    (folder / "worker.js").write_text("work();")
    settings.DJANGO_VITE = {"default": {"manifest_path": folder / "manifest.json"}}


def shell(client: Client) -> dict[str, Any]:
    answer = client.get("/service-worker.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert answer["Cache-Control"] == "no-cache"
    first, rest = answer.content.decode().split("\n", 1)
    assert rest == "work();"
    return json.loads(first.removeprefix("self.SHELL = ").removesuffix(";"))


def test_the_manifest_names_icons_that_are_there(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    described = answer.json()
    assert (described["start_url"], described["scope"], described["display"]) == ("/", "/", "standalone")
    sizes = {one["sizes"] for one in described["icons"]}
    assert sizes >= {"192x192", "512x512"}, "without these no browser installs it"
    for icon in described["icons"]:
        name = Path(icon["src"]).name.split(".")
        assert finders.find(f"messaging/{name[0]}.{name[-1]}"), icon


@pytest.mark.parametrize(
    ("organisation", "names"),
    [
        ("", ("Support console", "Console")),
        ("Maple & Oak", ("Maple & Oak · Support console", "Maple & Oak")),
    ],
)
def test_it_is_called_as_the_organisation_is(
    client: Client, settings: Any, organisation: str, names: tuple[str, str]
) -> None:
    settings.ORGANISATION_NAME = organisation
    described = client.get("/manifest.webmanifest").json()
    assert (described["name"], described["short_name"]) == names


def test_the_shell_is_all_parts_of_the_console_and_nothing_else(
    client: Client, tmp_path: Path, settings: Any
) -> None:
    build(tmp_path, settings, BUILT)
    names = [url.rpartition("/dist/")[2] for url in shell(client)["urls"]]
    assert names == ["a/console-1.css", "a/console-1.js", "a/kit-1.js", "a/thread-1.js"]


def test_another_part_is_another_version(client: Client, tmp_path: Path, settings: Any) -> None:
    build(tmp_path, settings, BUILT)
    before = shell(client)["version"]
    assert shell(client)["version"] == before
    build(tmp_path, settings, {**BUILT, "thread": {"file": "a/thread-2.js"}})
    assert shell(client)["version"] != before


def test_without_a_build_nothing_is_kept(client: Client, tmp_path: Path, settings: Any) -> None:
    settings.DJANGO_VITE = {"default": {"manifest_path": tmp_path / "manifest.json"}}
    answer = client.get("/service-worker.js")
    assert (answer.status_code, answer.content) == (200, b"")

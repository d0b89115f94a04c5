"""Static files on an async chain, and Vite's names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from support_console.static import StaticFiles, Storage


async def elsewhere(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a view")


@pytest.fixture
def middleware(tmp_path: Path, settings: Any) -> StaticFiles:
    assets = tmp_path / "messaging/dist/assets"
    assets.mkdir(parents=True)
    (assets / "console-BvRk9kiK.js").write_text("console")
    (tmp_path / "plain.txt").write_text("plain")
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_USE_FINDERS = False
    return StaticFiles(elsewhere)


async def get(middleware: StaticFiles, path: str, **headers: str) -> HttpResponse:
    answer: Any = middleware(RequestFactory().get(path, headers=headers))
    response: HttpResponse = await answer
    return response


async def test_files_are_whole_answers(middleware: StaticFiles) -> None:
    assert iscoroutinefunction(middleware)
    response = await get(middleware, "/static/plain.txt")
    assert (response.status_code, response.content) == (200, b"plain")
    assert response["Content-Type"].startswith("text/plain")
    assert not response.streaming


async def test_unchanged_files_are_not_sent_again(middleware: StaticFiles) -> None:
    first = await get(middleware, "/static/plain.txt")
    again = await get(middleware, "/static/plain.txt", if_modified_since=first["Last-Modified"])
    assert (again.status_code, again.content) == (304, b"")


async def test_what_vite_hashed_is_kept_for_ever(middleware: StaticFiles) -> None:
    built = await get(middleware, "/static/messaging/dist/assets/console-BvRk9kiK.js")
    assert "immutable" in built["Cache-Control"]
    plain = await get(middleware, "/static/plain.txt")
    assert "immutable" not in plain["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["/", "/static/missing.js", "/static/../plain.txt", "/static/%2e%2e/plain.txt"]
)
async def test_anything_else_is_a_view_s_matter(middleware: StaticFiles, path: str) -> None:
    assert (await get(middleware, path)).content == b"a view"


def test_vite_s_names_are_not_hashed_again(tmp_path: Path) -> None:
    (tmp_path / "own.css").write_text("a{}")
    storage = Storage(location=tmp_path)
    assert storage.hashed_name("messaging/dist/assets/console-BvRk9kiK.js") == (
        "messaging/dist/assets/console-BvRk9kiK.js"
    )
    assert storage.hashed_name("own.css") != "own.css"

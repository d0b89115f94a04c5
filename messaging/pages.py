"""The console's page and what makes an application of it: a shell without data, so that it may be served to anybody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

# Keys of the build's manifest.
CONSOLE, SERVICE_WORKER = "src/console/main.tsx", "src/serviceWorker/main.ts"
# The mark's green, and the page behind it.
THEME, BACKGROUND = "#1f8a5b", "#ffffff"


@never_cache
@require_safe
@ensure_csrf_cookie
def console(request: HttpRequest) -> HttpResponse:
    """Answer the agents' console; it asks for a login itself."""
    return render(
        request,
        "messaging/console.html",
        {
            "organisation": settings.ORGANISATION_NAME,
            # The phone page is not there without the simulator: nothing may lead to it then.
            "simulator": "/simulator/" if settings.SIMULATOR else "",
        },
    )


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Answer what a browser needs to install the console (W3C, Web Application Manifest)."""
    icons = [
        _icon("icon.svg", "any", "image/svg+xml"),
        _icon("icon-192.png", "192x192"),
        _icon("icon-512.png", "512x512"),
        {**_icon("icon-maskable.png", "512x512"), "purpose": "maskable"},
    ]
    organisation = settings.ORGANISATION_NAME
    described = {
        "id": "/",
        # Of several consoles on one phone each is somebody's.
        "name": f"{organisation} · Support console" if organisation else "Support console",
        "short_name": organisation or "Console",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": BACKGROUND,
        "theme_color": THEME,
        "icons": icons,
    }
    return JsonResponse(
        described, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"}
    )


def _icon(name: str, sizes: str, kind: str = "image/png") -> dict[str, str]:
    return {"src": static(f"messaging/{name}"), "sizes": sizes, "type": kind}


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Answer the script that keeps the console's shell in the browser, with what the shell of this version is."""
    built = Path(str(settings.DJANGO_VITE["default"]["manifest_path"]))
    try:
        parts: Mapping[str, Any] = json.loads(built.read_text())
        script = (built.parent / parts[SERVICE_WORKER]["file"]).read_text()
    except (OSError, KeyError):
        # Not built yet, as while developing: nothing is kept then.
        return _script("")
    files = sorted(set(_files(parts, CONSOLE, set())))
    # Another script or another part is another version; the page itself is asked of the server anyway.
    version = hashlib.sha256("\n".join([*files, script]).encode()).hexdigest()[:16]
    shell = {"version": version, "urls": [static(f"messaging/dist/{name}") for name in files]}
    return _script(f"self.SHELL = {json.dumps(shell)};\n{script}")


def _script(text: str) -> HttpResponse:
    # Asked for again with each visit, so that a new version is found.
    return HttpResponse(
        text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


def _files(parts: Mapping[str, Any], key: str, seen: set[str]) -> Iterator[str]:
    """Yield the scripts and styles of an entry: what it imports, at once or later."""
    if key in seen:
        return
    seen.add(key)
    part = parts[key]
    yield part["file"]
    yield from part.get("css", ())
    for imported in (*part.get("imports", ()), *part.get("dynamicImports", ())):
        yield from _files(parts, imported, seen)


urlpatterns = [
    path("", console, name="console"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("service-worker.js", service_worker, name="service-worker"),
]

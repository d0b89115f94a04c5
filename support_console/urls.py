"""Which door answers which path. Every path of ours answers with and without its trailing slash."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path

# What Django refuses before any view: a foreign host, a form of ten thousand fields.
handler400 = "messaging.api.kit.errors.bad_request"
handler500 = "support_console.outages.server_error"


def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """Answer what browsers ask for where a page names no icon (the admin's do not)."""
    return HttpResponseRedirect(static("messaging/icon.svg"))


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("messaging.api.health")),
    path("", include("messaging.webhooks.urls")),
    path("api/", include("messaging.api.urls")),
    path("", include("messaging.api.attachments")),
    path("admin/", admin.site.urls),
    path("favicon.ico", favicon),
    path("", include("messaging.pages")),
]

if settings.SIMULATOR:
    urlpatterns.append(path("simulator/", include("simulator.urls")))

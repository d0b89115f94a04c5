"""Which door answers which path. Every path of ours answers with and without its trailing slash."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("admin/", admin.site.urls)]

for prefix, module in (
    ("", "messaging.api.health"),
    ("", "messaging.webhooks.urls"),
    ("api/", "messaging.api.urls"),
    ("simulator/", "messaging.simulator.urls"),
    ("", "messaging.pages"),
):
    if module.startswith("messaging.simulator") and not settings.SIMULATOR:
        continue
    if find_spec(module.rpartition(".")[0]) and find_spec(module):
        urlpatterns.append(path(prefix, include(module)))

"""Paths of the simulator, mounted at ``/simulator/`` where ``settings.SIMULATOR`` is on.

Each answers with and without its trailing slash, so that no POST is ever redirected.
"""

from __future__ import annotations

from django.urls import URLPattern, path

from messaging.simulator import graph, phone
from messaging.simulator.access import View

app_name = "simulator"

PATHS: dict[str, View] = {
    "api/state": phone.news,
    "api/customers": phone.customers,
    "api/customers/<int:customer_id>/messages": phone.messages,
    "api/customers/<int:customer_id>/receipts": phone.receipts,
    "api/messages/<int:message_id>/status": phone.status,
    "graph/<str:version>/<str:phone_number_id>/messages": graph.messages,
    "graph/<str:version>/<str:phone_number_id>": graph.number,
}

urlpatterns: list[URLPattern] = [path("", phone.page, name="page")]
for route, view in PATHS.items():
    urlpatterns += [path(route, view), path(f"{route}/", view)]
urlpatterns.append(path("graph/<path:path>", graph.elsewhere))

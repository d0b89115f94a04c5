"""Paths of the simulator, mounted at ``/simulator/`` where ``settings.SIMULATOR`` is on.

Each answers with and without its trailing slash, so that no POST is ever redirected.
"""

from __future__ import annotations

from django.urls import URLPattern, path

from simulator.meta import media as graph_media
from simulator.meta import views as graph
from simulator.phone import faults as phone_faults
from simulator.phone import messages as phone_messages
from simulator.phone import numbers as phone_numbers
from simulator.phone import views as phone
from simulator.phone.access import View
from simulator.twilio import views as twilio

app_name = "simulator"

PATHS: dict[str, View] = {
    "api/state": phone.state,
    "api/customers": phone.create_customer,
    "api/customers/<int:customer_id>/messages": phone_messages.send_message,
    "api/customers/<int:customer_id>/receipts": phone.set_receipts,
    "api/customers/<int:customer_id>/identity": phone.set_identity,
    "api/customers/<int:customer_id>/number": phone.change_number,
    "api/customers/<int:customer_id>/day": phone.expire_window,
    "api/messages/<int:message_id>/status": phone.set_status,
    "api/messages/<int:message_id>/reaction": phone_messages.set_reaction,
    "api/messages/<int:message_id>/edit": phone_messages.edit_message,
    "api/messages/<int:message_id>/delete": phone_messages.delete_message,
    "api/messages/<int:message_id>/tap": phone_messages.tap_message,
    "api/media/<str:media_id>": phone_messages.media,
    "api/faults": phone_faults.faults_view,
    "api/events": phone_faults.trigger_event,
    "api/templates/<int:template_id>": phone_faults.change_template,
    "api/numbers": phone_numbers.register_number,
    "api/numbers/<int:number_id>/token": phone_numbers.replace_token,
    "api/numbers/<int:number_id>/webhook": phone_numbers.set_webhook,
    "media/<str:media_id>": graph_media.download,
    "graph/<str:version>/<str:object_id>/<str:edge>": graph.graph_object,
    "graph/<str:version>/<str:object_id>": graph.graph_object,
}

urlpatterns: list[URLPattern] = [path("", phone.page, name="page")]
for route, view in PATHS.items():
    urlpatterns += [path(route, view), path(f"{route}/", view)]
urlpatterns += [
    path("graph/<path:path>", graph.unknown_path),
    path("twilio-media/<str:media_id>", twilio.download),
    path("twilio/<path:path>", twilio.twilio_resource),
]

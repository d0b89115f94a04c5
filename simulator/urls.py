"""Paths of the simulator, mounted at ``/simulator/`` where ``settings.SIMULATOR`` is on.

Each answers with and without its trailing slash, so that no POST is ever redirected.
"""

from __future__ import annotations

from django.urls import URLPattern, path

from simulator import meta, phone, twilio

app_name = "simulator"

PATHS: dict[str, phone.View] = {
    "api/state": phone.state,
    "api/customers": phone.create_customer,
    "api/customers/<int:customer_id>/messages": phone.send_message,
    "api/customers/<int:customer_id>/receipts": phone.set_receipts,
    "api/customers/<int:customer_id>/identity": phone.set_identity,
    "api/customers/<int:customer_id>/number": phone.change_number,
    "api/customers/<int:customer_id>/day": phone.expire_window,
    "api/messages/<int:message_id>/status": phone.set_status,
    "api/messages/<int:message_id>/reaction": phone.set_reaction,
    "api/messages/<int:message_id>/edit": phone.edit_message,
    "api/messages/<int:message_id>/delete": phone.delete_message,
    "api/messages/<int:message_id>/tap": phone.tap_message,
    "api/media/<str:media_id>": phone.media,
    "api/faults": phone.faults_view,
    "api/events": phone.trigger_event,
    "api/templates/<int:template_id>": phone.change_template,
    "api/numbers": phone.register_number,
    "api/numbers/<int:number_id>/token": phone.replace_token,
    "api/numbers/<int:number_id>/webhook": phone.set_webhook,
    "media/<str:media_id>": meta.download,
}

urlpatterns: list[URLPattern] = [path("", phone.page, name="page")]
for route, view in PATHS.items():
    urlpatterns += [path(route, view), path(f"{route}/", view)]
urlpatterns += [
    path("graph/<path:path>", meta.graph_object),
    path("twilio-media/<str:media_id>", twilio.download),
    path("twilio/<path:path>", twilio.twilio_resource),
]

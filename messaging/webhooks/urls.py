"""Paths of the providers' door, with and without the trailing slash."""

from __future__ import annotations

from django.urls import re_path

from messaging.webhooks import views

urlpatterns = [
    re_path(r"^api/webhook/?$", views.generic_webhook, name="webhook-generic"),
    re_path(
        r"^webhooks/whatsapp/(?P<inbox_id>[0-9]{1,18})/?$", views.whatsapp_cloud, name="webhook-whatsapp"
    ),
    re_path(
        r"^webhooks/twilio/(?P<inbox_id>[0-9]{1,18})(?:/status)?/?$", views.twilio, name="webhook-twilio"
    ),
]

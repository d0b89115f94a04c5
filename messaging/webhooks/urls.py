"""Paths of the providers' door, with and without the trailing slash."""

from __future__ import annotations

from django.urls import re_path

from messaging.limits import NUMBER
from messaging.webhooks import views

urlpatterns = [
    re_path(r"^api/webhook/?$", views.generic_webhook, name="webhook-generic"),
    re_path(rf"^webhooks/whatsapp/(?P<inbox_id>{NUMBER})/?$", views.whatsapp_cloud, name="webhook-whatsapp"),
    re_path(rf"^webhooks/twilio/(?P<inbox_id>{NUMBER})(?:/status)?/?$", views.twilio, name="webhook-twilio"),
]

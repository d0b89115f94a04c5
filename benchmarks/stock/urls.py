"""The paths of HTTP."""

from __future__ import annotations

from django.urls import path

from benchmarks.stock import views

urlpatterns = [
    path("healthz/ready", views.ready),
    path("webhooks/whatsapp/<int:inbox_id>/", views.Webhook.as_view()),
    path("api/messages/", views.Messages.as_view()),
    path("api/conversations/", views.Conversations.as_view()),
]

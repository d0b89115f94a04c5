"""The sockets of the project. The consumer authenticates by itself: no middleware is needed around it."""

from __future__ import annotations

from django.urls import path

from messaging.realtime.consumer import ConsoleConsumer

websocket_urlpatterns = [path("ws/console/", ConsoleConsumer.as_asgi())]

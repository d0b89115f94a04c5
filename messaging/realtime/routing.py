"""The sockets of the project. The consumer authenticates by itself: no middleware is needed around it."""

from __future__ import annotations

from django.urls import re_path

from messaging.realtime.consumer import ConsoleConsumer

# With and without the slash, as the paths of REST.
websocket_urlpatterns = [re_path(r"^ws/console/?$", ConsoleConsumer.as_asgi())]

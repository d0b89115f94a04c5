"""The ASGI application: HTTP to Django, sockets to the console's consumer, background parts around both."""

from __future__ import annotations

import os
from typing import Any, cast

from django.core.asgi import get_asgi_application

from support_console.refusal import in_one_sentence

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "support_console.settings")
with in_one_sentence():
    # Before anything that imports models.
    http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import re_path

from messaging.realtime import websocket_urlpatterns
from messaging.webhooks import UnsignedBodies
from support_console.lifespan import App, Lifespan, Receive, Send
from support_console.limits import BodyLimit
from support_console.outages import OutagesOfTheServer
from support_console.webhook_door import WebhookDoor


async def no_such_socket(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Refuse an unknown path; without this the router would raise and the log would fill up."""
    await receive()
    await send({"type": "websocket.close", "code": 4404})


# Django's stubs know routes of views only.
fallback = re_path(r"", cast("Any", no_such_socket))
# The consumer finds out itself who asks: channels' middleware would put every handshake through the one
# thread that all sockets of a process share.
sockets = URLRouter([*websocket_urlpatterns, fallback])

router = ProtocolTypeRouter(
    {"http": OutagesOfTheServer(WebhookDoor(cast("App", http))), "websocket": sockets}
)
# What is unsigned is thrown away before bodies are counted: it must not take the room of those that are signed.
bounded = UnsignedBodies(BodyLimit(router, settings.DATA_UPLOAD_MAX_MEMORY_SIZE))
application = Lifespan(bounded)

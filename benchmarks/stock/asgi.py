"""HTTP to Django, sockets to the consumer, as the guide of Channels has it."""

from __future__ import annotations

import os
from typing import Any

from django.core.asgi import get_asgi_application


def _application() -> Any:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.stock.settings")
    # Before anything that imports models.
    http = get_asgi_application()
    from channels.auth import AuthMiddlewareStack
    from channels.routing import ProtocolTypeRouter, URLRouter
    from channels.security.websocket import AllowedHostsOriginValidator
    from django.urls import path

    from benchmarks.stock.consumers import ConsoleConsumer

    sockets = URLRouter([path("ws/console/", ConsoleConsumer.as_asgi())])
    return ProtocolTypeRouter(
        {"http": http, "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(sockets))}
    )


application = _application()

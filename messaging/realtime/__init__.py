"""Sockets: who may connect, what a subscription is sent, and who is there."""

from messaging.realtime.routing import websocket_urlpatterns

__all__ = ["websocket_urlpatterns"]

"""Meta's wire format: what is asked of it, what it answers, what it posts."""

from simulator.wire.meta import errors, kinds, requests, templates, webhook_bodies, webhooks
from simulator.wire.meta.errors import GraphError, HtmlError, graph_error
from simulator.wire.meta.requests import ReadRequest

__all__ = [
    "GraphError",
    "HtmlError",
    "ReadRequest",
    "errors",
    "graph_error",
    "kinds",
    "requests",
    "templates",
    "webhook_bodies",
    "webhooks",
]

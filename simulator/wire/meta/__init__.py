"""Meta's wire format: what is asked of it, what it answers, what it posts."""

from simulator.wire.meta import (
    bodies,
    checks,
    errors,
    kinds,
    recipients,
    requests,
    template_drafts,
    templates,
    webhook_bodies,
    webhooks,
)
from simulator.wire.meta.errors import GraphError, HtmlError, graph_error
from simulator.wire.meta.requests import ReadRequest

__all__ = [
    "GraphError",
    "HtmlError",
    "ReadRequest",
    "bodies",
    "checks",
    "errors",
    "graph_error",
    "kinds",
    "recipients",
    "requests",
    "template_drafts",
    "templates",
    "webhook_bodies",
    "webhooks",
]

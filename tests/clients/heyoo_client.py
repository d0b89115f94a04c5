"""heyoo with the account of one number."""

from __future__ import annotations

from heyoo import WhatsApp

from tests.clients.simulated import Number


def connected(number: Number) -> WhatsApp:
    """A client of heyoo that believes the simulator to be Meta; it asks by the versions of its time."""
    settings = number.settings
    client = WhatsApp(settings["access_token"], settings["phone_number_id"])
    client.base_url = f"{settings['graph_base_url']}/v14.0"
    client.v15_base_url = f"{settings['graph_base_url']}/v15.0"
    client.url = f"{client.base_url}/{settings['phone_number_id']}/messages"
    return client

"""The fake provider's own database.

These tables belong to the simulated *provider*: nothing outside ``simulator/`` and the demo reads them, and they
name no row of the console. Secrets lie here in plain text: this side plays the provider, who knows them; they
open nothing but the simulator.
"""

from simulator.models.account import SimulatedFault, SimulatedMedia, SimulatedTemplate
from simulator.models.chats import SimulatedCustomer, SimulatedMessage
from simulator.models.numbers import SimulatedNumber
from simulator.models.webhooks import SimulatedWebhook

__all__ = [
    "SimulatedCustomer",
    "SimulatedFault",
    "SimulatedMedia",
    "SimulatedMessage",
    "SimulatedNumber",
    "SimulatedTemplate",
    "SimulatedWebhook",
]

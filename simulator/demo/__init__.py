"""What the simulator holds of the demo: scripts of chats, their payloads, templates, and what is past."""

from simulator.demo.past import PastChat, PastMessage, graph_url, move_webhooks, write_past
from simulator.demo.payloads import FILES, bsuid_of, file_of, inbound_item, media_id_of, phone_digits
from simulator.demo.scripts import Line, Script, read_scripts
from simulator.demo.templates import TEMPLATES, DemoTemplate, get_template, is_template

__all__ = [
    "FILES",
    "TEMPLATES",
    "DemoTemplate",
    "Line",
    "PastChat",
    "PastMessage",
    "Script",
    "bsuid_of",
    "file_of",
    "get_template",
    "graph_url",
    "inbound_item",
    "is_template",
    "media_id_of",
    "move_webhooks",
    "phone_digits",
    "read_scripts",
    "write_past",
]

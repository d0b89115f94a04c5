"""Make the demo's shop once, and let it follow the address of the server."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from messaging.actions.core import rebuild_bills, rebuild_search_index
from messaging.actions.inbox import configure_inbox, create_inbox, make_default
from messaging.actions.people import create_api_token
from messaging.actors import Actor
from messaging.feed import recording
from messaging.management.demo import demo_file, past
from messaging.management.demo.agents import COLLEAGUES, VISITOR, Login, new_logins, put_agents, put_teams
from messaging.management.demo.canned_responses import write_canned_responses
from messaging.management.demo.drafts import write_drafts
from messaging.management.demo.files import write_files
from messaging.management.demo.histories import write_conversations
from messaging.management.demo.notes import write_notes
from messaging.management.demo.saved_views import write_saved_views
from messaging.management.demo.templates import write_templates
from messaging.models import Inbox
from simulator.demo import graph_url, read_scripts

BY = Actor.system("create_demo")
NAME = "Maple & Oak"
# From the range that the regulator keeps for drama.
ADDRESS = "+441174960123"


def create_demo(url: str) -> dict[str, object]:
    """Make the demo once and return the content of ``var/demo.json``; ``url`` is where this server is reached.

    The database decides whether there is a demo. Without the file, or with one of another database,
    the three logins and the token are made anew. Inbox, simulator and file follow a new ``url``.
    """
    url = url.rstrip("/")
    inbox = Inbox.objects.filter(transport=Inbox.Transport.WHATSAPP_CLOUD, address=ADDRESS).first()
    kept = demo_file.read()
    if inbox is None:
        kept = _create(url)
    elif kept is None or kept["inbox"]["id"] != inbox.pk:
        kept = _renew(inbox, url)
    elif kept["url"] != url:
        kept = _move(inbox, url, kept)
    return kept


def _create(url: str) -> dict[str, Any]:
    logins = new_logins()
    with recording(by=BY):
        people = put_agents(logins)
        teams = put_teams(people, by=BY)
        inbox = create_inbox(
            by=BY,
            transport=Inbox.Transport.WHATSAPP_CLOUD,
            name=NAME,
            address=ADDRESS,
            config=_config(url),
            members=people.values(),
        )
        make_default(inbox, by=BY)
        now = timezone.now().replace(microsecond=0)
        conversations = write_conversations(inbox, people, teams, read_scripts(), now)
        write_files(conversations)
        write_notes(conversations, people, now)
        write_drafts(conversations, people, by=BY)
        write_templates(inbox)
        write_canned_responses(inbox, people)
        write_saved_views(people)
        Inbox.objects.filter(pk=inbox.pk).update(templates_synced_at=now)
        past.write_at_provider(inbox, url, conversations)
        # These rows were written past the log, which would have indexed and charged them.
        list(rebuild_search_index(by=BY))
        list(rebuild_bills(by=BY))
        token = create_api_token(people[VISITOR.username], by=BY)
    return _keep(inbox, url, logins, token)


def _config(url: str) -> dict[str, str]:
    return {
        "phone_number_id": _digits(15),
        "waba_id": _digits(15),
        "app_secret": secrets.token_hex(16),
        "verify_token": secrets.token_urlsafe(16),
        "access_token": secrets.token_urlsafe(32),
        "webhook_secret": secrets.token_urlsafe(32),
        "graph_base_url": graph_url(url),
    }


def _digits(count: int) -> str:
    return str(secrets.randbelow(9 * 10 ** (count - 1)) + 10 ** (count - 1))


def _renew(inbox: Inbox, url: str) -> dict[str, Any]:
    logins = new_logins()
    with recording(by=BY):
        people = put_agents(logins)
        _point(inbox, url)
        token = create_api_token(people[VISITOR.username], by=BY)
    return _keep(inbox, url, logins, token)


def _move(inbox: Inbox, url: str, kept: dict[str, Any]) -> dict[str, Any]:
    with recording(by=BY):
        _point(inbox, url)
    moved = kept | {"url": url}
    demo_file.write(moved)
    return moved


def _point(inbox: Inbox, url: str) -> None:
    """Point the inbox and the fake Meta at each other, unless the inbox points at the real Meta."""
    if inbox.settings.get("graph_base_url", "").endswith(graph_url("")):
        token = inbox.config["access_token"]
        configure_inbox(inbox, {"graph_base_url": graph_url(url), "access_token": token}, by=BY)
        past.move_provider(inbox, url)


def _keep(inbox: Inbox, url: str, logins: Mapping[str, Login], token: str) -> dict[str, Any]:
    content: dict[str, Any] = {
        "url": url,
        "username": VISITOR.username,
        "password": logins[VISITOR.username].password,
        "api_token": token,
        "webhook_secret": inbox.config["webhook_secret"],
        "inbox": {"id": inbox.pk, "address": inbox.address},
        "agents": [
            {"username": person.username, "password": logins[person.username].password}
            for person in COLLEAGUES
        ],
    }
    # After the commit: a file without its database would be worse than a database without its file.
    demo_file.write(content)
    return content

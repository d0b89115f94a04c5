"""The demo's canned responses: of everybody, of a team, and of one agent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from messaging.actions.core import save_file
from messaging.models import Agent, CannedFile, CannedResponse, CannedUse, Inbox, Team
from simulator.media_samples import page


@dataclass(frozen=True, slots=True)
class Canned:
    """One of them; `uses`: how often it was sent in the weeks before."""

    shortcode: str
    title: str
    content: str
    uses: int = 0
    team: str = ""
    owner: str = ""
    buttons: Sequence[str] = ()
    file: str = ""


RESPONSES = (
    Canned(
        "hello",
        "Greeting",
        "Hello {{contact.first_name}}, {{agent.first_name}} here from {{inbox.name}}. How can I help?",
        uses=31,
    ),
    Canned(
        "tracking",
        "Parcel is on its way",
        "Good news, {{contact.first_name}}: order {{order number}} has left our workshop. "
        "You can follow it here: https://track.example/{{tracking code}}",
        uses=22,
    ),
    Canned(
        "thanks",
        "Thank you and goodbye",
        "You are welcome, {{contact.first_name}}. Enjoy it, and write to us whenever something comes up. "
        "{{agent.first_name}}",
        uses=19,
    ),
    Canned(
        "order-number",
        "Ask for the order number",
        "Could you send me your order number? It begins with MO-.",
        14,
    ),
    Canned(
        "moment",
        "Looking into it",
        "Thanks, {{contact.first_name}}. Give me a moment, I am looking into it.",
        uses=12,
    ),
    Canned(
        "delivered",
        "Has it arrived?",
        "Hello {{contact.first_name}}, your order {{order number}} should be with you. Has it arrived safely?",
        uses=9,
        buttons=("All good", "Something is wrong", "Not here yet"),
    ),
    Canned(
        "care",
        "How to care for oiled wood",
        "Here is how to keep oiled wood beautiful: wipe it with a damp cloth, and oil it once a year.",
        uses=7,
        file="Care of oiled wood.pdf",
    ),
    Canned(
        "photo",
        "Ask for a photo of the damage",
        "I am sorry to hear that, {{contact.first_name}}. Could you send me a photo of the damage, and one of the box?",
        uses=6,
        team="Returns",
    ),
    Canned(
        "return",
        "How to send it back",
        "No problem. Put it into its box; {{carrier}} collects it on {{day}} between 9:00 and 17:00. "
        "The money is with you five days after that.",
        uses=5,
        team="Returns",
    ),
    Canned(
        "trade",
        "Trade prices",
        "For trade customers we take {{percent}} % off from five pieces. Shall I send you an offer?",
        uses=3,
        team="Orders",
    ),
    Canned(
        "hours",
        "Opening hours",
        "We are here Monday to Friday, 9:00 to 18:00, and on Saturday until 14:00. "
        "Outside these hours we answer the next morning.",
        uses=3,
    ),
    Canned(
        "call",
        "Call you back",
        "Shall I call you, {{contact.first_name}}? Today I am free at {{time}}.",
        owner="demo",
    ),
)


def write_canned_responses(inbox: Inbox, people: Mapping[str, Agent]) -> None:
    """Store them with their files and uses; the past makes no feed events."""
    teams = {team.name: team for team in Team.objects.all()}
    rows = CannedResponse.objects.bulk_create(_row(one, people, teams) for one in RESPONSES)
    CannedUse.objects.bulk_create(
        CannedUse(canned_response=row, inbox=inbox)
        for row, one in zip(rows, RESPONSES, strict=True)
        for _ in range(one.uses)
    )
    for row, one in zip(rows, RESPONSES, strict=True):
        if one.file:
            _write_file(row, one.file)


def _row(one: Canned, people: Mapping[str, Agent], teams: Mapping[str, Team]) -> CannedResponse:
    return CannedResponse(
        shortcode=one.shortcode,
        title=one.title,
        content=one.content,
        interactive=_interactive(one.buttons),
        team=teams[one.team] if one.team else None,
        owner=people[one.owner] if one.owner else None,
    )


def _interactive(buttons: Sequence[str]) -> dict[str, Any] | None:
    if not buttons:
        return None
    replies = [{"id": f"choice-{place}", "title": title} for place, title in enumerate(buttons, 1)]
    return {"type": "button", "action": {"buttons": [{"type": "reply", "reply": reply} for reply in replies]}}


def _write_file(canned: CannedResponse, name: str) -> None:
    data, mime_type = page("Maple & Oak: care of oiled wood"), "application/pdf"
    file = CannedFile(canned_response=canned, kind="document", mime_type=mime_type, filename=name)
    stored = save_file(file, BytesIO(data), mime_type)
    file.file.name, file.thumbnail.name = stored.file, stored.thumbnail
    file.size, file.sha256 = stored.size, stored.sha256
    file.save()

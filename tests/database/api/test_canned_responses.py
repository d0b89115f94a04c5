"""Canned responses over REST: whose they are, what goes with them, how they are ranked, and who is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from messaging.actions.people import add_canned_response, change_canned_response, save_team
from messaging.actions.people.credentials import create_api_token
from messaging.api.kit import actor_of
from messaging.feed import positions
from messaging.models import Agent, CannedFile, CannedResponse, CannedUse, Inbox, Message, Team
from tests.factories import BY, an_agent, an_inbox, an_upload, from_customer
from tests.files import png

pytestmark = pytest.mark.django_db

URL = "/api/canned-responses"
BUTTONS = {
    "type": "button",
    "action": {"buttons": [{"type": "reply", "reply": {"id": "y", "title": "Yes"}}]},
}


@pytest.fixture(autouse=True)
def _storage(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def client_of(agent: Agent) -> Client:
    return Client(headers={"Authorization": f"Token {create_api_token(agent, by=BY)}"})


def post(client: Client, path: str = "", **body: Any) -> Any:
    return client.post(f"{URL}{path}", data=body, content_type="application/json")


def patch(client: Client, pk: int, **body: Any) -> Any:
    return client.patch(f"{URL}/{pk}", data=body, content_type="application/json")


def shortcodes(client: Client, query: str = "") -> dict[str, Any]:
    return {row["shortcode"]: row for row in client.get(f"{URL}{query}").json()["results"]}


@pytest.fixture
def team(agent: Agent) -> Team:
    return save_team(Team(name="Returns"), [agent], by=BY)


def test_one_is_made_read_changed_and_deleted(api: Client, agent: Agent) -> None:
    made = post(
        api, shortcode="Hello", title="Greeting", content="Hi {{contact.first_name}}, {{ day }}? {{day}}"
    )
    assert made.status_code == 201
    row = made.json()
    assert (row["shortcode"], row["scope"], row["owner"]["id"]) == ("hello", "personal", agent.pk)
    assert (row["variables"], row["uses"], row["editable"]) == (["contact.first_name", "day"], None, True)
    assert api.get(f"{URL}/{row['id']}").json() == row
    assert patch(api, row["id"], content="Hi!").json()["content"] == "Hi!"
    assert api.delete(f"{URL}/{row['id']}").status_code == 204
    assert not CannedResponse.objects.exists()


def test_each_sees_what_is_shared_their_own_and_their_teams(api: Client, agent: Agent, team: Team) -> None:
    boss, other = an_agent("supervisor"), an_agent()
    for canned in (
        CannedResponse(shortcode="all", content="1"),
        CannedResponse(shortcode="mine", content="2", owner=agent),
        CannedResponse(shortcode="returns", content="3", team=team),
        CannedResponse(shortcode="theirs", content="4", owner=other),
    ):
        add_canned_response(canned, by=BY)
    assert shortcodes(api).keys() == {"all", "mine", "returns"}
    assert shortcodes(client_of(other)).keys() == {"all", "theirs"}
    assert shortcodes(client_of(boss)).keys() == {"all", "returns"}
    theirs = CannedResponse.objects.get(shortcode="theirs")
    assert api.get(f"{URL}/{theirs.pk}").status_code == 404


RIGHTS = [
    # whose, who, may
    ("shared", "agent", False),
    ("shared", "member", False),
    ("shared", "supervisor", True),
    ("shared", "admin", True),
    ("team", "agent", False),
    ("team", "member", True),
    ("team", "supervisor", True),
    ("personal", "agent", True),
]


@pytest.mark.parametrize(("scope", "who", "may"), RIGHTS)
def test_who_may_write_which(team: Team, scope: str, who: str, may: bool) -> None:
    writer = an_agent(who if who in {"supervisor", "admin"} else "agent")
    if who == "member":
        team.agents.add(writer)
    client = client_of(writer)
    of = {"team": team.pk} if scope == "team" else {}
    made = post(client, shortcode="bye", content="Bye", scope=scope, **of)
    assert made.status_code == (201 if may else 403)
    # The same right decides over one that is there.
    there = CannedResponse.objects.filter(shortcode="bye").first() or add_canned_response(
        CannedResponse(shortcode="bye", content="Bye", team=team if scope == "team" else None), by=BY
    )
    seen = client.get(f"{URL}/{there.pk}")
    if seen.status_code == 200:
        assert seen.json()["editable"] is may
    refused = 403 if seen.status_code == 200 else 404
    assert patch(client, there.pk, content="Ciao").status_code == (200 if may else refused)
    assert client.delete(f"{URL}/{there.pk}").status_code == (204 if may else refused)


def test_a_move_needs_the_right_to_where_it_goes(api: Client, agent: Agent, team: Team) -> None:
    pk = post(api, shortcode="bye", content="Bye").json()["id"]
    assert patch(api, pk, scope="shared").status_code == 403
    assert patch(api, pk, scope="team").json()["errors"] == {"team": ["Say which team."]}
    assert patch(api, pk, scope="team", team=team.pk).json()["scope"] == "team"
    assert patch(api, pk, title="Parting").json()["team"]["id"] == team.pk
    row = patch(api, pk, scope="personal").json()
    assert (row["owner"]["id"], row["team"]) == (agent.pk, None)


def test_a_shortcode_stands_once_in_each_scope(api: Client, team: Team) -> None:
    boss = client_of(an_agent("supervisor"))
    assert post(boss, shortcode="bye", content="1", scope="shared").status_code == 201
    assert post(api, shortcode="bye", content="2").status_code == 201
    assert post(api, shortcode="bye", content="3", scope="team", team=team.pk).status_code == 201
    for client, again in (
        (boss, {"scope": "shared"}),
        (api, {}),
        (api, {"scope": "team", "team": team.pk}),
    ):
        refused = post(client, shortcode="BYE", content="x", **again)
        assert (refused.status_code, list(refused.json()["errors"])) == (400, ["shortcode"])
    assert CannedResponse.objects.count() == 3


def test_what_can_be_chosen_goes_with_the_content(api: Client) -> None:
    made = post(api, shortcode="ok", content="All fine?", interactive={**BUTTONS, "body": {"text": "other"}})
    assert made.json()["interactive"] == BUTTONS
    long = {**BUTTONS["action"]["buttons"][0], "reply": {"id": "y", "title": "y" * 21}}
    for wrong, place in (
        ({"interactive": {"type": "nonsense"}}, "interactive.type"),
        ({"content": ""}, "content"),
        (
            {"interactive": {"type": "button", "action": {"buttons": [long]}}},
            "interactive.action.buttons.0.reply.title",
        ),
        ({"interactive": {**BUTTONS, "footer": {"text": "{{day}}"}}}, "interactive"),
        ({"interactive": {**BUTTONS, "header": {"type": "image"}}}, "interactive.header"),
        ({"interactive": {**BUTTONS, "header": {"type": []}}}, "interactive.header.type"),
        ({"interactive": {**BUTTONS, "header": {"type": {}}}}, "interactive.header.type"),
    ):
        refused = patch(api, made.json()["id"], **wrong)
        assert (refused.status_code, list(refused.json()["errors"])) == (400, [place]), wrong
    assert patch(api, made.json()["id"], interactive=None).json()["interactive"] is None


def test_files_go_with_it_and_stay_with_what_was_sent(api: Client, agent: Agent, inbox: Inbox) -> None:
    pk = post(api, shortcode="care", content="").json()["id"]
    lamp = SimpleUploadedFile("lamp.png", png(), "image/png")
    added = api.post(f"{URL}/{pk}/files", {"file": lamp})
    assert added.status_code == 201
    upload = an_upload(inbox, agent, filename="copy.png")
    upload.file.storage.delete(upload.file.name)
    upload.file.save("", SimpleUploadedFile("x", png()))
    assert post(api, f"/{pk}/files", attachment=upload.pk).json()["filename"] == "copy.png"
    files = api.get(f"{URL}/{pk}").json()["files"]
    assert [file["filename"] for file in files] == ["lamp.png", "copy.png"]
    answer = api.get(files[0]["url"])
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    for closer in answer._resource_closers:  # `close` would end the connection to the database, too
        closer()
    # A stranger reads neither it nor its files.
    assert client_of(an_agent()).get(files[0]["url"]).status_code == 404
    assert api.delete(files[0]["url"]).status_code == 204
    assert [file["filename"] for file in api.get(f"{URL}/{pk}").json()["files"]] == ["copy.png"]


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (SimpleUploadedFile("empty.png", b"", "image/png"), "empty"),
        (SimpleUploadedFile("run.exe", b"MZ\x90\x00" * 40, "application/x-msdownload"), "this one is"),
    ],
)
def test_a_file_that_no_inbox_could_send_is_refused(
    api: Client, inbox: Inbox, file: SimpleUploadedFile, why: str
) -> None:
    pk = post(api, shortcode="care", content="x").json()["id"]
    file.seek(0)
    refused = api.post(f"{URL}/{pk}/files", {"file": file})
    assert refused.status_code == 400
    assert why in refused.json()["errors"]["file"][0]
    assert not CannedFile.objects.exists()


def test_files_and_choices_exclude_each_other_and_there_are_five(api: Client) -> None:
    pk = post(api, shortcode="ok", content="All fine?", interactive=BUTTONS).json()["id"]
    lamp = SimpleUploadedFile("lamp.png", png(), "image/png")
    assert api.post(f"{URL}/{pk}/files", {"file": lamp}).status_code == 400
    assert patch(api, pk, interactive=None).status_code == 200
    for expected in (201,) * 5 + (400,):
        lamp.seek(0)
        assert api.post(f"{URL}/{pk}/files", {"file": lamp}).status_code == expected
    assert patch(api, pk, interactive=BUTTONS).status_code == 400


# --- two at once --------------------------------------------------------------------------------


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Let something happen once, between a request that has come and the action that it asks for."""

    def arrange(happens: Callable[[], object]) -> None:
        def actor_then(request: Any) -> Any:
            monkeypatch.undo()
            happens()
            return actor_of(request)

        monkeypatch.setattr("messaging.api.canned_responses.actor_of", actor_then)

    return arrange


Meanwhile = Callable[[Callable[[], object]], None]


def test_two_changes_of_different_fields_are_both_kept(api: Client, meanwhile: Meanwhile) -> None:
    pk = post(api, shortcode="bye", title="Parting", content="Bye").json()["id"]
    meanwhile(lambda: patch(api, pk, content="Ciao"))
    row = patch(api, pk, title="Farewell").json()
    assert (row["title"], row["content"]) == ("Farewell", "Ciao")


def test_what_is_deleted_meanwhile_is_gone(api: Client, meanwhile: Meanwhile) -> None:
    lamp = SimpleUploadedFile("lamp.png", png(), "image/png")
    late: list[Callable[[int], Any]] = [
        lambda pk: patch(api, pk, title="Farewell"),
        lambda pk: api.delete(f"{URL}/{pk}"),
        lambda pk: api.post(f"{URL}/{pk}/files", {"file": lamp}),
    ]
    for call in late:
        pk = post(api, shortcode="bye", content="Bye").json()["id"]
        meanwhile(lambda pk=pk: CannedResponse.objects.filter(pk=pk).delete())  # type: ignore[misc]
        assert call(pk).status_code == 404
    assert not CannedResponse.objects.exists()


def test_the_right_is_asked_of_what_is_there_by_then(api: Client, team: Team, meanwhile: Meanwhile) -> None:
    lamp = SimpleUploadedFile("lamp.png", png(), "image/png")
    late: list[Callable[[int], Any]] = [
        lambda pk: patch(api, pk, content="Mine"),
        lambda pk: api.delete(f"{URL}/{pk}"),
        lambda pk: api.post(f"{URL}/{pk}/files", {"file": lamp}),
    ]
    for number, call in enumerate(late):
        code = f"bye{number}"
        pk = post(api, shortcode=code, content="Bye", scope="team", team=team.pk).json()["id"]
        meanwhile(lambda pk=pk: CannedResponse.objects.filter(pk=pk).update(team=None))  # type: ignore[misc]
        assert call(pk).status_code == 403
    assert set(CannedResponse.objects.values_list("content", "files")) == {("Bye", None)}


def test_choices_and_a_file_at_once_are_not_both_kept(api: Client, meanwhile: Meanwhile) -> None:
    lamp = SimpleUploadedFile("lamp.png", png(), "image/png")
    pk = post(api, shortcode="ok", content="All fine?").json()["id"]
    meanwhile(lambda: patch(api, pk, interactive=BUTTONS))
    assert api.post(f"{URL}/{pk}/files", {"file": lamp}).status_code == 400
    assert not CannedFile.objects.exists()
    pk = post(api, shortcode="no", content="All fine?", interactive=BUTTONS).json()["id"]

    def choices_become_a_file() -> None:
        assert patch(api, pk, interactive=None).status_code == 200
        lamp.seek(0)
        assert api.post(f"{URL}/{pk}/files", {"file": lamp}).status_code == 201

    meanwhile(choices_become_a_file)
    # A change of something else brings them not back.
    row = patch(api, pk, title="Asking").json()
    assert (row["interactive"], len(row["files"]), row["title"]) == (None, 1, "Asking")


@pytest.mark.engine("postgresql")
def test_a_change_locks_the_row_before_it_looks_at_it(api: Client) -> None:
    pk = post(api, shortcode="bye", content="Bye").json()["id"]
    for call in (lambda: patch(api, pk, content="Ciao"), lambda: api.delete(f"{URL}/{pk}")):
        with CaptureQueriesContext(connection) as caught:
            call()
        reads = [one["sql"] for one in caught if 'FROM "messaging_cannedresponse"' in one["sql"]]
        assert "FOR NO KEY UPDATE" in reads[0]


# --- use ----------------------------------------------------------------------------------------


def reply(api: Client, conversation: int, **body: Any) -> Any:
    return api.post(
        f"/api/conversations/{conversation}/messages/", data=body, content_type="application/json"
    )


def test_uses_are_counted_in_the_inbox_where_it_was_sent(api: Client, agent: Agent, inbox: Inbox) -> None:
    other = an_inbox(agent)
    hello = add_canned_response(CannedResponse(shortcode="hello", content="Hi"), by=BY)
    first, second = from_customer(inbox).conversation_id, from_customer(other).conversation_id
    client_id = "6f1d3c5e-0a53-4c39-9a34-3a7a2f8f3c10"
    for _ in range(2):  # the second is the first once more
        assert (
            reply(api, first, content="Hi", client_id=client_id, canned_response=hello.pk).status_code == 201
        )
    assert reply(api, first, content="Hi there", canned_response=hello.pk).status_code == 201
    assert reply(api, second, content="Hi").status_code == 201
    assert shortcodes(api, f"?inbox={inbox.pk}")["hello"]["uses"] == 2
    assert shortcodes(api, f"?inbox={other.pk}")["hello"]["uses"] == 0
    # Of an inbox that one does not see nothing is counted.
    assert shortcodes(client_of(an_agent()), f"?inbox={inbox.pk}")["hello"]["uses"] is None


def test_one_that_is_gone_or_somebody_elses_counts_nothing_and_stops_no_message(
    api: Client, inbox: Inbox
) -> None:
    theirs = add_canned_response(CannedResponse(shortcode="x", content="x", owner=an_agent()), by=BY)
    conversation = from_customer(inbox).conversation_id
    for named in (theirs.pk, 10**9):
        assert reply(api, conversation, content="Hi", canned_response=named).status_code == 201
    assert not CannedUse.objects.exists()
    assert Message.objects.filter(direction="outbound").count() == 2


def test_an_old_favourite_goes_down(api: Client, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("messaging.queries.USES_COUNTED", 3)
    old, new = (
        add_canned_response(CannedResponse(shortcode=code, content=code), by=BY) for code in ("old", "new")
    )
    for canned, count in ((old, 5), (new, 2)):
        CannedUse.objects.bulk_create(CannedUse(canned_response=canned, inbox=inbox) for _ in range(count))
    uses = shortcodes(api, f"?inbox={inbox.pk}")
    assert (uses["old"]["uses"], uses["new"]["uses"]) == (1, 2)


# --- who is told --------------------------------------------------------------------------------


class Recorded:
    """The events since the last look, by inbox."""

    def __init__(self) -> None:
        self.heads = {pk: head.seq for pk, head in positions.heads().items()}

    def __call__(self) -> dict[int, list[dict[str, Any]]]:
        found = dict(self._read())
        self.__init__()
        return found

    def _read(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        for pk, head in positions.heads().items():
            events = positions.since(pk, self.heads.get(pk, 0)) if head.seq > self.heads.get(pk, 0) else []
            changes = [event.payload for event in events if event.kind == "canned_response.updated"]
            if changes:
                yield pk, changes


def test_those_are_told_who_see_it_and_no_text_is_in_the_feed(inbox: Inbox, agent: Agent) -> None:
    other = an_inbox()
    recorded = Recorded()
    mine = add_canned_response(CannedResponse(shortcode="x", content="secret", owner=agent), by=BY)
    change = {"id": mine.pk, "scope": "personal", "deleted": False}
    assert recorded() == {inbox.pk: [change]}
    boss = client_of(an_agent("supervisor"))
    pk = post(boss, shortcode="all", content="1", scope="shared").json()["id"]
    assert recorded().keys() == {inbox.pk, other.pk}
    assert patch(boss, pk, content="2").status_code == 200
    assert recorded()[other.pk] == [{"id": pk, "scope": "shared", "deleted": False}]
    assert boss.delete(f"{URL}/{pk}").status_code == 204
    assert recorded()[other.pk] == [{"id": pk, "scope": None, "deleted": True}]


def test_those_are_told_who_see_it_no_longer(inbox: Inbox, agent: Agent, team: Team) -> None:
    elsewhere = an_inbox(newcomer := an_agent())
    canned = add_canned_response(CannedResponse(shortcode="x", content="1", team=team), by=BY)
    recorded = Recorded()
    save_team(team, [newcomer], by=BY)
    assert recorded().keys() == {inbox.pk, elsewhere.pk}
    change_canned_response(canned.pk, {"scope": "personal"}, agent=newcomer, by=BY)
    assert recorded().keys() == {inbox.pk, elsewhere.pk}


def test_a_shared_file_is_taken_away_by_supervisors_alone(api: Client) -> None:
    canned = add_canned_response(CannedResponse(shortcode="care", content="x"), by=BY)
    boss = client_of(an_agent("supervisor"))
    lamp = SimpleUploadedFile("lamp.png", png(), "image/png")
    url = f"{URL}/{canned.pk}/files/{boss.post(f'{URL}/{canned.pk}/files', {'file': lamp}).json()['id']}"
    assert api.delete(url).status_code == 403
    assert api.post(f"{URL}/{canned.pk}/files", {"file": lamp}).status_code == 403
    assert boss.delete(url).status_code == 204

"""Interactive messages as Meta accepts them: buttons, lists, a link, requests. No database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from simulator.wire.meta import checks
from simulator.wire.meta.errors import bad_parameter
from simulator.wire.texts import readable_line, storable

MAX_BUTTONS, MAX_SECTIONS, MAX_ROWS = 3, 10, 10
HEADERS = ("text", "image", "video", "document")
KEYS = ("type", "header", "body", "footer", "action")


def read(part: Any) -> tuple[Any, str]:
    """Check an interactive message; return it with its readable line, or raise `GraphError`."""
    fields = checks.mapping(part, "interactive")
    return storable(fields), readable_line("interactive", _words(fields))


def _words(fields: Mapping[str, Any]) -> str:
    """Return the words of the body."""
    kind = fields.get("type")
    if kind not in ACTIONS:
        raise bad_parameter(f"Param interactive['type'] must be one of {{{', '.join(ACTIONS).upper()}}}.")
    checks.known_keys(fields, "interactive", KEYS)
    body = checks.mapping(fields.get("body"), "interactive['body']")
    words = checks.text(body, "text", "interactive['body']", 4096 if kind == "list" else 1024)
    _header(fields)
    if "footer" in fields:
        footer = checks.mapping(fields["footer"], "interactive['footer']")
        checks.text(footer, "text", "interactive['footer']", 60)
    ACTIONS[kind](checks.mapping(fields.get("action"), "interactive['action']"))
    return words


def _header(fields: Mapping[str, Any]) -> None:
    if "header" not in fields:
        return
    header = checks.mapping(fields["header"], "interactive['header']")
    kind = header.get("type")
    if kind not in HEADERS or (kind != "text" and fields["type"] == "list"):
        raise bad_parameter("Param interactive['header']['type'] is not one that this message may have.")
    if kind == "text":
        checks.text(header, "text", "interactive['header']", 60)
    else:
        checks.mapping(header.get(kind), f"interactive['header']['{kind}']")


def _buttons(action: Mapping[str, Any]) -> None:
    label = "interactive['action']['buttons']"
    buttons = checks.sequence(action.get("buttons"), label, MAX_BUTTONS)
    replies = [_reply(button, f"{label}[{index}]") for index, button in enumerate(buttons)]
    _unique([reply for reply, _ in replies], label, "ids")
    _unique([title for _, title in replies], label, "titles")


def _reply(button: Any, label: str) -> tuple[str, str]:
    fields = checks.mapping(button, label)
    if fields.get("type") != "reply":
        raise bad_parameter(f"Param {label}['type'] must be one of {{REPLY}}.")
    reply = checks.mapping(fields.get("reply"), f"{label}['reply']")
    name = f"{label}['reply']"
    return checks.text(reply, "id", name, 256), checks.text(reply, "title", name, 20)


def _list(action: Mapping[str, Any]) -> None:
    checks.text(action, "button", "interactive['action']", 20)
    label = "interactive['action']['sections']"
    sections = checks.sequence(action.get("sections"), label, MAX_SECTIONS)
    ids = []
    for index, section in enumerate(sections):
        name = f"{label}[{index}]"
        fields = checks.mapping(section, name)
        checks.text(fields, "title", name, 24, needed=len(sections) > 1)
        rows = checks.sequence(fields.get("rows"), f"{name}['rows']", MAX_ROWS)
        ids += [_row(row, f"{name}['rows'][{place}]") for place, row in enumerate(rows)]
    if len(ids) > MAX_ROWS:
        raise bad_parameter(f"Total row count exceed max allowed count: {MAX_ROWS}.")
    _unique(ids, label, "row ids")


def _row(row: Any, label: str) -> str:
    fields = checks.mapping(row, label)
    checks.text(fields, "title", label, 24)
    checks.text(fields, "description", label, 72, needed=False)
    return checks.text(fields, "id", label, 200)


def _link(action: Mapping[str, Any]) -> None:
    _named("cta_url")(action)
    label = "interactive['action']['parameters']"
    parameters = checks.mapping(action.get("parameters"), label)
    checks.text(parameters, "display_text", label, 20)
    url = checks.text(parameters, "url", label, 2000)
    if not url.startswith(("https://", "http://")):
        raise bad_parameter(f"Param {label}['url'] must be a valid URL.")


def _named(name: str) -> Callable[[Mapping[str, Any]], None]:
    def check_name(action: Mapping[str, Any]) -> None:
        if action.get("name") != name:
            raise bad_parameter(f"Param interactive['action']['name'] must be one of {{{name.upper()}}}.")

    return check_name


def _unique(values: list[str], label: str, what: str) -> None:
    if len(set(values)) != len(values):
        raise bad_parameter(f"Param {label}: {what} must be unique.")


ACTIONS: dict[Any, Callable[[Mapping[str, Any]], None]] = {
    "button": _buttons,
    "list": _list,
    "cta_url": _link,
    "location_request_message": _named("send_location"),
    "request_contact_info": _named("request_contact_info"),
}

"""The table of client libraries in docs/simulator.md says what `tests/clients` calls, and of which version."""

from __future__ import annotations

import json
import re

from tests.live import PROJECT

CLIENTS = PROJECT / "tests/clients"
# By the name of the library: where its calls are.
FILES = {
    "pywa": ("test_pywa.py", "test_pywa_account.py"),
    "heyoo": ("test_heyoo.py",),
    "@kapso/whatsapp-cloud-api": ("test_kapso.py",),
    "whatsapp-api-js": ("test_whatsapp_api_js.py",),
    "whatsapp": ("test_meta_sdk.py",),
}
PAGE = (PROJECT / "docs/simulator.md").read_text("utf-8")


def table() -> list[list[str]]:
    """The rows of the table, the head first, without its rule."""
    text = PAGE.partition("client libraries of others ask")[2].partition("\n\n")[2].partition("\n\n")[0]
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    return [head, *rows]


def test_every_call_in_the_table_is_made() -> None:
    head, *rows = table()
    called = {
        name: set(re.findall(r"\w+", "".join((CLIENTS / file).read_text("utf-8") for file in FILES[name])))
        for name in (column.split()[0] for column in head[1:])
    }
    lost = [
        f"{name}: {call}"
        for row in rows
        for name, cell in zip(called, row[1:], strict=True)
        for call in re.findall(r"`(\w+)`", cell)
        if call not in called[name]
    ]
    assert (lost, list(called)) == ([], list(FILES))
    # A cell names calls, or is a dash.
    assert [row for row in rows for cell in row[1:] if re.search(r"\w", cell) and "`" not in cell] == []


def test_the_versions_are_the_pinned_ones() -> None:
    named = dict(column.split()[:2] for column in table()[0][1:])
    pinned = dict(json.loads((CLIENTS / "package.json").read_text())["dependencies"])
    requirements = (PROJECT / "requirements-dev.txt").read_text()
    pinned |= dict(re.findall(r"^(pywa|heyoo)==(\S+)", requirements, re.MULTILINE))
    assert named == pinned


def test_the_lock_file_names_no_registry() -> None:
    assert "resolved" not in (CLIENTS / "package-lock.json").read_text()

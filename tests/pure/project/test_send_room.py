"""The room that sends: few floors, and one place that refuses."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from tests.live import PROJECT

ROOM = PROJECT / "messaging/actions/outgoing"
PACKAGE = "messaging.actions.outgoing"
# `send_checks` and what only it calls.
REFUSING = {"send_checks", "contents", "policy", "times"}
# Function by function what a race refuses; each says which in its module.
RACES = {
    ("idempotency", "find_earlier"),
    ("idempotency", "find_earlier_conversation"),
    ("retrying", "confirm_message"),
    ("storing", "_attach"),
    ("sending", "send_to"),
}


def modules() -> dict[str, ast.Module]:
    return {path.stem: ast.parse(path.read_text("utf-8")) for path in sorted(Path(ROOM).glob("*.py"))}


def imported(tree: ast.Module) -> set[str]:
    """The modules of the room that this one imports."""
    sources = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {one.removeprefix(f"{PACKAGE}.") for one in sources if one.startswith(f"{PACKAGE}.")}


def test_the_longest_chain_of_imports_has_four_modules() -> None:
    found = {name: imported(tree) for name, tree in modules().items()}

    @cache
    def chain(name: str) -> int:
        return 1 + max((chain(one) for one in found[name]), default=0)

    assert chain("__init__") == 4


def test_only_the_checks_refuse() -> None:
    raising = {
        (module, function.name)
        for module, tree in modules().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        # A bare `raise` passes on what somebody else refused.
        if any(isinstance(node, ast.Raise) and node.exc is not None for node in ast.walk(function))
    }
    assert {module for module, _ in raising} >= {"send_checks", "contents", "policy"}
    assert {one for one in raising if one[0] not in REFUSING} == RACES


def test_nobody_else_calls_the_parts_of_the_check() -> None:
    found = {name: imported(tree) for name, tree in modules().items()}
    assert {name for name, parts in found.items() if "policy" in parts} == {"send_checks"}
    # The refusal of a file that the sweep took is worded there.
    assert {name for name, parts in found.items() if "contents" in parts} == {"send_checks", "storing"}
    assert {name for name, parts in found.items() if "times" in parts} == {"send_checks"}

"""docs/transports.md says what the code can do."""

from __future__ import annotations

from dataclasses import fields

from messaging import transports
from messaging.transports.catalogue.capabilities import Capabilities
from tools import capability_matrix


def test_tables_are_those_of_the_code():
    page = capability_matrix.PAGE.read_text("utf-8")
    assert page == capability_matrix.renewed(page), "run: python tools/capability_matrix.py"


def test_every_capability_has_a_row():
    shown = {
        *("receives", "sends", "interactive", "media", "captions"),
        *("longest_text", "longest_caption", "window_hours"),
    }
    assert {one.name for one in fields(Capabilities)} == shown | set(capability_matrix.FACTS)


def test_every_transport_has_a_guide_that_names_its_required_settings():
    page = capability_matrix.PAGE.read_text("utf-8")
    for kind in transports.kinds():
        assert f"--transport {kind}" in page
        for setting in transports.get(kind).settings:
            if setting.required:
                assert f"--set {setting.name}=" in page, setting.name
            # The addresses of the provider itself are for the simulator and for tests.
            elif not setting.name.startswith("graph_") and not setting.name.endswith("_base_url"):
                assert setting.name in page, setting.name

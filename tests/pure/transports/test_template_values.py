"""Templates that cannot go, schemas that nobody knows, and values that do not fit."""

from __future__ import annotations

import pytest

from messaging.errors import ConsoleError
from messaging.transports.catalogue.capabilities import TemplateRow
from messaging.transports.catalogue.templates import blanks, fill, unsendable
from tests.pure.transports.test_templates import BODY, ONE, asked, buttons, errors, row, sent, shown


class TestUnsendable:
    def test_state_that_can_go(self, subtests):
        for status in ["APPROVED", "approved", "FLAGGED", "REINSTATED"]:
            with subtests.test(status=status):
                assert unsendable(row(BODY, status=status)) == ""

    def test_state_that_cannot(self, subtests):
        for status in ["PENDING", "REJECTED", "PAUSED", "DISABLED", "IN_APPEAL", "DELETED", "NEW_ONE", ""]:
            with subtests.test(status=status):
                assert unsendable(row(BODY, status=status)).endswith(".")
                with pytest.raises(ConsoleError) as caught:
                    fill(row(BODY, status=status), {})
                assert caught.value.code == "template_unsendable"

    def test_unknown_part_is_said_and_the_rest_is_shown(self, subtests):
        for component, word in [
            ({"type": "CAROUSEL", "cards": []}, "carousel"),
            ({"type": "LIMITED_TIME_OFFER", "limited_time_offer": {}}, "limited time offer"),
            ({"type": "HOLOGRAM"}, "hologram"),
            ({}, "without a type"),
            ({"type": "HEADER", "format": "GIF"}, "gif"),
            (buttons({"type": "MPM", "text": "View"}), "MPM"),
            (buttons({"type": "CATALOG", "text": "View"}), "CATALOG"),
            (buttons({}), "without a type"),
            ("nonsense", "without a type"),
            (None, "without a type"),
            (7, "without a type"),
        ]:
            with subtests.test(component=component, word=word):
                template = row(ONE, component)
                assert word in unsendable(template)
                assert [one.key for one in blanks(template)] == ["body.1"]

    def test_unknown_buttons_keep_the_numbers_of_the_others(self):
        odd = buttons(
            {"type": "NEW", "text": "?"}, {"type": "URL", "text": "T", "url": "https://x.org/{{1}}"}
        )
        assert asked(BODY, odd) == [("button.1", "url_suffix", "", True)]

    def test_any_schema_is_read_without_a_crash(self, subtests):
        for components in [
            None,
            {},
            {"type": "BODY"},
            "BODY",
            [[]],
            [{"type": []}],
            [{"type": "BODY", "text": 7, "example": 7}],
            [{"type": "BUTTONS", "buttons": 7}],
            [{"type": "BUTTONS"}],
            [{"type": "HEADER", "format": {}}],
        ]:
            with subtests.test(components=components):
                template = TemplateRow("1", "n", "en", "APPROVED", components=components)
                assert isinstance(blanks(template), tuple)
                assert isinstance(unsendable(template), str)


class TestValues:
    BOTH = {"type": "BODY", "text": "{{1}} {{2}}"}

    def test_every_blank_is_named(self):
        found = errors(self.BOTH, values={"body.2": " ", "body.3": "x", "else": "y"})
        assert found == {
            "body.1": ["This field is required."],
            "body.2": ["This may not be blank."],
            "body.3": ["This template has no such blank."],
            "else": ["This template has no such blank."],
        }

    def test_what_meta_refuses_in_a_parameter(self, subtests):
        for value in ["a\nb", "a\tb", "a\rb", "a     b"]:
            with subtests.test(value=value):
                assert list(errors(ONE, values={"body.1": value})) == ["body.1"]

    def test_what_it_takes(self, subtests):
        for value in ["a    b", "🙂" * 500, "{{1}}", '"\\/']:
            with subtests.test(value=value):
                assert sent(ONE, values={"body.1": value})[0]["parameters"][0]["text"] == value

    def test_only_texts(self, subtests):
        for value in [7, None, ["x"], {}]:
            with subtests.test(value=value):
                assert list(errors(ONE, values={"body.1": value})) == ["body.1"]

    def test_lengths(self):
        header = {"type": "HEADER", "format": "TEXT", "text": "{{1}}!"}
        good = {"header.1": "x" * 59, "body.1": "x" * 1021}
        assert len(shown(header, ONE, values=good)["body"]) == 1024
        assert list(errors(header, ONE, values=good | {"header.1": "x" * 61})) == ["header.1"]
        assert list(errors(header, ONE, values=good | {"header.1": "x" * 60})) == ["header.1"]
        assert list(errors(header, ONE, values=good | {"body.1": "x" * 1025})) == ["body.1"]
        assert list(errors(header, ONE, values=good | {"body.1": "x" * 1022})) == ["body.1"]

    def test_body_that_stands_alone_may_be_longer(self):
        assert len(shown(ONE, values={"body.1": "x" * 1024})["body"]) == 1027

    def test_what_cannot_be_stored_is_replaced(self):
        assert sent(ONE, values={"body.1": "a\x00b\ud800"})[0]["parameters"][0]["text"] == "a\ufffdb\ufffd"

    def test_link_and_its_end_fit_together(self):
        link = buttons({"type": "URL", "text": "T", "url": "https://x.org/{{1}}"})
        longest = 2000 - len("https://x.org/{{1}}")
        assert sent(BODY, link, values={"button.0": "x" * longest})
        assert list(errors(BODY, link, values={"button.0": "x" * (longest + 1)})) == ["button.0"]


def track(url: str, *example: str) -> dict[str, object]:
    return buttons({"type": "URL", "text": "Track", "url": url, "example": list(example)})


def test_the_example_of_a_link_is_its_open_part(subtests: pytest.Subtests) -> None:
    for url, example, part in [
        ("https://shop.example/track/{{1}}", "https://shop.example/track/A17", "A17"),
        ("https://shop.example/track/{{1}}", "A17", "A17"),
        ("https://shop.example/{{1}}?s=1", "https://shop.example/A17?s=1", "A17"),
        ("https://shop.example/track/{{1}}", "https://other.example/x", ""),
        ("https://shop.example/track/{{1}}", "https://shop.example/track/", ""),
    ]:
        with subtests.test(url=url, example=example):
            assert asked(BODY, track(url, example)) == [("button.0", "url_suffix", part, True)]


def test_the_whole_link_is_no_end_of_it(subtests: pytest.Subtests) -> None:
    link = track("https://shop.example/track/{{1}}", "A17")
    for value in [
        "https://shop.example/track/A17",
        "HTTPS://x.org",
        "http://x",
        "shop.example/track/A17",
        "//shop.example/track/A17",
        "www.shop.example/A17",
    ]:
        with subtests.test(value=value), pytest.raises(ConsoleError) as refusal:
            fill(row(BODY, link), {"button.0": value})
        assert list(refusal.value.errors) == ["button.0"]
    for value in ["A17", "a/b?c=https", "shop", "?u=1"]:
        with subtests.test(value=value):
            (button,) = fill(row(BODY, link), {"button.0": value}).payload["shown"]["buttons"]
            assert button["url"] == f"https://shop.example/track/{value}"

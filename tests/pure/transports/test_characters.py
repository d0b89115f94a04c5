"""What a person sees of a text: something, or nothing; one emoji, or something else."""

from __future__ import annotations

import pytest

from messaging.transports.payload import check_payload
from messaging.transports.payload.characters import is_one_emoji, is_visible

EMOJIS = ["👍", "👍🏽", "👩‍👩‍👧‍👦", "🇩🇪", "1️⃣", "#⃣", "\u2139\ufe0f", "❤", "❤️", "❤️‍🔥", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏳️‍🌈", "🙋🏿‍♀️", "🫡", "©️"]  # fmt: skip
NO_EMOJIS = [
    "", "👍👍", "🇩🇪🇩🇪", "🇩🇪👍", "🇩", "🇩🇪🇫", "\u200d", "👍\u200d", "\u200d👍", "\ufe0f", "🏽", "👍🏽🏽", "1", "1️⃣1️⃣",
    "\u200b", "👍 ", "é", "\u2139\ufe0fé", "!", "。", "\u20e3", "€", "👍\u200b",
]  # fmt: skip
UNSEEN = [
    "", " ", "\n\t", "\u200b", "\u200d", "\ufeff", "\u2060\u00a0", "\u3164", "\u2800", "\ufe0f", "\u00ad", "\u202e", "\x07",
    "\u115f\u1160", "\U000e0041", " \u200b \n",
]  # fmt: skip


def test_exactly_one_emoji(subtests: pytest.Subtests) -> None:
    for text in EMOJIS:
        with subtests.test(text=text):
            assert is_one_emoji(text)
    for text in NO_EMOJIS:
        with subtests.test(text=ascii(text)):
            assert not is_one_emoji(text)


def test_a_text_of_which_nothing_is_seen(subtests: pytest.Subtests) -> None:
    for text in UNSEEN:
        with subtests.test(text=ascii(text)):
            assert not is_visible(text)
            location = {"latitude": 1, "longitude": 2, "name": text}
            assert bool(text) == bool(check_payload("location", {"location": location}))
    for text in [".", "\u200bx", "é", "👍", "नमस्ते", "한", "\u0301", "مرحبا"]:
        with subtests.test(text=text):
            assert is_visible(text)

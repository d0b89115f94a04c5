"""What makes a password easy to guess besides its length: a common word with something behind it."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

# As people swap them.
LEET = str.maketrans("013457@$!", "oleastasi")
EDGES = re.compile(r"^[\d\W_]+|[\d\W_]+$")
# What everybody here thinks of first.
SHORTEST_UNIT = 4
SENTENCE = (
    "This password is a common one with something added; three or four words that have nothing to do with each"
    " other are better."
)
OF_HERE = frozenset({"whatsapp", "support", "supportconsole", "customerservice", "meta", "twilio"})


class DressedUpPasswordValidator(CommonPasswordValidator):
    """Refuses a common password with digits and signs around it or letters swapped, and one that repeats itself.

    Django's list of 20,000 knows few with twelve characters: ``Password1234!`` is in it as ``password`` only.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raise `ValidationError`."""
        folded = unicodedata.normalize("NFKC", password).casefold()
        bare = EDGES.sub("", folded)
        words = {bare, bare.translate(LEET), EDGES.sub("", folded.translate(LEET))}
        units = {_unit(re.sub(r"[\W_]+", "", word)) for word in words if word} - {""}
        if units & (self.passwords | OF_HERE) or len(_unit(folded)) < SHORTEST_UNIT:
            raise ValidationError(SENTENCE, code="password_dressed_up")

    def get_help_text(self) -> str:
        return (
            "Not a common password with digits or signs added: better three or four words that are unrelated."
        )


def _unit(word: str) -> str:
    """Return what a word repeats: its first half where that is written twice."""
    length = next(
        n for n in range(1, len(word) + 1) if word[:n] * (len(word) // n) == word[: len(word) // n * n]
    )
    return word[:length] if len(word) % length == 0 else word

"""What follows from a provider's failure beside the message: one table for everything that reports failures.

A failure has a class (docs/design/providers.md A14) and may have traits of its entry in the provider's catalogue.
It is reported by the answer to a send, by a receipt that comes later, by a notice about the inbox, or by the
answer to a job. How each effect is brought about, and when newer knowledge forbids it, is the source's to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from messaging.errors import FailureClass


class Source(StrEnum):
    """Who reports a failure."""

    ANSWER = "answer"
    RECEIPT = "receipt"
    NOTICE = "notice"
    JOB = "job"


class Trait(StrEnum):
    """What the catalogue knows of one code besides its class; the fields of `ErrorEntry` of these names."""

    PAUSES = "pauses"
    TEMPLATE = "template"
    FILE = "file"


class Effect(StrEnum):
    """What changes beside the message."""

    CLOSE_WINDOW = "close_window"
    STOP_MARKETING = "stop_marketing"
    MARK_UNHEALTHY = "mark_unhealthy"
    REFETCH_TEMPLATES = "refetch_templates"
    # The provider's copy of the file is not used again; the next try uploads it anew.
    CLEAR_UPLOAD = "clear_upload"


_OF_MESSAGES = frozenset((Source.ANSWER, Source.RECEIPT))
_ALL = frozenset(Source)

# Class or trait, and source: the effect. What is not in here has no effect beside its message or job: RETRY and LIMIT
# are waited for, and a notice or a job speaks of no message, customer or file of ours.
TABLE: Mapping[FailureClass | Trait, tuple[Effect, frozenset[Source]]] = {
    FailureClass.WINDOW: (Effect.CLOSE_WINDOW, _OF_MESSAGES),
    FailureClass.NEVER: (Effect.STOP_MARKETING, _OF_MESSAGES),
    FailureClass.PERMANENT: (Effect.CLEAR_UPLOAD, _OF_MESSAGES),
    # Not of a job: a customer's file that is refused says nothing of what we send.
    FailureClass.INBOX: (Effect.MARK_UNHEALTHY, _ALL - {Source.JOB}),
    # An answer marks by its class alone, because only the class INBOX leaves the message in its lane; whether it
    # pauses as well is what this trait says to the source.
    Trait.PAUSES: (Effect.MARK_UNHEALTHY, _ALL - {Source.ANSWER}),
    Trait.TEMPLATE: (Effect.REFETCH_TEMPLATES, _OF_MESSAGES),
    Trait.FILE: (Effect.CLEAR_UPLOAD, _OF_MESSAGES),
}


def effects_of(
    source: Source,
    failure: FailureClass,
    *,
    pauses: bool = False,
    template: bool = False,
    file: bool = False,
) -> list[Effect]:
    """Return the effects of one failure, each once, in the order of `Effect`."""
    traits = {Trait.PAUSES: pauses, Trait.TEMPLATE: template, Trait.FILE: file}
    reasons: list[FailureClass | Trait] = [failure, *(trait for trait, holds in traits.items() if holds)]
    found = {TABLE[one][0] for one in reasons if one in TABLE and source in TABLE[one][1]}
    return [effect for effect in Effect if effect in found]

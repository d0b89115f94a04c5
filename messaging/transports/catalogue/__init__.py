"""What transports can do and know: capabilities, settings, files, templates. No network."""

from messaging.transports.catalogue.capabilities import (
    Blank,
    Capabilities,
    ErrorEntry,
    FilledTemplate,
    Finding,
    MediaRule,
    TemplateRow,
)
from messaging.transports.catalogue.config_validators import accept_anything, base_url, header_safe
from messaging.transports.catalogue.media_rules import audio_refusal, media_refusal, type_name
from messaging.transports.catalogue.template_links import end_of, open_part, static_part
from messaging.transports.catalogue.template_parts import no_spaces, one_line
from messaging.transports.catalogue.templates import UNSENDABLE_STATUSES, blanks, fill, unsendable

__all__ = [
    "UNSENDABLE_STATUSES",
    "Blank",
    "Capabilities",
    "ErrorEntry",
    "FilledTemplate",
    "Finding",
    "MediaRule",
    "TemplateRow",
    "accept_anything",
    "audio_refusal",
    "base_url",
    "blanks",
    "end_of",
    "fill",
    "header_safe",
    "media_refusal",
    "no_spaces",
    "one_line",
    "open_part",
    "static_part",
    "type_name",
    "unsendable",
]

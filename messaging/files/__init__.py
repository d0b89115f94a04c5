"""Files by their content: types, pictures, names. Nothing here knows a message."""

from messaging.files.declared_types import is_safe_inline, kind_by_type, verified_kind_and_type
from messaging.files.names import clean_name, shown_name
from messaging.files.pictures import THUMBNAIL_TYPE, TYPES, inspect_picture
from messaging.files.types import (
    OPUS,
    TEXT_LIKE_TYPES,
    UNKNOWN,
    base_type,
    is_animated,
    real_type,
    safe_mime_type,
)

__all__ = [
    "OPUS",
    "TEXT_LIKE_TYPES",
    "THUMBNAIL_TYPE",
    "TYPES",
    "UNKNOWN",
    "base_type",
    "clean_name",
    "inspect_picture",
    "is_animated",
    "is_safe_inline",
    "kind_by_type",
    "real_type",
    "safe_mime_type",
    "shown_name",
    "verified_kind_and_type",
]

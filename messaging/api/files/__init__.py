"""Stored files over HTTP."""

from messaging.api.files.answers import file_response, stored, thumbnail, whole
from messaging.api.files.copies import as_upload

__all__ = ["as_upload", "file_response", "stored", "thumbnail", "whole"]

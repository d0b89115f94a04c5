"""Stored files over HTTP."""

from messaging.api.files.answers import file_response, stored, thumbnail, whole

__all__ = ["file_response", "stored", "thumbnail", "whole"]

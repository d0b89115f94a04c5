"""Stored files over HTTP."""

from messaging.api.files.answers import file_response, thumbnail, whole

__all__ = ["file_response", "thumbnail", "whole"]

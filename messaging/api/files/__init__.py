"""Stored files over HTTP."""

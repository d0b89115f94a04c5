"""Structured parts of messages, in Meta's vocabulary: reading, summarising, checking; and files as data."""

"""The providers' door: verify raw bytes, hand to ingest, answer."""

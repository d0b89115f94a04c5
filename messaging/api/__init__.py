"""The REST API: parse, authorise, call one action or query, answer."""

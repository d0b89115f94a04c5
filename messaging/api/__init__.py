"""The REST door: parse, authorise, call one action or query, answer."""

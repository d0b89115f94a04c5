"""The kit of the REST API: what its views share."""

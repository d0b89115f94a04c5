"""The same product the ordinary way, for `benchmarks.comparison`: what Django, DRF and Channels show in their guides.

One DRF view, one transaction for each message, one `group_send` for each message, a consumer in a group. Nothing is
slow on purpose: known customers cost few statements, the tables have the indexes that their queries want, and the
database is set up as ours is.
"""

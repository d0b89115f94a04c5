"""Verbs: the only writers, and the only callers of `feed.log.record`.

An action is one transaction (`log.recording`). Its `check_…` may refuse and writes nothing; after
the checks it may not refuse.
"""

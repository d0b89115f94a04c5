"""Verbs: the only writers, and the only callers of `feed.record`.

An action is one transaction (`feed.recording`). Its `check_…` may refuse and writes nothing; after
the checks it may not refuse.
"""

"""The fake Meta's door: the Graph API that it answers, and the files that it hands out."""

from simulator.meta.media import download
from simulator.meta.views import graph_object, unknown_path

__all__ = ["download", "graph_object", "unknown_path"]

"""The fake Meta's door: the Graph API that it answers, and the files that it hands out."""

from simulator.meta.media import download
from simulator.meta.views import ENDPOINTS, graph_object

__all__ = ["ENDPOINTS", "download", "graph_object"]

"""Which static files of our libraries are worth collecting."""

from __future__ import annotations

from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Half the bytes that libraries ship are for pages we do not serve."""

    # ReDoc beside Swagger UI, and DRF's browsable pages (we answer JSON only).
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "redoc", "rest_framework"]

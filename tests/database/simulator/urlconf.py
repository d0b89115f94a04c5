"""The simulator alone, mounted where the project mounts it."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("simulator/", include("simulator.urls"))]

"""The browsable description of the API, for logged-in agents."""

from __future__ import annotations

import re
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from drf_spectacular.utils import OpenApiParameter
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request

from messaging.api.kit.operations import Declared, takes
from messaging.api.kit.request_values import query_word

VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)


# Swagger's own pages set style attributes; scripts stay forbidden inline (hence the "split" view).
@method_decorator(csp_update({"style-src": [SELF, UNSAFE_INLINE]}), name="dispatch")
class DocsView(Declared, SpectacularSwaggerSplitView):
    url_name = "schema"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send a browser that nobody logged in with to the login and back; programs are answered as everywhere."""
        is_browser = (
            "text/html" in request.headers.get("Accept", "") and "Authorization" not in request.headers
        )
        if is_browser and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return super().dispatch(request, *args, **kwargs)

    @takes(query=[OpenApiParameter("script", str)], exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Answer with the page, or with its script."""
        return super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]


class SchemaView(Declared, SpectacularAPIView):
    """The description itself."""

    @takes(query=[OpenApiParameter("version", str), OpenApiParameter("lang", str)], exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Answer in YAML, or in JSON with `format=json`."""
        # The version becomes part of a header, the language the name of a catalogue.
        query_word(request, "version", VERSION)
        query_word(request, "lang", LANGUAGE)
        return super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]

"""The console's page: a shell without data, so that it may be served to anybody."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe


@never_cache
@require_safe
@ensure_csrf_cookie
def console(request: HttpRequest) -> HttpResponse:
    """Answer the agents' console; it asks for a login itself."""
    return render(
        request,
        "messaging/console.html",
        {
            "organisation": settings.ORGANISATION_NAME,
            # The phone page is not there without the simulator: nothing may lead to it then.
            "simulator": "/simulator/" if settings.SIMULATOR else "",
        },
    )


urlpatterns = [path("", console, name="console")]

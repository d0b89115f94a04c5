"""The page that says how one inbox stands, finding by finding, with what to do next."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from messaging.admin.access import allowed
from messaging.diagnostics import diagnose_inbox
from messaging.models import Inbox

WORDS = {"ok": "fine", "warning": "look", "failure": "broken"}


@require_safe
def diagnostics_view(request: HttpRequest, page: admin.ModelAdmin[Any], pk: int) -> HttpResponse:
    """Asks the provider, so it may take some seconds."""
    if not allowed(request, Inbox, "check"):
        raise PermissionDenied
    inbox = page.get_object(request, str(pk))
    if inbox is None:
        raise Http404
    findings = diagnose_inbox(inbox)
    context = {
        **page.admin_site.each_context(request),
        "title": f"How {inbox.name} stands",
        "opts": page.opts,
        "inbox": inbox,
        "findings": [(one, WORDS[one.level]) for one in findings],
        "troubles": sum(one.level == "failure" for one in findings),
        "doubts": sum(one.level == "warning" for one in findings),
        "media": page.media,
    }
    return TemplateResponse(request, "messaging/admin/checkup.html", context)

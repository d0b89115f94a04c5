"""The diagnostics of one inbox: its findings, with what to do next."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from messaging.admin.kit import allowed
from messaging.diagnostics import diagnose_inbox
from messaging.models import Inbox

WORDS = {"ok": "ok", "warning": "warning", "failure": "failure"}


@require_safe
def diagnostics_view(request: HttpRequest, page: admin.ModelAdmin[Any], pk: int) -> HttpResponse:
    """Show the findings; asks the provider, so it may take some seconds."""
    if not allowed(request, Inbox, "check"):
        raise PermissionDenied
    inbox = page.get_object(request, str(pk))
    if inbox is None:
        raise Http404
    findings = diagnose_inbox(inbox)
    context = {
        **page.admin_site.each_context(request),
        "title": f"Diagnostics of {inbox.name}",
        "opts": page.opts,
        "inbox": inbox,
        "findings": [(one, WORDS[one.level]) for one in findings],
        "failures": sum(one.level == "failure" for one in findings),
        "warnings": sum(one.level == "warning" for one in findings),
        "media": page.media,
    }
    return TemplateResponse(request, "messaging/admin/diagnostics.html", context)

"""Files in the fake Graph API: upload, resolve, download by a URL that expires, delete."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt

from simulator import faults
from simulator.meta.targets import Answer, Target, apply_faults, numbers_of_bearer
from simulator.models import SimulatedMedia
from simulator.provider import files
from simulator.runtime import database
from simulator.wire.meta import errors, graph_error


def upload(request: HttpRequest, target: Target) -> Answer:
    """``POST /<phone_number_id>/media``, multipart: messaging_product, file, type."""
    if request.POST.get("messaging_product") != "whatsapp":
        raise errors.missing("messaging_product")
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile):
        raise errors.missing("file")
    mime_type = request.POST.get("type") or given.content_type or ""
    kind = files.kind_of(mime_type)
    if not kind:
        raise errors.bad_parameter(
            f"Param file must be a file with one of the types that WhatsApp takes, not {mime_type[:100]!r}."
        )
    if (given.size or 0) > files.RULES[kind][1]:
        raise graph_error(131053, f"The file is larger than {kind} files may be")
    apply_faults(target.number, ("upload_fails",))
    media = files.save_file(target.number, given, mime_type, given.name or "")
    return Answer({"id": media.media_id})


def resolve(request: HttpRequest, target: Target) -> Answer:
    """``GET /<media_id>[?phone_number_id=]``: where it can be fetched during the next five minutes."""
    media = _requested_media(request, target)
    path = f"/simulator/media/{media.media_id}?{files.signed_query(media)}"
    return Answer(
        {
            "messaging_product": "whatsapp",
            "url": request.build_absolute_uri(path),
            "mime_type": files.announced_type(media),
            "sha256": files.announced_sha256(media),
            "file_size": media.size,
            "id": media.media_id,
        }
    )


def delete(request: HttpRequest, target: Target) -> Answer:
    """``DELETE /<media_id>``"""
    files.delete_file(_requested_media(request, target))
    return Answer({"success": True})


def _requested_media(request: HttpRequest, target: Target) -> SimulatedMedia:
    number = request.GET.get("phone_number_id", target.number.phone_number_id)
    if target.media is None or number != target.number.phone_number_id:
        raise errors.no_such_object(request.method or "", number)
    return target.media


@csrf_exempt
async def download(request: HttpRequest, media_id: str) -> HttpResponse | StreamingHttpResponse:
    """``GET /simulator/media/<media_id>?ext=&hash=``: wants the bearer token, 404 when the URL is old."""
    if request.method != "GET":
        return JsonResponse({}, status=405)
    media = await database.run(_downloadable, request, media_id)
    if media is None:
        return HttpResponse("URL signature expired", status=404, content_type="text/plain")
    response = StreamingHttpResponse(files.stream(media), content_type=media.mime_type)
    response["Content-Length"] = str(media.size)
    return response


def _downloadable(request: HttpRequest, media_id: str) -> SimulatedMedia | None:
    """Return the file when token, signature and time are right."""
    numbers = [number.pk for number in numbers_of_bearer(request)]
    rows = SimulatedMedia.objects.select_related("number")
    media = rows.filter(media_id=media_id, number__in=numbers).first()
    if media is None or not files.is_valid_signature(
        media, request.GET.get("ext", ""), request.GET.get("hash", "")
    ):
        return None
    return None if faults.use_fault(media.number, "media_expired") is not None else media

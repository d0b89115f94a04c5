"""Files in the fake Graph API: upload, resolve, download by a URL that expires, delete."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt

from simulator import faults
from simulator.meta.parameters import token_of
from simulator.meta.targets import Answer, Call, apply_faults, numbers_of_token
from simulator.models import SimulatedMedia
from simulator.provider import files
from simulator.runtime import database
from simulator.wire.meta import errors, graph_error


def upload(call: Call) -> Answer:
    """``POST /<phone_number_id>/media``, multipart: messaging_product, file, type."""
    if call.given.get("messaging_product") != "whatsapp":
        raise errors.missing("messaging_product")
    given = call.request.FILES.get("file")
    if not isinstance(given, UploadedFile):
        raise errors.missing("file")
    mime_type = _type_of(call, given)
    kind = files.kind_of(mime_type)
    if not kind:
        raise errors.bad_parameter(
            f"Param file must be a file with one of the types that WhatsApp takes, not {mime_type[:100]!r}."
        )
    if (given.size or 0) > files.RULES[kind][1]:
        raise graph_error(131053, f"The file is larger than {kind} files may be")
    apply_faults(call.number, ("upload_fails",))
    media = files.save_file(call.number, given, mime_type, given.name or "")
    return Answer({"id": media.media_id})


def _type_of(call: Call, given: UploadedFile) -> str:
    """Return the type of an upload: what ``type`` says, else that of the part of the form."""
    return str(call.given.get("type") or given.content_type or "")


def resolve(call: Call) -> Answer:
    """``GET /<media_id>[?phone_number_id=]``: where it can be fetched during the next five minutes."""
    media = _requested_media(call)
    path = f"/simulator/media/{media.media_id}?{files.signed_query(media)}"
    return Answer(
        {
            "messaging_product": "whatsapp",
            "url": call.request.build_absolute_uri(path),
            "mime_type": files.announced_type(media),
            "sha256": files.announced_sha256(media),
            "file_size": media.size,
            "id": media.media_id,
        }
    )


def delete(call: Call) -> Answer:
    """``DELETE /<media_id>``"""
    files.delete_file(_requested_media(call))
    return Answer({"success": True})


def _requested_media(call: Call) -> SimulatedMedia:
    number = str(call.given.get("phone_number_id", call.number.phone_number_id))
    if call.target.media is None or number != call.number.phone_number_id:
        raise errors.no_such_object(call.request.method or "", number)
    return call.target.media


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
    token = token_of(request, request.GET.dict())
    numbers = [number.pk for number in numbers_of_token(token)]
    rows = SimulatedMedia.objects.select_related("number")
    media = rows.filter(media_id=media_id, number__in=numbers).first()
    if media is None or not files.is_valid_signature(
        media, request.GET.get("ext", ""), request.GET.get("hash", "")
    ):
        return None
    return None if faults.use_fault(media.number, "media_expired") is not None else media

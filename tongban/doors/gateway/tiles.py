"""The files of the transparency log (日志文件): checkpoint and tiles for anybody, cacheable.

Nothing personal is in them. A tile that is full never changes; a partial one is what a published
checkpoint needs. Other cities ask here for their cosignatures.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from tongban.doors.shared.access import public
from tongban.oversight.log import api as log

FOREVER = "public, max-age=31536000, immutable"
MOMENT = "public, max-age=2"
TEXT = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"
LARGEST = 64 * 1024


@public
@require_safe
def checkpoint(request: HttpRequest, year: int) -> HttpResponse:
    """Hand out the checkpoint that was published last."""
    del request
    note = log.checkpoint(year)
    if note is None:
        raise Http404
    return HttpResponse(note, content_type=TEXT, headers={"Cache-Control": MOMENT})


@public
@require_safe
def tile(request: HttpRequest, year: int, tile: str) -> HttpResponse:
    """Hand out a tile or a bundle of entries that a published checkpoint covers."""
    del request
    content = log.tile(year, tile)
    if content is None:
        raise Http404
    return HttpResponse(
        content, content_type="application/octet-stream", headers={"Cache-Control": FOREVER}
    )


@public
@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Cosign another city's checkpoint, or say why not (C2SP tlog-witness)."""
    if len(request.body) > LARGEST:
        return HttpResponse(status=413)
    match log.add_checkpoint(request.body.decode("utf-8", "replace")):
        case log.Refuse(status=status, size=int() as size):
            return HttpResponse(f"{size}\n", status=status, content_type=SIZE)
        case log.Refuse(status=status, why=why):
            return HttpResponse(f"{why}\n", status=status, content_type=TEXT)
        case lines:
            return HttpResponse(lines, content_type=TEXT)

"""Files that come and go (文件进出): no more is read than may be kept, nothing is run when shown."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse

from tongban.cases.files import LARGEST

_SHOWN = {
    "application/pdf": ("pdf", "default-src 'none'; frame-ancestors 'none'"),
    "image/jpeg": ("jpg", "default-src 'none'; frame-ancestors 'none'; sandbox"),
    "image/png": ("png", "default-src 'none'; frame-ancestors 'none'; sandbox"),
}


def content_of(upload: "UploadedFile[Any]") -> bytes:
    """Read what was uploaded, but never more than one byte beyond what may be kept."""
    return bytes(upload.read(LARGEST + 1))


def shown(content: bytes, type_: str, *, name: str, framed: bool = False) -> HttpResponse:
    """Show a file by the type it was found to have; `name` is ours and never the person's.

    What is no PDF or picture is handed over to be saved. A browser shows no PDF in a sandbox.
    `framed`: our own pages may show it within them.
    """
    suffix, policy = _SHOWN.get(type_, ("bin", "default-src 'none'; sandbox"))
    known = type_ in _SHOWN
    response = HttpResponse(content, content_type=type_ if known else "application/octet-stream")
    way = "inline" if known else "attachment"
    response["Content-Disposition"] = f'{way}; filename="{name}.{suffix}"'
    response["Content-Security-Policy"] = (
        policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'") if framed else policy
    )
    if framed:
        response["X-Frame-Options"] = "SAMEORIGIN"
    response["X-Content-Type-Options"] = "nosniff"
    return response

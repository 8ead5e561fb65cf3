"""What other cities ask (城际互通): this city's statement, and the one address for signed words."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from tongban.doors.shared.access import public
from tongban.exchange.federation import api as federation
from tongban.kernel.problems import Problem

JWT = "application/jwt"


@public
@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    """Say who this city is, signed: name, addresses, keys."""
    said = federation.statement(request.build_absolute_uri("/"))
    return HttpResponse(said, content_type=JWT, headers={"Cache-Control": "public, max-age=60"})


@public
@csrf_exempt
@require_POST
def word(request: HttpRequest) -> HttpResponse:
    """Answer a word that another city signed; whoever it is stands in the signature."""
    try:
        said = federation.answer(request.body.decode("utf-8", "replace"))
    except Problem as problem:
        return HttpResponse(f"{problem.code}\n", status=problem.status, content_type="text/plain")
    return HttpResponse(said, content_type=JWT, headers={"Cache-Control": "no-store"})

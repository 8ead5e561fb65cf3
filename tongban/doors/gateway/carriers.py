"""Carriers report (承运方回执): receipts of messages and a courier's tracking, each signed."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tongban.doors.shared.access import machine
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.notices import api as notices

LARGEST = 64 * 1024


@csrf_exempt
@machine
@require_POST
def report(request: HttpRequest, carrier: str) -> HttpResponse:
    """Take a report; one that is not signed by its carrier is refused, one twice taken is fine."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    body = request.read(LARGEST)
    try:
        ours = notices.receive_report(
            carrier, target=request.build_absolute_uri(), headers=headers, body=body
        )
    except ExchangeProblem:
        return HttpResponse(status=403)
    return HttpResponse(status=204 if ours else 404)

"""A payment provider tells (支付结果通知): signed, at any hour, as often as it likes."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tongban.doors.shared.access import machine
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.payments import notified
from tongban.kernel.time import now

LARGEST = 64 * 1024


@csrf_exempt
@machine
@require_POST
def notify(request: HttpRequest) -> HttpResponse:
    """Take a notification; one that is not the provider's is refused, one twice told is fine."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        ours = notified.receive(
            target=request.build_absolute_uri(), headers=headers, body=request.read(LARGEST),
            at=now(),
        )  # fmt: skip
    except ExchangeProblem:
        return HttpResponse(status=403)
    return HttpResponse(status=204 if ours else 404)

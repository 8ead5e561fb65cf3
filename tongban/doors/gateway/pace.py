"""The pace of machine addresses (限速): so many requests a minute from one address, then 429."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from tongban.doors.shared import client
from tongban.doors.shared.pace import Pace

View = Callable[..., HttpResponse]


def paced(pace: Pace) -> Callable[[View], View]:
    """Hold back whoever asks faster than this."""

    def mark(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            wait = pace.wait(client.address(request))
            if wait:
                said = {"type": "limit.rate", "title": "太频繁了 Too many requests", "status": 429}
                answer = JsonResponse(said, status=429, content_type="application/problem+json")
                answer["Retry-After"] = str(int(wait) + 1)
                return answer
            return view(request, *args, **kwargs)

        return inner

    return mark

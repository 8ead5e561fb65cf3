"""What every request passes through before a view sees it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class KeepTheDraft:
    """Tell the person plainly when the database is away, and keep what they wrote (暂存)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

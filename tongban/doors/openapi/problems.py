"""Problems of the interfaces (接口问题): what went wrong, as problem objects (RFC 9457)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from tongban.exchange.domain.problems import ROOT, ExchangeProblem
from tongban.kernel.problems import Problem

MEDIA = "application/problem+json; charset=utf-8"


def answer_problems(api: NinjaAPI) -> None:
    """Have an interface answer every problem as an object with the code as its type."""

    def said(request: HttpRequest, status: int, body: dict[str, Any]) -> HttpResponse:
        answer = api.create_response(request, body | {"status": status}, status=status)
        answer["Content-Type"] = MEDIA
        return answer

    @api.exception_handler(Problem)
    def said_no(request: HttpRequest, problem: Problem) -> HttpResponse:
        return said(
            request,
            problem.status,
            {
                "type": f"{ROOT}{problem.code}",
                "title": problem.words.zh,
                "detail": problem.said("en"),
            },
        )

    @api.exception_handler(ExchangeProblem)
    def refused(request: HttpRequest, problem: ExchangeProblem) -> HttpResponse:
        answer = said(request, problem.http, problem.to_json())
        if problem.retry_after is not None:
            answer["Retry-After"] = str(problem.retry_after)
        return answer

    @api.exception_handler(ValidationError)
    def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
        where = "; ".join(".".join(str(part) for part in each["loc"]) for each in error.errors)
        body = {"type": f"{ROOT}openapi.unreadable", "title": "请求有误", "detail": where}
        return said(request, 422, body)

    @api.exception_handler(Http404)
    def not_there(request: HttpRequest, _error: Http404) -> HttpResponse:
        body = {"type": f"{ROOT}openapi.not-found", "title": "没有找到", "detail": "not found"}
        return said(request, 404, body)

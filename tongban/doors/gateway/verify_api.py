"""Checking by machine (核验接口): how a licence, a code or a credential stands, OpenAPI 3.1.

What a page tells anybody, as JSON. Problems are `application/problem+json` (RFC 9457).
"""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI, Schema
from ninja.decorators import decorate_view
from ninja.errors import ValidationError
from pydantic import Field

from tongban.doors.gateway.pace import paced
from tongban.doors.shared.pace import Pace
from tongban.doors.shared.wallets import issuer
from tongban.kernel.problems import Problem
from tongban.licences import api as licences

PACE = Pace(600)
api = NinjaAPI(
    title="通办证照核验接口 Tongban licence verification",
    version="1",
    description="任何人可用；核验内容须写明用途，持证人看得到。For anybody; causes are seen by holders.",
    urls_namespace="verify-v1",
    openapi_url="/openapi.json",
    docs_url=None,
)
Short = Annotated[str, Field(min_length=1, max_length=200)]


class ProblemOut(Schema):
    """A problem (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = ""


class Standing(Schema):
    """How a licence stands: state, and the fields that anybody may know."""

    state: str
    on: date
    name: str | None = None
    holder: str = ""
    identifier: str = ""
    issuer: str | None = None
    competent: str | None = None
    issued_on: date | None = None
    valid_to: date | None = None
    since: date | None = None
    successor: str = ""
    trust: str = ""
    public: Annotated[dict[str, Any], Field(default_factory=dict)]


class CodeIn(Schema):
    """A code that somebody shows, who looks, and what for."""

    code: Annotated[str, Field(min_length=1, max_length=60)]
    who: Short
    cause: Short


class OpenedOut(Schema):
    """How it stands, and what its holder chose to show."""

    standing: Standing
    values: dict[str, Any]
    left: int


class CredentialIn(Schema):
    """A credential that somebody presents; bound ones name the audience and the nonce asked for."""

    credential: Annotated[str, Field(min_length=1, max_length=200_000)]
    who: Short
    cause: Short
    audience: Annotated[str, Field(max_length=400)] | None = None
    nonce: Annotated[str, Field(max_length=200)] | None = None


class CheckedOut(Schema):
    """How a credential stands, and what it discloses; unbound, nobody proved to be its holder."""

    state: str
    kind: str = ""
    issuer: str = ""
    city: str = ""
    bound: bool = False
    valid_to: date | None = None
    disclosed: Annotated[dict[str, Any], Field(default_factory=dict)]


WRONG: dict[Any, Any] = {
    404: ProblemOut,
    400: ProblemOut,
    410: ProblemOut,
    422: ProblemOut,
    429: ProblemOut,
}


@api.get("/licences/{token}", response={200: Standing, **WRONG}, operation_id="standing")
@decorate_view(paced(PACE))
def standing(request: HttpRequest, token: Annotated[str, Field(max_length=200)]) -> Any:  # noqa: ARG001 - ninja hands it in by this name
    """Say how the licence stands whose QR code carries this token."""
    return _standing(licences.verify(token))


@api.post("/codes", response={200: OpenedOut, **WRONG}, operation_id="open_code")
@decorate_view(paced(PACE))
def open_code(request: HttpRequest, given: CodeIn) -> Any:  # noqa: ARG001 - ninja hands it in by this name
    """Open what a holder shows by a code; the holder sees who looked and what for."""
    found = licences.open_(given.code, who=given.who, cause=given.cause)
    return OpenedOut(
        standing=_standing(found.verification), values=dict(found.values), left=found.left
    )


@api.post("/credentials", response={200: CheckedOut, **WRONG}, operation_id="check_credential")
@decorate_view(paced(PACE))
def check_credential(request: HttpRequest, given: CredentialIn) -> Any:
    """Say how a presented SD-JWT stands, and what it discloses."""
    found = licences.check_credential(
        given.credential,
        issuer=issuer(request),
        audience=given.audience,
        nonce=given.nonce,
        who=given.who,
        cause=given.cause,
    )
    return CheckedOut(
        state=found.state,
        kind=found.kind,
        issuer=found.issuer,
        city=found.city,
        bound=found.bound,
        valid_to=found.valid_to,
        disclosed=dict(found.disclosed),
    )


def _standing(found: licences.Verification) -> Standing:
    return Standing(
        state=found.state,
        on=found.on,
        name=found.name.zh if found.name else None,
        holder=found.holder,
        identifier=found.identifier,
        issuer=found.issuer.zh if found.issuer else None,
        competent=found.competent.zh if found.competent else None,
        issued_on=found.issued_on,
        valid_to=found.valid_to,
        since=found.since,
        successor=found.successor,
        trust=found.trust,
        public=dict(found.shown),
    )


@api.exception_handler(Problem)
def problem(request: HttpRequest, fault: Problem) -> HttpResponse:
    """Answer a problem as RFC 9457."""
    return _problem(request, fault.code, fault.status, fault.said("zh"), fault.words.zh)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """Answer what does not fit the schema."""
    wrong = "; ".join(".".join(map(str, one["loc"])) + ": " + one["msg"] for one in fault.errors)
    return _problem(request, "request.malformed", 422, wrong, "格式不对 Malformed")


def _problem(
    request: HttpRequest, type_: str, status: int, detail: str, title: str
) -> HttpResponse:
    said = {"type": type_, "title": title, "status": status, "detail": detail}
    answer = api.create_response(request, said, status=status)
    answer["Content-Type"] = "application/problem+json"
    return answer


urls = api.urls
for each in urls[0]:
    if isinstance(each, URLPattern):
        each.callback.access = "public"  # type: ignore[attr-defined]

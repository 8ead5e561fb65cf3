"""The interface for applications of companies and society (应用接口): OpenAPI 3.1.

An application asks for a token with its key (`/token`) and proves the key with every request
(DPoP, RFC 9449). While it is in the sandbox everything runs through the real code, with people
who do not exist, and nothing it writes stays.
"""

import json
from typing import Annotated, Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Form, NinjaAPI, Status
from ninja.security import HttpBearer
from pydantic import Field

from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.doors.openapi.application_shapes import (
    CaseOut,
    EntitlementIn,
    PersonOut,
    PlanIn,
    ResultOut,
    ServiceOut,
    ShownIn,
    TokenIn,
    TokenOut,
    VerifiedOut,
)
from tongban.doors.openapi.problems import answer_problems
from tongban.doors.openapi.public import filed
from tongban.doors.openapi.shapes import DemandIn, FiledOut, ProblemOut
from tongban.exchange.society import api as society
from tongban.exchange.society import sandbox
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.licences import api as licences
from tongban.policy import api as policy

Limit = Annotated[int, Field(ge=1, le=50)]
Asked = Annotated[str, Field(min_length=1, max_length=200)]
WRONG: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), ProblemOut)

api = NinjaAPI(
    title="通办应用接口 Tongban interface for applications",
    version="1",
    description=(
        "单位自助登记应用，先进沙箱，再开通。令牌与应用的密钥绑定。"
        "Applications are registered by self-service and tried in the sandbox before they are live."
    ),
    urls_namespace="applications-v1",
    openapi_url="/openapi.json",
    docs_url=None,
)
answer_problems(api)


class Held(HttpBearer):
    """A token bound to a key, and the scope a request needs (应用令牌)."""

    openapi_scheme = "DPoP"

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> society.Access:
        """Let the request through or raise what is wrong with it."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        uri = request.build_absolute_uri(request.path)
        return society.authorise(headers, method=request.method or "", uri=uri, scope=self.scope)

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Not reached: the whole request is looked at, not its token alone."""
        raise NotImplementedError(token, request)


def _access(request: HttpRequest, response: HttpResponse) -> society.Access:
    """Return what the request may do, and tell the application what is left of its quota."""
    access: society.Access = request.auth  # type: ignore[attr-defined]
    for name, value in access.headers.items():
        response[name] = value
    return access


@api.post("/token", response={200: TokenOut, **WRONG}, operation_id="token")
def token(request: HttpRequest, given: Form[TokenIn]) -> Any:
    """Give a token for an assertion signed by the application's key, with a proof of it (DPoP)."""
    uri = request.build_absolute_uri(request.path)
    return society.grant(given.dict(), proof=request.headers.get("DPoP", ""), uri=uri)


@api.get("/keys", operation_id="keys")
def keys(request: HttpRequest) -> Any:  # noqa: ARG001 - ninja hands it in by this name
    """Return the keys that sign what applications are told (JWKS, RFC 7517)."""
    public = society.signer().public
    return {"keys": [public.jwk() | {"kid": public.key_id, "use": "sig"}]}


@api.get("/sandbox/people", response=list[PersonOut], operation_id="sandbox_people")
def people(request: HttpRequest) -> Any:  # noqa: ARG001 - ninja hands it in by this name
    """List the people of the sandbox, and what each can show."""
    return sandbox.people()


@api.get(
    "/services",
    response={200: list[ResultOut], **WRONG},
    auth=Held("services"),
    operation_id="services",
)
def services(
    request: HttpRequest,
    response: HttpResponse,
    q: Asked,
    limit: Limit = 5,
) -> Any:
    """Find services, life events and policies for somebody's own words."""
    _access(request, response)
    found = catalogue.ask(q).results(limit)
    return [ResultOut(id=one.id, kind=one.kind, name=one.name.zh, score=one.score) for one in found]


@api.get(
    "/services/{code}",
    response={200: ServiceOut, **WRONG},
    auth=Held("services"),
    operation_id="service",
)
def service(request: HttpRequest, response: HttpResponse, code: Asked) -> Any:
    """Return a service: whose it is, how long it takes, what must be brought, which law."""
    _access(request, response)
    if code not in catalogue.book().services:
        raise Http404
    guide = catalogue.guide(code)
    return ServiceOut(
        id=code,
        name=guide.name.zh,
        agency=guide.agency.zh,
        statutory_days=guide.statutory.days,
        promised_days=guide.promised.days,
        materials_asked=[one.name.zh for one in guide.materials if one.source == "asked"],
        law=[f"{one.law} {one.article}".strip() for one in guide.law],
    )


@api.post(
    "/plans", response={200: dict[str, Any], **WRONG}, auth=Held("services"), operation_id="plan"
)
def plan(request: HttpRequest, response: HttpResponse, given: PlanIn) -> Any:
    """Plan what somebody wants, of whom nothing is known but that they are grown up."""
    _access(request, response)
    book = catalogue.book()
    goals = policy.Goals.of(given.goal, book)
    today = time.city_date(time.now())
    return policy.plan(goals, book, holdings=policy.ANONYMOUS, today=today).to_json(book)


@api.post(
    "/entitlements",
    response={200: dict[str, Any], **WRONG},
    auth=Held("entitlements"),
    operation_id="entitlement",
)
def entitlement(request: HttpRequest, response: HttpResponse, given: EntitlementIn) -> Any:
    """Say what a policy gives for facts, with the clauses that decide; nothing is kept."""
    _access(request, response)
    book = catalogue.book()
    found = book.policies.get(given.policy)
    if found is None:
        raise policy.UnknownPolicy(given.policy, sorted(book.policies))
    today = time.city_date(time.now())
    said = policy.read_facts(json.dumps(given.facts))
    return policy.entitlement_json(policy.entitled(found, said, book=book, today=today))


@api.post(
    "/licences/verify",
    response={200: VerifiedOut, **WRONG},
    auth=Held("licences.verify"),
    operation_id="verify",
)
def verify(request: HttpRequest, response: HttpResponse, given: ShownIn) -> Any:
    """Say how a licence stands that somebody showed; in the sandbox, one of its people's."""
    access = _access(request, response)
    if access.sandbox:
        shown = sandbox.shown(given.token)
        state, holder = (shown[0], shown[1].name[0] + "**") if shown else ("not-ours", "")
        return VerifiedOut(state=state, holder=holder, sandbox=True)
    found = licences.verify(given.token)
    return VerifiedOut(
        state=found.state,
        name=found.name.zh if found.name else "",
        holder=found.holder,
        issuer=found.issuer.zh if found.issuer else "",
        valid_to=found.valid_to,
        sandbox=False,
    )


@api.post(
    "/demands",
    response={201: FiledOut, **WRONG},
    auth=Held("demands.file"),
    operation_id="file_demand_of_user",
)
def file_demand(request: HttpRequest, response: HttpResponse, given: DemandIn) -> Any:
    """File a demand for a user of the application; in the sandbox it is filed and forgotten."""
    access = _access(request, response)
    actor = Actor("system", access.app.id, access.app.name[:40], "application")
    with transaction.atomic():
        made = filed(given, actor)
        transaction.set_rollback(access.sandbox)
    return Status(201, made)


@api.get(
    "/cases/{number}",
    response={200: CaseOut, **WRONG},
    auth=Held("cases.follow"),
    operation_id="own_case",
)
def own_case(request: HttpRequest, response: HttpResponse, number: Asked) -> Any:
    """Return a case of the company whose application this is."""
    access = _access(request, response)
    actor = Actor("person", access.app.owner, access.app.name, "application")
    found = cases.case(number, actor=actor)
    return CaseOut(
        number=found.number,
        service=found.service.name.zh,
        agency=found.agency_name.zh,
        status=found.status,
        words=found.words.zh,
        due=found.due,
        closed=found.closed_on is not None,
    )

"""The city's own public interface (开放接口): demands, ratings and themes, OpenAPI 3.1.

Reading needs nothing. Filing takes a key in `X-Api-Key`. Problems are those of the pages, as
`application/problem+json` (RFC 9457) with the code as type.
"""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, NinjaAPI, Query, Status
from pydantic import Field

from tongban.catalogue import api as catalogue
from tongban.doors.openapi.problems import answer_problems
from tongban.doors.openapi.shapes import (
    DemandIn,
    DemandOut,
    FiledOut,
    Kind,
    ProblemOut,
    RatingOut,
    ThemeOut,
)
from tongban.kernel.actors import Actor
from tongban.voice import api as voice
from tongban.voice.domain.ratings import may_be_published

api = NinjaAPI(
    title="通办开放接口 Tongban open interface",
    version="1",
    description="诉求、评价和专题，任何人可读。Demands, ratings and themes, for anybody to read.",
    urls_namespace="openapi-v1",
    openapi_url="/openapi.json",
    docs_url=None,
)
answer_problems(api)
Limit = Annotated[int, Field(ge=1, le=200)]
Code = Annotated[str, Field(max_length=40)]
WRONG: dict[Any, Any] = {400: ProblemOut, 403: ProblemOut, 404: ProblemOut, 422: ProblemOut}


@api.get("/demands", response={200: list[DemandOut], **WRONG}, operation_id="demands")
def demands(  # noqa: PLR0917
    request: HttpRequest,  # noqa: ARG001 - ninja hands it in by this name
    since: Annotated[datetime | None, Query()] = None,
    until: Annotated[datetime | None, Query()] = None,
    open_: Annotated[bool | None, Query(alias="open")] = None,
    kind: Code = "",
    limit: Limit = 50,
) -> Any:
    """List demands, the newest first; words only where the person lets all read them."""
    for at in (since, until):
        if at is not None and (at.tzinfo is None or not 2000 <= at.year <= 2200):  # noqa: PLR2004
            raise voice.BadDemand("since, until")
    kinds = [kind] if kind else []
    return voice.published_list(since=since, until=until, open_=open_, kinds=kinds, limit=limit)


@api.get("/demands/{number}", response={200: DemandOut, **WRONG}, operation_id="demand")
def demand(request: HttpRequest, number: Code) -> Any:  # noqa: ARG001 - ninja hands it in by this name
    """Return a demand by its number."""
    return voice.published(number)


@api.post("/demands", response={201: FiledOut, **WRONG}, operation_id="file_demand")
def file_demand(
    request: HttpRequest,  # noqa: ARG001 - ninja hands it in by this name
    given: DemandIn,
    x_api_key: Annotated[Code, Header(default="")],
) -> Any:
    """Take a demand in and send it on."""
    name = voice.key_name(x_api_key)
    return Status(201, filed(given, Actor("system", 0, name[:40], "interface")))


def filed(given: DemandIn, actor: Actor) -> FiledOut:
    """File what a program sent, in its name."""
    both = given.latitude is not None and given.longitude is not None
    words = voice.Words(
        text=given.words,
        place=given.place,
        point=voice.Point(given.latitude or 0, given.longitude or 0) if both else None,
        privacy=given.privacy,
        public=given.public,
        contact=given.contact,
    )
    made = voice.file(words, channel="api", actor=actor)
    return FiledOut(
        number=made.number,
        code=made.code,
        standing=made.state.standing.value,
        agency=made.state.agency,
    )


@api.get("/kinds", response=list[Kind], operation_id="kinds")
def kinds(request: HttpRequest) -> Any:  # noqa: ARG001 - ninja hands it in by this name
    """List what can be demanded."""
    return voice.service_kinds()


@api.get("/ratings", response=list[RatingOut], operation_id="ratings")
def ratings(request: HttpRequest) -> Any:  # noqa: ARG001 - ninja hands it in by this name
    """Say how each agency was rated; mistaken and malicious ones are left out, and too few."""
    known = catalogue.book().agencies
    return [
        RatingOut(
            agency=known[code].name.zh if code in known else code,
            levels={str(level): count for level, count in levels.items()},
            counted=sum(levels.values()),
            satisfied=round(sum(n for level, n in levels.items() if level <= 3) / total, 4),  # noqa: PLR2004
        )
        for code, levels in voice.rating_counts().items()
        if may_be_published(levels) and (total := sum(levels.values()))
    ]


@api.get("/themes", response=list[ThemeOut], operation_id="themes")
def themes(request: HttpRequest) -> Any:  # noqa: ARG001 - ninja hands it in by this name
    """List what repeated and what changed because of it."""
    known = catalogue.book().agencies
    return [
        ThemeOut(
            title=one.title if one.topic else "专题",
            agency=known[one.agency].name.zh if one.agency in known else one.agency,
            demands=len(one.demands),
            opened_at=one.opened_at,
            told=one.told,
        )
        for one in voice.themes()
    ]

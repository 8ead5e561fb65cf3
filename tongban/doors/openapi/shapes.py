"""The shapes of the public interface (接口数据结构), as its OpenAPI document shows them."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

Short = Annotated[str, Field(max_length=200)]


class Kind(Schema):
    """What can be demanded (诉求类别)."""

    code: str
    name: str
    group: str


class DemandOut(Schema):
    """A demand as everybody may read it (公开诉求)."""

    number: str
    open: bool
    standing: str
    outcome: str
    kind: Kind
    agency: str
    district: str
    place: str
    words: str
    reply: str
    latitude: float | None
    longitude: float | None
    filed_at: datetime
    changed_at: datetime
    expected_at: datetime | None


class DemandIn(Schema):
    """A demand that a program files (接口提交)."""

    words: Annotated[str, Field(min_length=6, max_length=2000)]
    place: Short = ""
    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    privacy: Annotated[str, Field(pattern="^(named|private|anonymous)$")] = "named"
    public: bool = False
    contact: Annotated[str, Field(max_length=100)] = ""


class FiledOut(Schema):
    """A demand just taken in: its number, and the code that finds it again (提交回执)."""

    number: str
    code: str
    standing: str
    agency: str


class RatingOut(Schema):
    """How an agency was rated (好差评统计): counts by level, 1 is best."""

    agency: str
    levels: dict[str, int]
    counted: int
    satisfied: float


class ThemeOut(Schema):
    """What repeated, whose it is, what changed (专题)."""

    title: str
    agency: str
    demands: int
    opened_at: datetime
    told: str


class ProblemOut(Schema):
    """What went wrong and what to do (问题; RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str

"""The shapes of the interface for applications (应用接口数据结构)."""

from datetime import date
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

Code = Annotated[str, Field(min_length=1, max_length=80)]


class TokenIn(Schema):
    """What is asked for a token (RFC 6749 4.4, RFC 7523): who, by a signed assertion."""

    grant_type: Code
    client_assertion_type: Code
    client_assertion: Annotated[str, Field(max_length=8000)]
    scope: Annotated[str, Field(max_length=400)] = ""


class TokenOut(Schema):
    """A token (访问令牌): use it with a proof of the key it is bound to (RFC 9449)."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str


class ResultOut(Schema):
    """A service, life event or policy that fits a question (命中)."""

    id: str
    kind: str
    name: str
    score: float


class ServiceOut(Schema):
    """A service in short (事项): whose, in how many days, what must be brought."""

    id: str
    name: str
    agency: str
    statutory_days: int | None
    promised_days: int | None
    materials_asked: list[str]
    law: list[str]


class PlanIn(Schema):
    """What somebody wants (目标): services or one life event; whose facts are never given here."""

    goal: Annotated[list[Code], Field(min_length=1, max_length=20)]


class EntitlementIn(Schema):
    """A policy and the facts somebody gives (测算): keyed as the policy names them."""

    policy: Code
    facts: Annotated[dict[Code, Any], Field(max_length=200)]


class ShownIn(Schema):
    """What was shown: the text of the QR code of a licence (出示码)."""

    token: Annotated[str, Field(min_length=1, max_length=2000)]


class VerifiedOut(Schema):
    """How a shown licence stands (核验结果); the holder's name is masked."""

    state: str
    name: str = ""
    holder: str = ""
    issuer: str = ""
    valid_to: date | None = None
    sandbox: bool


class CaseOut(Schema):
    """A case of one's own company (本单位办件)."""

    number: str
    service: str
    agency: str
    status: str
    words: str
    due: date | None
    closed: bool


class PersonOut(Schema):
    """A person of the sandbox (沙箱人物): of no region that exists, so nobody's number."""

    number: str
    name: str
    gender: str
    birth: date
    licences: dict[str, str]

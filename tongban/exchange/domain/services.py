"""Data services in the registry (数据服务登记): their states, what is linted, what is compatible.

draft → sandbox → active → deprecated → retired. A service is called in its sandbox before it is
active; what a new revision takes away belongs into the next major version, and two majors live
side by side (the older one with Deprecation and Sunset).

>>> one = Card("S", 1, "A", "人口", ("name", "birth"))
>>> broken(one, Card("S", 1, "A", "人口", ("name",)))
['birth']
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, timedelta
from typing import Any

from tongban.exchange.domain.problems import ExchangeProblem
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

DRAFT, SANDBOX, LIVE, DEPRECATED, RETIRED = "draft", "sandbox", "active", "deprecated", "retired"
NEXT = {DRAFT: (SANDBOX,), SANDBOX: (DRAFT, LIVE), LIVE: (DEPRECATED,), DEPRECATED: (RETIRED,)}
RESERVED = (
    "listClients", "listMethods", "allowedMethods", "getOpenAPI", "findUsage", "usagePeriod",
    "heartbeat",
)  # fmt: skip
"""Codes no service may take, as X-Road reserves its own."""
PARALLEL = timedelta(days=365)  # two majors live side by side for at least a year


class ServiceNotReady(Problem):
    """The service lacks what its next state demands (数据服务尚未就绪)."""

    code = "exchange.service-not-ready"
    words = Text("这个数据服务还不能启用。", "This data service cannot be activated yet.")
    advice = Text("请先改正列出的问题，再试一次。", "Mend what is listed, then try again.")
    status = 409


@dataclass(frozen=True, slots=True)
class Card:
    """The data card of a service (数据服务卡片): what it answers and on what terms."""

    code: str
    major: int
    agency: str
    name: str
    fields: tuple[str, ...]
    key: str = ""
    subject: str = "person"
    sharing: str = "conditional"
    grades: Mapping[str, int] = field(default_factory=dict)
    law: str = ""
    condition: str = ""
    authoritative: bool = False
    modes: tuple[str, ...] = ("sync",)
    rhythm: str = ""
    target_ms: int = 1000
    contact: str = ""
    name_en: str | None = None
    revision: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the card as its row keeps it."""
        return asdict(self)

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> "Card":
        """Read a card."""
        known = {one.name for one in fields(cls)}
        made: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in said.items()
            if key in known
        }
        return cls(**made)

    @property
    def is_personal(self) -> bool:
        """Whether it answers about a person or anything above the public grade."""
        return self.subject == "person" or any(grade > 1 for grade in self.grades.values())


def lint(card: Card) -> list[str]:
    """Say what is wrong with a card; nothing, where it may go into the sandbox."""
    wrong = []
    if card.code in RESERVED:
        wrong.append(f"{card.code}: 保留代码，不能用")
    if not card.fields or len(set(card.fields)) != len(card.fields):
        wrong.append("字段为空或重复")
    if not card.key:
        wrong.append("没有写明按什么查找")
    if card.sharing == "conditional" and not card.condition:
        wrong.append("有条件共享要写明条件")
    if card.sharing == "closed" and not card.law:
        wrong.append("不予共享要引用法律")
    if not set(card.modes) <= {"sync", "deferred", "event", "bulk"}:
        wrong.append("没有这种共享方式")
    return wrong


def broken(before: Card, after: Card) -> list[str]:
    """Name the fields that clients of the version before would miss."""
    lost = [name for name in before.fields if name not in after.fields]
    return lost + ([before.key] if before.key and before.key != after.key else [])


def move(state: str, to: str) -> str:
    """Return the next state of a service, or raise ServiceNotReady."""
    if to not in NEXT.get(state, ()):
        raise ServiceNotReady(f"{state} → {to}")
    return to


def check_callable(state: str) -> None:
    """Raise unless a service in this state answers calls."""
    if state == RETIRED:
        raise ExchangeProblem("schema.version_retired")
    if state not in (LIVE, DEPRECATED):
        raise ExchangeProblem("request.not_allowed", state)


def sunset(deprecated: date) -> date:
    """Return the first day on which a deprecated major may end."""
    return deprecated + PARALLEL


def openapi(card: Card, *, path: str) -> dict[str, Any]:
    """Return the description of a service for its clients (OpenAPI 3.1)."""
    asked = {
        "type": "object",
        "required": ["subject"],
        "additionalProperties": False,
        "properties": {
            "subject": {"type": "string", "minLength": 1, "maxLength": 60},
            "fields": {"type": "array", "items": {"enum": list(card.fields)}},
        },
    }
    row = {"type": "object", "properties": {name: {} for name in card.fields}}
    answer = {"type": "object", "properties": {"rows": {"type": "array", "items": row}}}
    problem = {"description": "refused", "content": {"application/problem+json": {}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": card.name, "version": f"{card.major}.0.0", "description": card.law},
        "paths": {path: {"post": {
            "operationId": card.code,
            "requestBody": {"required": True, "content": {"application/json": {"schema": asked}}},
            "responses": {
                "200": {"description": "answered", "content": {"application/json": {"schema": answer}}},
                "default": problem,
            },
        }}},
    }  # fmt: skip

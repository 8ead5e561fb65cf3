"""What applications are told (订阅通知): one stream a message, tried again with patience.

A message is a CloudEvent whose body is signed; it says what changed and an opaque reference,
never a person. One that is not taken is sent again after growing waits, and given up after a day
and a half, visibly: the owner sees why and can have it sent again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, assert_never

WAITS = tuple(
    timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200, 21_600, 43_200, 64_800)
)
"""How long until it is tried again, after each failure."""


class HookStatus(StrEnum):
    """Where a message stands (通知状态)."""

    WAITING = "waiting"  # 待送达
    DELIVERED = "delivered"  # 已送达
    GIVEN_UP = "given_up"  # 未能送达


@dataclass(frozen=True, slots=True)
class HookMade:
    """There is something to tell an application (生成通知)."""

    app: int
    kind: str
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HookDelivered:
    """It was taken (送达)."""

    status: int


@dataclass(frozen=True, slots=True)
class HookFailed:
    """It was not taken, and why (未送达)."""

    why: str


@dataclass(frozen=True, slots=True)
class HookSentAgain:
    """Its owner had it sent again (重新发送)."""


HookEvent = HookMade | HookDelivered | HookFailed | HookSentAgain
TYPES: Mapping[str, type[HookEvent]] = {
    "exchange.HookMade": HookMade,
    "exchange.HookDelivered": HookDelivered,
    "exchange.HookFailed": HookFailed,
    "exchange.HookSentAgain": HookSentAgain,
}


@dataclass(frozen=True, slots=True)
class Hook:
    """A message to an application as its events left it (通知)."""

    id: int
    seq: int = 0
    status: HookStatus = HookStatus.WAITING
    app: int = 0
    kind: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)
    tries: int = 0
    why: str = ""


def evolve(hook: Hook, event: HookEvent) -> Hook:
    """Return the message after an event."""
    hook = replace(hook, seq=hook.seq + 1)
    match event:
        case HookMade():
            return replace(hook, app=event.app, kind=event.kind, said=event.said)
        case HookDelivered():
            return replace(hook, status=HookStatus.DELIVERED, tries=hook.tries + 1, why="")
        case HookFailed():
            over = hook.tries >= len(WAITS)
            status = HookStatus.GIVEN_UP if over else HookStatus.WAITING
            return replace(hook, status=status, tries=hook.tries + 1, why=event.why)
        case HookSentAgain():
            return replace(hook, status=HookStatus.WAITING, tries=0)
    assert_never(event)


def next_try(hook: Hook, *, at: datetime) -> datetime | None:
    """Return when it is tried next, None where it is not any more."""
    if hook.status is not HookStatus.WAITING:
        return None
    return at + WAITS[hook.tries - 1] if hook.tries else at

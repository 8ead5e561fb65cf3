"""Who does something: the actor of every write and the purpose of every read (操作者与用途)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Assurance(StrEnum):
    """How surely we know who somebody is (身份核验等级), and in which of three levels that is.

    Level 1 rests on one factor, level 2 on two of different kinds, level 3 on the national identity
    (GB/T 36633 authenticates by what one has, knows and is; GB/T 22239 asks two of them of staff).

    >>> Assurance.CODE.level < Assurance.PASSKEY.level < Assurance.NATIONAL.level
    True
    """

    NONE = "none"
    NUMBER = "number"  # 只核对证件, a clerk read the card
    PASSWORD = "password"  # noqa: S105 - 口令, an officer's password alone
    CODE = "code"  # 动态码, a one-time code was answered
    PASSKEY = "passkey"  # 通行密钥, a key that its holder unlocked
    TWO = "two"  # 双因素, a password and a second factor
    NATIONAL = "national"  # 国家网络身份认证, the national identity vouched for them
    SYSTEM = "system"  # the platform itself

    @property
    def level(self) -> int:
        """The level of assurance (认证等级), from 0, nobody known, to 3."""
        return _LEVELS[self.value]


_LEVELS = {
    "none": 0, "number": 1, "password": 1, "code": 1, "passkey": 2, "two": 2, "national": 3, "system": 3,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which capacity, for whom, how surely identified (操作者).

    `kind` is "person", "officer" or "system"; `id` is the party's or account's id (0 for the
    platform); `capacity` names what they act as ("applicant", "clerk", "reviewer", "worker");
    `agency` is the officer's agency; `acting_for` the party on whose behalf a clerk or a holder
    of a mandate acts.
    """

    kind: str
    id: int
    name: str = ""
    capacity: str = "applicant"
    agency: str | None = None
    acting_for: int | None = None
    assurance: Assurance = Assurance.NONE

    def to_json(self) -> dict[str, Any]:
        """Say the actor as a row keeps it beside what they did; what is empty is left out."""
        return {key: value for key, value in asdict(self).items() if value not in (None, "")}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Actor":
        """Read an actor that a row kept."""
        return cls(**{**said, "assurance": Assurance(said.get("assurance", "none"))})


SYSTEM = Actor("system", 0, "平台", "worker", assurance=Assurance.SYSTEM)


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why facts are read (用途): the matter it is for and its basis in law.

    `matter` is "case", "application", "plan", "licence", "window" or "own" (a person looks at
    their own data); `reference` is that matter's id or number; `basis` cites the law or the
    person's own request; `words` is the sentence the subject will read. `ground` is the class of
    that basis: duty, request, consent, emergency or sealed; on the ground of consent `scope`
    names what the consent was given to.
    """

    matter: str
    reference: str
    basis: str
    words: str
    ground: str = "duty"
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes, and why (允许)."""

    reason: str = ""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """No, and why (不允许)."""

    reason: str

    def __bool__(self) -> bool:
        return False

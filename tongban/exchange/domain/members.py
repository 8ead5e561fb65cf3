"""Members and services of the exchange (交换成员与服务标识): who is who, across cities.

A member is instance, class, code and subsystem: the instance (a city or a national body) is the
only part that is unique in the world. A service adds its code and its major version; the names
are those of the X-Road REST protocol, so that its clients find their way.

>>> ServiceId.read("FJ-FZ/GOV/GA/main/HUKOU.v2").major
2
>>> ServiceId.read("FJ-FZ/GOV/GA/main/HUKOU.v2").path
'/r1/FJ-FZ/GOV/GA/main/HUKOU.v2'
"""

import re
from dataclasses import dataclass

from tongban.exchange.domain.problems import ExchangeProblem

GOVERNMENT, COMPANY = "GOV", "COM"
MAIN = "main"
PREFIX = "/r1/"
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SERVICE = re.compile(r"(?P<code>[A-Za-z0-9][A-Za-z0-9._-]{0,63}?)\.v(?P<major>[1-9][0-9]{0,2})")
_MEMBER_PARTS = 4


def _malformed(text: str) -> ExchangeProblem:
    return ExchangeProblem("request.malformed", text[:120])


@dataclass(frozen=True, slots=True, order=True)
class MemberId:
    """A member of the exchange (交换成员)."""

    instance: str
    class_: str
    code: str
    subsystem: str = MAIN

    @classmethod
    def read(cls, text: str) -> "MemberId":
        """Read "instance/class/code/subsystem". Raises ExchangeProblem (request.malformed)."""
        parts = text.split("/")
        if len(parts) != _MEMBER_PARTS or not all(_PART.fullmatch(part) for part in parts):
            raise _malformed(text)
        return cls(*parts)

    def __str__(self) -> str:
        return f"{self.instance}/{self.class_}/{self.code}/{self.subsystem}"


@dataclass(frozen=True, slots=True, order=True)
class ServiceId:
    """A data service in one major version (服务标识)."""

    member: MemberId
    code: str
    major: int = 1

    @classmethod
    def read(cls, text: str) -> "ServiceId":
        """Read "member/code.vN". Raises ExchangeProblem (request.malformed)."""
        member, _, last = text.rpartition("/")
        found = _SERVICE.fullmatch(last)
        if found is None:
            raise _malformed(text)
        return cls(MemberId.read(member), found["code"], int(found["major"]))

    @classmethod
    def of_path(cls, path: str) -> "ServiceId":
        """Read the path of a request; what is not in its one normal form is malformed."""
        if not path.startswith(PREFIX) or ".." in path or "//" in path or "%" in path:
            raise _malformed(path)
        return cls.read(path.removeprefix(PREFIX))

    @property
    def path(self) -> str:
        """The path at a gateway."""
        return f"{PREFIX}{self}"

    def __str__(self) -> str:
        return f"{self.member}/{self.code}.v{self.major}"

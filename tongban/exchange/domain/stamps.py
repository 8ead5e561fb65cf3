"""Time stamps (时间戳) as values: when, by whom, and the token that proves it."""

from dataclasses import dataclass, field
from datetime import datetime

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class BadStamp(Problem):
    """A time stamp that proves nothing: of something else, broken, or by nobody we trust (时间戳无效)."""

    code = "exchange.bad-stamp"
    words = Text("时间戳无效。", "The time stamp does not hold.")
    advice = Text(
        "请检查时间戳机构的根证书是否放在 trust/stamps 里。",
        "Check that the authority's root certificate lies in trust/stamps.",
    )


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp (时间戳): at what moment, by which authority, and its token in DER."""

    at: datetime
    authority: str
    token: bytes = field(repr=False)

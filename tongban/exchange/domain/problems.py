"""What goes wrong in an exchange (交换问题), as one table that both sides read.

Each type is stable and says three things besides its words: the HTTP status, which side is at
fault (client-gateway, provider-gateway, provider) and whether trying again can help (never; with
the same key; later). On the wire it is a problem object (RFC 9457); here it is one exception.

>>> ExchangeProblem("case.closed").http, TYPES["provider.timeout"].retry
(403, 'same-key')
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

NEVER, SAME_KEY, LATER = "never", "same-key", "later"
CLIENT, GATEWAY, PROVIDER = "client-gateway", "provider-gateway", "provider"
ROOT = "urn:tongban:problem:"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A type of problem (问题类型): status, guilty side, retry, words."""

    status: int
    retry: str
    side: str
    words: Text


def _rows() -> dict[str, ProblemType]:
    made: dict[str, ProblemType] = {}
    for status, retry, side, types in _TABLE:
        for name, (zh, en) in types.items():
            made[name] = ProblemType(status, retry, side, Text(zh, en))
    return made


_TABLE: tuple[tuple[int, str, str, dict[str, tuple[str, str]]], ...] = (
    (400, NEVER, CLIENT, {
        "request.malformed": ("请求无法读懂。", "The request cannot be read."),
        "request.header_missing": ("请求缺少必须的头。", "A mandatory header is missing."),
        "request.header_duplicate": ("请求的头重复。", "A header stands twice."),
        "request.not_allowed": ("这个服务不接受这个方法或路径。", "The service knows no such method or path."),
    }),
    (404, NEVER, CLIENT, {"request.no_such_path": ("没有这个地址。", "There is no such path.")}),
    (405, NEVER, CLIENT, {"request.method": ("这个地址不接受这个方法。", "The path takes no such method.")}),
    (401, LATER, CLIENT, {
        "auth.token_missing": ("没有带令牌。", "There is no token."),
        "auth.token_invalid": ("令牌无效，或者不属于这把密钥。", "The token is not valid, or not bound to this key."),
        "auth.token_expired": ("令牌已过期。", "The token has expired."),
    }),
    (401, NEVER, CLIENT, {
        "auth.signature_invalid": ("签名不符。", "The signature does not hold."),
        "auth.digest_mismatch": ("内容摘要不符。", "The digest of the content does not hold."),
        "auth.key_unknown": ("目录中没有这个成员或这把密钥。", "The directory knows no such member or key."),
    }),
    (401, SAME_KEY, CLIENT, {
        "auth.clock_skew": ("两边的时钟相差太多。", "The clocks of the two sides differ too much."),
    }),
    (403, NEVER, CLIENT, {
        "grant.missing": ("没有共享协议。", "There is no agreement."),
        "grant.expired": ("共享协议已到期。", "The agreement has expired."),
        "grant.revoked": ("共享协议已撤销。", "The agreement was revoked."),
        "purpose.unknown": ("协议中没有这个用途。", "The agreement has no such purpose."),
        "purpose.expired": ("这个用途已到期。", "The purpose has expired."),
        "basis.consent_missing": ("没有本人的同意或申请。", "There is no consent or request of the person."),
        "basis.consent_expired": ("本人的同意已到期。", "The consent has expired."),
        "basis.consent_revoked": ("本人已撤回同意。", "The consent was withdrawn."),
        "basis.consent_scope": ("本人的同意不包括这些内容。", "The consent does not cover these fields."),
        "basis.order_invalid": ("没有有效的文书。", "There is no valid order."),
        "case.ticket_missing": ("没有办件凭据。", "There is no case ticket."),
        "case.ticket_invalid": ("办件凭据无效。", "The case ticket is not valid."),
        "case.closed": ("这件办件不在办理中。", "The case is not open."),
        "case.subject_mismatch": ("查询对象不是这件办件的当事人。", "The subject is not the one of the case."),
    }),
    (409, SAME_KEY, CLIENT, {
        "preview.required": ("本人要先看过才能使用。", "The person must see it first."),
    }),
    (404, NEVER, PROVIDER, {
        "subject.no_match": ("查无此人。", "Nobody matches."),
    }),
    (409, NEVER, PROVIDER, {
        "subject.ambiguous": ("匹配到不止一个。", "More than one matches."),
    }),
    (409, NEVER, CLIENT, {
        "idempotency.conflict": ("同一个幂等键带了不同的内容。", "The same key came with other content."),
        "replay.detected": ("这个请求已经来过。", "This request has been seen."),
    }),
    (429, LATER, CLIENT, {
        "limit.rate": ("请求太密。", "Too many requests at once."),
        "limit.cap": ("超过了这个用途的限额。", "The cap of the purpose is reached."),
        "limit.subject_watch": ("查询的方式触发了监测规则。", "A watch rule stopped this way of asking."),
    }),
    (503, LATER, GATEWAY, {
        "log.write_failed": ("留痕写不进去，所以不予查询。", "The access cannot be recorded, so it is refused."),
        "log.timestamp_overdue": ("留痕的时间戳中断太久，暂停服务。", "The log has gone unstamped too long; service is stopped."),
        "conf.outdated": ("目录已过有效期。", "The directory has expired."),
    }),
    (504, SAME_KEY, PROVIDER, {
        "provider.timeout": ("数据方没有按时答复。", "The provider did not answer in time."),
    }),
    (502, SAME_KEY, PROVIDER, {
        "provider.unreachable": ("连不上数据方。", "The provider cannot be reached."),
        "provider.failed": ("数据方答复有误。", "The provider's answer is not usable."),
    }),
    (409, LATER, CLIENT, {
        "bundle.gap": ("离线包缺号，先补齐前面的。", "A bundle before this one is missing."),
    }),
    (400, NEVER, CLIENT, {
        "bundle.unusable": ("这一包的签名、内容或期限不对。", "Signature, content or time of this bundle is wrong."),
    }),
    (410, NEVER, CLIENT, {
        "schema.version_retired": ("这个版本已停用。", "This version is retired."),
    }),
)  # fmt: skip
TYPES: Mapping[str, ProblemType] = _rows()
"""Every type of problem by its name (问题类型表)."""


class ExchangeProblem(Problem):
    """A question to another system that was not answered (数据交换未成), of one type of the table.

    `type` is the stable name; `detail` says to what it happened and never holds personal data;
    `retry_after` are seconds where the type says "later".
    """

    code = "exchange.refused"
    words = Text("数据交换没有办成。", "The exchange was refused.")
    advice = Text(
        "请看类型和责任方：对方的问题可以稍后再试，自己的问题要先改正。",
        "See its type and the side at fault: theirs may pass, ours must be mended first.",
    )

    def __init__(
        self, type_: str, detail: Any = "", *, retry_after: int | None = None, location: str = ""
    ) -> None:
        super().__init__(detail)
        self.type = type_
        self.row = TYPES[type_]
        self.retry_after = retry_after
        self.location = location

    @property
    def retry(self) -> str:
        """Whether trying again can help: never, same-key, later."""
        return self.row.retry

    @property
    def side(self) -> str:
        """Which side is at fault: client-gateway, provider-gateway, provider."""
        return self.row.side

    @property
    def http(self) -> int:
        """The HTTP status of its type."""
        return self.row.status

    def said(self, language: str = "zh") -> str:
        """Say what happened and to what."""
        parts = [self.row.words.in_(language), str(self.detail)]
        return " ".join(part for part in parts if part)

    def to_json(self) -> dict[str, Any]:
        """Return the problem object (RFC 9457)."""
        made = {
            "type": f"{ROOT}{self.type}",
            "title": self.row.words.en,
            "title_zh": self.row.words.zh,
            "status": self.row.status,
            "detail": str(self.detail),
            "side": self.row.side,
            "retry": self.row.retry,
        }
        return made | ({"location": self.location} if self.location else {})

    @classmethod
    def of_json(
        cls, said: Mapping[str, Any], *, retry_after: int | None = None
    ) -> "ExchangeProblem":
        """Read a problem object; of a type nobody knows it is `provider.failed`."""
        name = str(said.get("type", "")).removeprefix(ROOT)
        if name not in TYPES:
            return cls("provider.failed", name)
        return cls(
            name,
            said.get("detail", ""),
            retry_after=retry_after,
            location=str(said.get("location", "")),
        )

"""After the decision (决定之后): delivery with its proof, a pledge's check, a reconsideration's ruling.

A decision is delivered within ten days (行政许可法 第四十四条). What was granted on a pledge is checked, and
taken back where the pledge was broken (国办发〔2020〕42号). A reconsideration may uphold, change or
revoke a decision, or order it to be made anew (行政复议法 第六十三条至第六十九条).
"""

from datetime import date

from tongban.cases.domain.clocks import checks_pledge
from tongban.cases.domain.guards import LONGEST_WORDS
from tongban.cases.domain.problems import WordsTooLong, WrongStep
from tongban.cases.domain.saying import METHODS, RULINGS
from tongban.cases.domain.states import CaseState
from tongban.cases.domain.turns import Delivered, Overturned, PledgeChecked
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

AGAIN = "redo"
ENDS_GRANT = ("revoked", "redo", "void")
"""Rulings after which what was granted does not stand; what is found unlawful does (第六十五条)."""


class UnknownMethod(Problem):
    """A way of delivering that is none (送达方式不明)."""

    code = "cases.unknown-method"
    words = Text("没有这种送达方式。", "There is no such way of delivering.")
    advice = Text("请选择列出的送达方式。", "Choose one of those listed.")


class ProofNeeded(Problem):
    """A delivery without who received it or what proves it (须有送达回证)."""

    code = "cases.proof-needed"
    words = Text("送达要写明签收人，或者凭证。", "A delivery names who received it, or its proof.")
    advice = Text(
        "请填写签收人、邮件号或公告载体。", "Enter the receiver, the postal number or the notice."
    )
    law = "行政许可法 第四十四条"


class FindingNeeded(Problem):
    """A broken pledge without what was found (须写明核查情况)."""

    code = "cases.finding-needed"
    words = Text("承诺不属实，要写明核查到的情况。", "Say what was found against the pledge.")
    advice = Text("请写明核查情况。", "Write down what was found.")
    law = "国办发〔2020〕42号"


class UnknownRuling(Problem):
    """A ruling that is none (复议结果不明)."""

    code = "cases.unknown-ruling"
    words = Text("没有这种复议决定。", "There is no such ruling.")
    advice = Text("请选择维持、变更、撤销等法定种类。", "Choose one of those the law knows.")
    law = "行政复议法 第六十三条至第六十九条"


def deliver(
    state: CaseState, *, method: str, receiver: str, proof: str, officer: int, today: date
) -> tuple[Delivered, ...]:
    """Deliver the decision (送达), with who received it or what proves it."""
    if state.ended is None or state.withdrawn or state.course.delivered:
        raise WrongStep("没有等待送达的决定。")
    if method not in METHODS:
        raise UnknownMethod(method)
    receiver, proof = receiver.strip(), proof.strip()
    if not (receiver or proof):
        raise ProofNeeded
    if max(len(receiver), len(proof)) > LONGEST_WORDS:
        raise WordsTooLong
    return (Delivered(today, method, receiver, proof, officer),)


def check_pledge(
    state: CaseState, *, kept: bool, finding: str, officer: int, today: date
) -> tuple[PledgeChecked, ...]:
    """Say whether what was pledged is true (承诺核查)."""
    if not checks_pledge(state):
        raise WrongStep("没有等待核查的承诺。")
    if not kept and not finding.strip():
        raise FindingNeeded
    return (PledgeChecked(today, kept, finding.strip()[:LONGEST_WORDS], officer),)


def overturn(
    state: CaseState, *, ruling: str, number: str, reason: str, today: date
) -> tuple[Overturned, ...]:
    """Put a reconsideration's ruling into the case it is about (复议决定)."""
    if ruling not in RULINGS:
        raise UnknownRuling(ruling)
    if state.ended is None:
        return ()
    return (Overturned(today, ruling, number, reason, again=ruling == AGAIN),)

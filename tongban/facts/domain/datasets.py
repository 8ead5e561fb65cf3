"""Datasets (数据集): what somebody gives the platform as a whole, on which terms, in which state.

A dataset has one owner, one purpose, a basis in law or the consent of those it is about, a term
after which it goes, and a sharing class (政务数据共享条例: 无条件共享、有条件共享、不予共享). It is offered by
its owner, agreed by a designer of the city, loaded, and withdrawn; a company may only offer.

    offered ──agree──► agreed ──load──► loaded ──withdraw──► withdrawn
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tongban.facts.domain.problems import DatasetTerms

SHARING = ("open", "conditional", "closed")
GROUNDS = ("law", "consent")
LONGEST = 1200  # months


class DatasetState(StrEnum):
    """Where a dataset stands (数据集状态)."""

    OFFERED = "offered"  # 已提供，待约定
    AGREED = "agreed"  # 已约定
    LOADED = "loaded"  # 已入库
    WITHDRAWN = "withdrawn"  # 已撤回


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a dataset (约定): what for, on what basis, how long, to whom.

    `owner` is an agency's code or a company's credit code; `ground` is law (then `law` cites
    it) or consent (then nobody reads a row before the person it is about has consented);
    `months` is how long the rows are kept; `condition` goes with conditional sharing. `agreement`
    is the agreement of the exchange that refers to these terms, where there is one.
    """

    owner: str
    purpose: str
    law: str
    months: int
    ground: str = "law"
    sharing: str = "closed"
    condition: str = ""
    grade: int = 2
    agreement: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset (数据集) as it stands.

    `columns` says of each column which fact kind it became; a column nobody knows is kept under
    a kind of the dataset's own. `withdrawn_at` ends everything its rows stated,
    for the reason `withdrawn_why`.
    """

    id: int
    name: str
    state: DatasetState
    terms: Terms
    columns: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0
    matched: int = 0
    made_at: datetime | None = None
    until: date | None = None
    withdrawn_at: datetime | None = None
    withdrawn_why: str = field(default="", repr=False)
    profile: Mapping[str, Any] = field(default_factory=dict)
    draft: int | None = None

    @property
    def scope(self) -> str:
        """The scope a consent to it names."""
        return f"data:{self.id}"


def check(terms: Terms) -> None:
    """Raise DatasetTerms naming everything the terms lack."""
    lacking = [
        what
        for what, there in (
            ("提供方", terms.owner.strip()),
            ("用途", terms.purpose.strip()),
            ("依据", terms.law.strip() or terms.ground == "consent"),
            ("保存期限", 1 <= terms.months <= LONGEST),
            ("依据类别", terms.ground in GROUNDS),
            ("共享属性", terms.sharing in SHARING),
            ("共享条件", terms.condition.strip() or terms.sharing != "conditional"),
            ("敏感级别", 1 <= terms.grade <= 4),  # noqa: PLR2004 - there are four
        )
        if not there
    ]
    if lacking:
        raise DatasetTerms("、".join(lacking))

"""The one cast that plays every test, demo and screenshot (演员表), as plain data.

林晓舟 applies and 郑一鸣 is her husband; 吴䶮 keeps a shop and has a rare character in his name;
王敏 stands at the window; 陈立 and 郑书衡 review in two agencies; 何静 designs services; 黄建平
supervises; 徐文博, 郭丽 and 宋海峰 administer system, security and audit; 周遥 is the stranger who may
see nothing. definitions/shared/city.yaml tells the same cast to the pilot city.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tongban.kernel.identifiers import make_citizen_number

REGION = "350102"
DEFINITIONS = Path(__file__).resolve().parents[1] / "definitions"


@dataclass(frozen=True, slots=True)
class Player:
    """One of the cast: a person with a number, or staff with a user name."""

    name: str
    born: date | None = None
    seq: int = 0
    username: str = ""
    duty: str = ""
    agency: str | None = None

    @property
    def number(self) -> str:
        """The citizen number, valid and of nobody."""
        assert self.born is not None
        return make_citizen_number(REGION, self.born, self.seq)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, by the part they play."""

    applicant: Player = Player("林晓舟", date(1995, 6, 18), 24)
    spouse: Player = Player("郑一鸣", date(1993, 11, 2), 13)
    shop_owner: Player = Player("吴䶮", date(1988, 3, 9), 38)
    stranger: Player = Player("周遥", date(1990, 7, 25), 57)
    clerk: Player = Player("王敏", username="wangmin", duty="clerk")
    reviewer_a: Player = Player("陈立", username="chenli", duty="reviewer", agency="GA-HJ")
    reviewer_b: Player = Player("郑书衡", username="zhengshuheng", duty="reviewer", agency="SJ")
    head: Player = Player("周建海", username="zhoujianhai", duty="head", agency="GA-HJ")
    designer: Player = Player("何静", username="hejing", duty="designer")
    supervisor: Player = Player("黄建平", username="huangjianping", duty="supervisor")
    system_admin: Player = Player("徐文博", username="xuwenbo", duty="system")
    security_admin: Player = Player("郭丽", username="guoli", duty="security")
    audit_admin: Player = Player("宋海峰", username="songhaifeng", duty="audit")


CAST = Cast()


@pytest.fixture
def cast() -> Cast:
    """The cast that plays every test."""
    return CAST


@pytest.fixture(scope="session")
def book():
    """The definitions as committed, compiled without a database."""
    from tongban.policy.tests.books import definitions

    return definitions()


@pytest.fixture
def city(db):
    """The definitions as committed, published in this test's database; gives the book."""
    from tongban.catalogue import api as catalogue
    from tongban.kernel.actors import SYSTEM

    catalogue.publish(DEFINITIONS, actor=SYSTEM)
    return catalogue.book()

import pytest

from tongban.catalogue.domain import linters
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.notices import BadNotice
from tongban.catalogue.domain.provided import standard_definitions, standard_notices
from tongban.kernel.text import Text

WHOLE = """
notice: gate
version: "2026-01-01"
name: 开门
channels: [sms]
variables:
  no: {title: 编号, personal: false, length: 8}
  who: 姓名
subject: 门 {no} 开了
sms: 门 {no} 开了
body: "{who}，门 {no} 开了"
"""


def rules(text):
    loaded = load({"gate.yaml": text})
    assert loaded.errors == ()
    return {one.rule for one in linters.lint(loaded.definitions)}


def test_a_whole_notice_has_no_finding():
    assert rules(WHOLE) == set()


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("subject: 门 {no} 开了", "subject: 门 {door} 开了", "notices.unknown-variable"),
        ("subject: 门 {no} 开了", "subject: 门 {who} 开了", "notices.personal-preview"),
        ("sms: 门 {no} 开了", "sms: " + "门" * 200 + "{no}", "notices.too-long"),
        ("sms: 门 {no} 开了\n", "", "notices.no-sms"),
        ("body: ", "serves: true\nbody: ", "notices.no-law"),
        ("name: 开门", "name: 开门\nagency: NOBODY", "references.agency"),
    ],
)
def test_what_a_notice_may_not_do_is_found(old, new, rule):
    assert rule in rules(WHOLE.replace(old, new))


def test_the_platform_s_own_notices_are_as_strict():
    found = linters.lint(standard_definitions())
    assert [one for one in found if one.level == "error"] == []


def test_values_stand_in_the_reader_s_language_and_none_may_lack():
    given = standard_notices()["demand-progress"]
    said = {"number": "1", "said": Text("已答复", "answered")}
    assert given.body_of(said, "en") == "Demand 1: answered"
    with pytest.raises(BadNotice):
        given.body_of({"number": "1"})

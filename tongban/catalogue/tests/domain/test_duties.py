"""The duties of agencies as definitions (部门职责)."""

from tongban.catalogue.domain.compile import compile_book
from tongban.catalogue.domain.linters import lint
from tongban.catalogue.domain.loader import load

FILES = {
    "agencies.yaml": """agencies:
  CG:
    name: 城管
    per: district
    unit: 城市管理局
    called: 城管 城管局
    duties:
      does: 管市容
      handles:
        - {matter: 施工噪声, category: 城市管理/噪声, says: [工地 打桩, $noise], co: [CG]}
      not: [{matter: 违停, goes: JJ}]
""",
    "demands.yaml": """demands:
  notions: {noise: 吵 太响}
  types: {投诉: {says: 投诉 不满}}
  urgency: {一般: {dispatch_hours: 24}}
""",
}


def test_a_matter_is_said_in_the_words_of_its_notions() -> None:
    book = compile_book(load(FILES).definitions)
    matter = book.agencies["CG"].duties.handles[0]
    assert matter.says == (("工地", "打桩"), ("吵", "太响"))
    assert book.demands.types["投诉"] == ("投诉", "不满")


def test_a_duty_that_is_given_to_nobody_known_is_an_error() -> None:
    loaded = load(FILES)
    found = [one for one in lint(loaded.definitions) if one.rule == "references.agency"]
    assert [one.field for one in found] == ["agencies.CG.duties.not[0].goes"]

"""Kinds of licences: what they say of their contents, and what is held against them."""

import pytest

from tongban.catalogue.domain.compile import compile_book
from tongban.catalogue.domain.linters import lint
from tongban.catalogue.domain.loader import load

WORLD = {
    "agencies.yaml": "agencies:\n  WELL: {name: 水井署}\n",
    "born.yaml": 'fact: born\nversion: "2026-01-01"\nname: 出生日期\ntype: date\n',
    "no.yaml": 'fact: no\nversion: "2026-01-01"\nname: 号码\n',
}
LICENCE = """
licence: L-WELL
version: "2026-01-01"
name: {zh: 取水证, en: Well licence}
holder: WELL
states: [no, born]
type_standard: C0999-2026
trust: B
approval: [revoke, correct]
authorise: true
contents:
  - {fact: no, label: 证号, show: public, code: ZH}
  - {fact: born, show: holder}
predicates:
  - {claim: over_60, fact: born, years: 60, name: {zh: 已满六十周岁, en: Sixty or older}}
"""


def found(licence):
    loaded = load({**WORLD, "licence.yaml": licence})
    assert not loaded.errors
    return {one.rule for one in lint(loaded.definitions) if one.level == "error"}


def test_a_kind_says_its_contents_who_sees_them_and_what_follows():
    kind = compile_book(load({**WORLD, "licence.yaml": LICENCE}).definitions).licences["L-WELL"]
    assert (kind.trust, kind.approval, kind.authorise) == ("B", ("revoke", "correct"), True)
    assert [kind.shown(fact) for fact in ("no", "born", "other")] == ["public", "holder", "shown"]
    assert (kind.predicates[0].claim, kind.predicates[0].years) == ("over_60", 60)
    assert found(LICENCE) == set()


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("states: [no, born]", "states: [no]", "licences.not-stated"),
        ("years: 60, ", "", "licences.predicate"),
        ("claim: over_60", "claim: born", "licences.predicate"),
        ("fact: no, label", "fact: nothing, label", "references.fact"),
    ],
)
def test_what_cannot_be_so_is_named(old, new, rule):
    assert rule in found(LICENCE.replace(old, new))

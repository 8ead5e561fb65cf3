"""Lists and monthly figures in a conversation: typed line by line, read back, said again."""

from datetime import date

import pytest
from django.http import QueryDict

from tongban.doors.citizen import eligibility, policy_words
from tongban.doors.citizen.eligibility import Talk
from tongban.policy.api import Conversation
from tongban.policy.tests.domain.rules.worlds import BOOK, clause, policy


def about(rule):
    return Conversation([policy(clause(rule))], BOOK, date(2026, 1, 1))


def answered(talk, text):
    typed = QueryDict(mutable=True)
    typed["answer"] = text
    return eligibility.read_answers(talk, talk.next({}), typed)


@pytest.mark.parametrize(
    ("typed", "eligible"),
    [("40，3,000.50\n2, 0", True), ("40 5000\r\n\r\n", False), ("无", False)],
)
def test_a_list_is_typed_line_by_line_and_decides(typed, eligible):
    talk = about("家庭成员 中 有人 (年龄 < 3)")
    found, wrong = answered(talk, typed)
    assert wrong == {}
    kept = Talk("P-T")
    kept.take(found)
    assert talk.next(kept.known()) is None
    assert talk.result("P-T", kept.known(), kept.sources()).eligible is eligible


@pytest.mark.parametrize("typed", ["40", "40, 1, 2", "四十, 3000", "40, -1", "{}", "9 " * 9000])
def test_what_is_no_such_list_is_asked_again_with_a_hint(typed):
    talk = about("家庭成员 中 有人 (年龄 < 3)")
    found, wrong = answered(talk, typed)
    assert (found, list(wrong)) == ({}, ["家庭成员"])
    (field,) = eligibility.fields_of(talk, talk.next({}), wrong, QueryDict("answer=40"))
    assert (field.type, field.value) == ("table", "40")
    assert "年龄（岁）、收入（元/月）" in field.hint


def test_what_was_typed_is_said_again():
    talk = about("家庭成员 中 有人 (年龄 < 3)")
    found, _wrong = answered(talk, "40, 3000\n2, 0")
    said = policy_words.value_words(talk.facts["家庭成员"], found["家庭成员"])
    assert said == "40，3000；2，0"

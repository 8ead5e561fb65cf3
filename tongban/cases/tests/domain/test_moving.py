"""What counts as a change between two versions for the cases that are open."""

from dataclasses import replace

from tongban.cases.domain.moving import changes
from tongban.catalogue.domain.model import PublicService
from tongban.catalogue.domain.procedures import Transition
from tongban.kernel.text import Text


def test_a_fee_that_is_told_in_another_language_too_is_the_same_fee():
    old = PublicService(
        "A", "2026-01-01", Text("甲"), "公共服务", "B", fee={"amount": 0, "text": "免费"}
    )
    said = replace(old, fee={"amount": 0, "text": {"zh": "免费", "en": "free of charge"}})
    dear = replace(old, fee={"amount": 5, "text": {"zh": "免费", "en": "free of charge"}})
    assert changes(old, said, Transition()) == ()
    assert [one.kind for one in changes(old, dear, Transition())] == ["fee"]

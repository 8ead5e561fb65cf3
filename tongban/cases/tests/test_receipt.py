"""The receipt (受理回执): dated, with every number, in both languages, rare characters and all."""

import io

import pypdfium2
import pytest

from tongban.cases import api as cases
from tongban.cases.tests import village as v
from tongban.kernel.actors import SYSTEM
from tongban.people import api as people


def text_of(pdf):
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0]
    return page.get_textpage().get_text_range()


@pytest.mark.parametrize(
    ("language", "title"), [("zh", "申请回执"), ("en", "Receipt of an application")]
)
def test_a_receipt_names_every_case_and_the_day(village, language, title):
    application = v.hand_in(village)
    said = text_of(cases.receipt(application.id, actor=village.me, language=language))
    flat = said.replace(" ", "")
    assert title.replace(" ", "") in flat
    for one in application.matters:
        assert one.number in flat
    assert "2026" in flat
    assert village.mother.number not in flat


def test_a_receipt_shows_a_rare_name(village, cast):
    owner = people.register(number=cast.shop_owner.number, name=cast.shop_owner.name, actor=SYSTEM)
    actor = v.person(owner)
    draft = cases.start(goal="COIN-GIFT", applicant=owner.id, actor=actor, at=v.AT)
    cases.fill(draft.id, {"applicant.bank": "6222021001116245702"}, actor=actor)
    form = cases.form(draft.id, actor=actor, at=v.AT)
    for line in form.materials:
        assert line.state != "asked"
    application = cases.submit(draft.id, actor=actor, at=v.AT)
    assert "吴䶮" in text_of(cases.receipt(application.id, actor=actor))

"""The papers of a case (文书): each behind its event, in proper form, signed, and nobody else's."""

import io
import os
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from pyhanko.keys import pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tongban.cases import api as cases
from tongban.cases.tests import inn
from tongban.cases.tests import village as v
from tongban.kernel.actors import Actor
from tongban.kernel.time import start_of
from tongban.licences import api as licences

KEPT = os.environ.get("TONGBAN_PAPERS")


@pytest.fixture
def officer(village):
    return village.officers["COIN"]


def text_of(pdf):
    pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
    said = "".join(page.get_textpage().get_text_range() for page in pages)
    return "".join(said.split())


def intact(pdf):
    """Whether the seal is ours and covers every byte, as another program would find out."""
    trusted = list(pemder.load_certs_from_pemder_data(licences.seal_certificate()))
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    found = validate_pdf_signature(signature, ValidationContext(trust_roots=trusted))
    return found.intact and found.valid and found.coverage.name == "ENTIRE_FILE"


def paper(number, kind, actor):
    """The newest paper of a kind, as text; kept as a file where somebody wants to look at it."""
    found = [one for one in cases.papers(number, actor=actor) if one.kind == kind][-1]
    pdf = cases.paper(number, no=found.no, actor=actor)
    if KEPT:
        Path(KEPT, f"{kind}.pdf").write_bytes(pdf)
    return text_of(pdf)


def test_the_notice_of_acceptance_says_by_when_a_decision_will_be_made(village, officer):
    matter = inn.hand_in(village)
    cases.take_in(matter.number, actor=officer, at=v.AT)
    said = paper(matter.number, "accepted", village.me)
    for part in ("银库", "受理通知书", "受字〔2026〕", "2026年3月30日前作出决定", "第三十二条"):
        assert part in said
    assert village.mother.number not in said


def test_the_one_notice_lists_everything_with_its_reason(village, officer):
    matter = inn.hand_in(village)
    cases.request_supplement(
        matter.number, gaps={"applicant.note": "请写明客房数。", "material:1": "印章不清。"},
        actor=officer, at=v.AT,
    )  # fmt: skip
    said = paper(matter.number, "supplement", village.me)
    for part in (
        "一次性告知书",
        "消防证明",
        "印章不清",
        "请写明客房数",
        "15个工作日",
        "视为放弃申请",
    ):
        assert part in said


def test_what_is_not_accepted_names_the_agency_to_go_to_and_the_remedy(village, officer):
    matter = inn.hand_in(village)
    cases.turn_away(
        matter.number, ground="not_competent", reason="归户籍所管。", redirect="BOOK",
        remedy=cases.propose_remedy(v.DAY), actor=officer, at=v.AT,
    )  # fmt: skip
    said = paper(matter.number, "not_accepted", village.me)
    for part in ("不予受理决定书", "户籍所", "行政复议", "2026年5月1日"):
        assert part in said


def test_more_time_special_procedures_and_hearings_are_told_in_writing(village, officer):
    number = inn.hand_in(village).number
    cases.take_in(number, actor=officer, at=v.AT)
    cases.stop_clock(number, ground="test", days=5, reason="材料送检", actor=officer, at=v.AT)
    cases.ask_extension(number, days=10, reason="等测绘", actor=officer, at=v.AT)
    cases.approve_extension(number, actor=village.head, at=v.AT)
    cases.offer_hearing(number, reason="涉及邻居重大利益", actor=officer, at=v.AT)
    cases.ask_hearing(number, actor=village.me, at=v.AT)
    cases.set_hearing(number, day=date(2026, 3, 12), place="祠堂", actor=officer, at=v.AT)
    assert "需要进行听证" in paper(number, "special", village.me)
    assert "周主任批准，办理期限延长10个工作日" in paper(number, "extension", village.me)
    assert "2026年3月12日在祠堂" in paper(number, "hearing", village.me)
    kinds = [one.kind for one in cases.papers(number, actor=village.me)]
    assert kinds == ["accepted", "special", "extension", "hearing_right", "special", "hearing"]


def test_a_refusal_names_facts_reason_remedy_and_the_delivery_has_its_proof(village, officer):
    clerk = Actor("officer", village.clerk.id, "王敏", "clerk", acting_for=village.mother.id)
    matter = inn.hand_in(village, channel="window", actor=clerk)
    cases.examine(matter.number, opinion="不行", actor=village.mate, at=v.AT)
    cases.decide(
        matter.number, outcome="refused", reason="房屋没有第二个安全出口。", actor=officer,
        remedy=cases.propose_remedy(v.DAY), at=v.AT,
    )  # fmt: skip
    said = paper(matter.number, "refused", village.me)
    for part in (
        "不予准许决定书",
        "第二个安全出口",
        "name项",
        "行政复议",
        "2026年5月1日",
        "银库",
    ):
        assert part in said
    cases.deliver(matter.number, method="direct", receiver="林晓舟", actor=clerk, at=inn.days(2))
    proof = paper(matter.number, "delivery", officer)
    for part in ("送达回证", "不予准许决定书", "直接送达", "林晓舟", "王敏"):
        assert part in proof


def test_a_grant_lists_its_conditions(village):
    matter = inn.hand_in(village)
    inn.grant(
        village, matter, reason="符合条件。", conditions=["每月检查消防设施", "客房不超过三间"]
    )
    said = paper(matter.number, "granted", village.me)
    for part in ("准予决定书", "每月检查消防设施", "发给《客栈证》"):
        assert part in said


def test_a_paper_is_signed_and_a_flipped_byte_is_noticed(village, officer):
    matter = inn.hand_in(village)
    cases.take_in(matter.number, actor=officer, at=v.AT)
    (found,) = cases.papers(matter.number, actor=village.me)
    pdf = cases.paper(matter.number, no=found.no, actor=village.me)
    assert intact(pdf)
    assert not intact(pdf.replace(b"/Title", b"/Tytle", 1))


def test_papers_are_for_those_who_may_see_the_case(village, officer):
    matter = inn.hand_in(village)
    cases.take_in(matter.number, actor=officer, at=start_of(v.DAY))
    with pytest.raises(cases.NotYours):
        cases.papers(matter.number, actor=village.nobody)
    with pytest.raises(cases.NotYours):
        cases.paper(matter.number, no=1, actor=village.me)

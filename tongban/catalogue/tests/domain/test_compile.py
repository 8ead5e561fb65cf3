"""Roles are resolved as the files say; a version holds from its day to its last."""

from tongban.catalogue.domain.compile import in_force
from tongban.catalogue.domain.guide import guide_of
from tongban.catalogue.domain.loader import load
from tongban.catalogue.tests import town


def test_a_need_takes_its_role_from_itself_then_sameness_then_the_licence_then_the_applicant():
    text = town.OPEN.replace(
        "  - {fact: house}", "  - {fact: house}\n  - {fact: rooms, from: L-INN}"
    )
    text = text.replace("  - {fact: rank,", "  - {fact: baby}\n  - {fact: rank,")
    refs = [str(need.ref) for need in town.book(open=text).services["INN-OPEN"].needs]
    assert refs == [
        "applicant.name",
        "company.house",
        "company.rooms",
        "company.rooms",
        "child.name",
        "company.rank",
    ]


def test_a_role_named_by_hand_wins_over_sameness():
    text = town.OPEN.replace("{fact: house}", "{fact: house, role: applicant}", 1)
    assert str(town.book(open=text).services["INN-OPEN"].needs[1].ref) == "applicant.house"


def test_a_material_and_a_result_belong_to_whom_their_licence_is_about():
    book = town.book()
    assert book.services["FIRE-CHECK"].materials[0].of == ("company",)
    assert book.services["FIRE-CHECK"].materials[0].held_by == "INN"
    assert book.services["INN-OPEN"].output.of == "company"


def test_a_version_holds_from_its_day_on():
    later = town.OPEN.replace('"2026-01-01"', '"2026-07-01"')
    definitions = load(town.texts(later=later)).definitions
    chosen = {day: in_force(definitions, day)["service", "INN-OPEN"].version for day in (
        "2026-06-30", "2026-07-01")}  # fmt: skip
    assert chosen == {"2026-06-30": "2026-01-01", "2026-07-01": "2026-07-01"}


def test_the_guide_says_unpublished_where_the_source_says_nothing():
    text = town.OPEN.replace("promised: {days: 5, unit: working_day}", "promised: {days: null}")
    book = town.book(open=text)
    guide = guide_of(book.services["INN-OPEN"], book)
    assert guide.promised.words.zh == "未公布"
    assert guide.statutory.words.zh == "20 个工作日"


def test_the_guide_tells_who_holds_each_material():
    book = town.book()
    held, asked = guide_of(book.services["INN-OPEN"], book).materials
    assert (held.source, held.holder and held.holder.zh) == ("held", "客栈署")
    assert (asked.source, asked.holder) == ("asked", None)

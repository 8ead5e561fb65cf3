"""Notes in the file are the officers' own; views are kept by whoever made them."""

import pytest

from tongban.cases import api as cases
from tongban.cases.problems import NotYours
from tongban.people import api as people


def as_officer(account, agency="GA-HJ"):
    from dataclasses import replace

    return replace(people.actor_of(account), agency=agency)


def test_a_note_is_read_by_colleagues_and_never_by_the_applicant(case, staffed, resident):
    cases.note_in_file(case, words="照片像是翻拍的", actor=as_officer(staffed.reviewer))
    (note,) = cases.notes_in_file(case, actor=as_officer(staffed.colleague))
    assert (note.words, note.by) == ("照片像是翻拍的", staffed.reviewer.name)
    with pytest.raises(NotYours):
        cases.notes_in_file(case, actor=resident.actor)
    told = [one.words.zh for one in cases.timeline(case, actor=resident.actor)]
    assert "翻拍" not in "".join(told)


def test_whoever_has_no_part_in_a_case_writes_no_note_into_it(case, staffed):
    with pytest.raises(NotYours):
        cases.note_in_file(case, words="看看", actor=as_officer(staffed.elsewhere, "SJ"))


def test_a_note_does_not_stop_a_decision_that_was_looked_at_before(case, staffed):
    actor = as_officer(staffed.reviewer)
    seen = cases.case(case, actor=actor).seq
    cases.note_in_file(case, words="电话核实过", actor=as_officer(staffed.colleague))
    assert cases.take_in(case, actor=actor, expected=seen).status == "accepted"


@pytest.mark.parametrize("words", ["", "  \n", "字" * 2001])
def test_a_note_says_something_and_not_too_much(case, staffed, words):
    with pytest.raises((cases.NoteEmpty, cases.WordsTooLong)):
        cases.note_in_file(case, words=words, actor=as_officer(staffed.reviewer))


def test_a_view_is_kept_under_its_name_and_belongs_to_one_officer(staffed):
    mine, other = as_officer(staffed.reviewer), as_officer(staffed.colleague)
    cases.keep_view("今天要办", "due=soon", actor=mine)
    cases.keep_view("今天要办", "due=late", actor=mine)
    assert cases.views_kept(actor=mine) == (cases.KeptView("今天要办", "due=late"),)
    assert cases.views_kept(actor=other) == ()
    cases.drop_view("今天要办", actor=mine)
    assert cases.views_kept(actor=mine) == ()


def test_a_desk_holds_only_so_many_views(staffed):
    mine = as_officer(staffed.reviewer)
    for no in range(12):
        cases.keep_view(f"筛选 {no}", "due=late", actor=mine)
    with pytest.raises(cases.TooManyViews):
        cases.keep_view("再一个", "due=late", actor=mine)

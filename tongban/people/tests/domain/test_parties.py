import pytest

from tongban.kernel.identifiers import make_uscc
from tongban.people.domain.parties import Party, checked_name, checked_number, mask_name
from tongban.people.domain.problems import BadName, BadNumber


def test_a_party_shows_neither_number_nor_name_in_a_log():
    party = Party(1, "person", "11010519491231002X", "吴䶮")
    assert "1949" not in repr(party)
    assert "吴" not in repr(party)


def test_a_masked_number_keeps_only_its_ends():
    assert Party(1, "person", "11010519491231002X", "").masked == "110***********002X"


@pytest.mark.parametrize(
    ("name", "masked"),
    [("", ""), ("李", "*"), ("李明", "李*"), ("李小明", "李*明"), ("𠮷野家", "𠮷*家")],
)
def test_a_name_is_masked_but_for_its_ends(name, masked):
    assert mask_name(name) == masked


def test_a_number_is_accepted_as_people_type_it():
    assert checked_number("person", " １10105194912 31002x ") == "11010519491231002X"


def test_a_wrong_check_digit_is_said_in_both_languages():
    with pytest.raises(BadNumber) as raised:
        checked_number("person", "110105194912310021")
    assert "最后一位" in raised.value.said("zh")
    assert "last character" in raised.value.said("en")


def test_a_company_has_a_credit_code_and_no_citizen_number():
    code = make_uscc("350102", 7)
    assert checked_number("company", code.lower()) == code
    with pytest.raises(BadNumber):
        checked_number("company", "11010519491231002X")


def test_a_name_is_never_cut_short():
    assert checked_name(" 买买提·吐尔逊 ") == "买买提·吐尔逊"
    with pytest.raises(BadName):
        checked_name("长" * 201)
    with pytest.raises(BadName):
        checked_name("李\u202e明")


@pytest.mark.parametrize("rare", ["䶮", "𠮷", "\U00031350", "\U0002ebf0", "阿卜杜拉·买买提"])
def test_a_name_may_be_rarer_than_this_python_knows(rare):
    assert checked_name(rare) == rare

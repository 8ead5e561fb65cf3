"""Numbers of persons, companies, licences and cases, with the vectors of the standards."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tongban.kernel.identifiers import (
    BadCaseNumber,
    BadCitizenNumber,
    BadLicenceIdentifier,
    BadUscc,
    case_number,
    check_citizen_number,
    check_licence_identifier,
    check_uscc,
    licence_identifier,
    make_citizen_number,
    make_uscc,
    mask_number,
    mod_37_36,
    parse_case_number,
)

CITIZEN = "11010519491231002X"
COMPANIES = ["91350100M000100Y43", "12441500196720244T"]
LICENCE = "1.2.156.3005.2.11100000MB0341032Y002.12441500196720244T.0000000000000000000A.001.U"

citizens = some.builds(
    make_citizen_number,
    some.integers(110000, 659999).map(str),
    some.dates(date(1900, 1, 1), date(2026, 12, 31)),
    some.integers(0, 999),
)
companies = some.builds(
    make_uscc, some.integers(110000, 659999).map(str), some.integers(0, 31**6 - 1)
)
cases = some.builds(
    case_number,
    some.dates(date(2024, 1, 1), date(2099, 12, 31)),
    some.integers(0, 1023),
    some.integers(0, 9_999_999),
)


def changed(draw, text, symbols):
    """One character of the text, replaced by another symbol."""
    where = draw(some.sampled_from([n for n, old in enumerate(text) if old in symbols]))
    new = draw(some.sampled_from([symbol for symbol in symbols if symbol != text[where]]))
    return text[:where] + new + text[where + 1 :]


def exchanged(draw, text, symbols):
    """Two neighbours of the text that differ, exchanged."""
    pairs = [
        n for n in range(len(text) - 1)
        if text[n] != text[n + 1] and {text[n], text[n + 1]} <= set(symbols)
    ]  # fmt: skip
    where = draw(some.sampled_from(pairs))
    return text[:where] + text[where + 1] + text[where] + text[where + 2 :]


slips = some.sampled_from([changed, exchanged])


def test_a_citizen_number_tells_birth_gender_and_region():
    found = check_citizen_number(CITIZEN)
    assert (found.birth, found.gender, found.region) == (date(1949, 12, 31), "女", "110105")


@pytest.mark.parametrize(
    "typed",
    ["11010519491231002x", " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２Ｘ"],
)
def test_how_people_type_it_is_forgiven(typed):
    assert check_citizen_number(typed).number == CITIZEN


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "length"),
        ("1101051949123100", "length"),
        ("11010519491231002XX", "length"),
        ("1101051949I231002X", "character"),
        ("11010519491231002A", "character"),
        ("X1010519491231002X", "character"),
        ("11010519491331002X", "date"),
        ("11010519490230002X", "date"),
        ("11010518991231002X", "date"),
        ("110105194912310021", "check"),
    ],
)
def test_a_wrong_citizen_number_says_what_is_wrong(typed, reason):
    with pytest.raises(BadCitizenNumber) as caught:
        check_citizen_number(typed)
    assert caught.value.reason == reason
    assert typed == "" or typed not in caught.value.said()


@given(some.data(), citizens, slips)
def test_one_slip_of_the_hand_in_a_citizen_number_is_caught(data, number, slip):
    with pytest.raises(BadCitizenNumber):
        check_citizen_number(slip(data.draw, number, "0123456789"))


@pytest.mark.parametrize("code", COMPANIES)
def test_the_codes_of_the_standard_are_right(code):
    assert check_uscc(code.lower()) == code


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("91350100M000100Y4", "length"),
        ("91350100M0001O0Y43", "character"),
        ("9135A100M000100Y43", "character"),
        ("91350100M000101Y43", "organisation"),
        ("91350100M000100Y44", "check"),
    ],
)
def test_a_wrong_code_says_what_is_wrong(typed, reason):
    with pytest.raises(BadUscc) as caught:
        check_uscc(typed)
    assert caught.value.reason == reason


@given(some.data(), companies, slips)
def test_one_slip_of_the_hand_in_a_code_is_caught(data, code, slip):
    with pytest.raises(BadUscc):
        check_uscc(slip(data.draw, code, "0123456789ABCDEFGHJKLMNPQRTUWXY"))


def test_the_check_character_of_the_standard():
    assert mod_37_36("A12425GABC1234002") == "M"


def test_a_licence_identifier_is_put_together_and_taken_apart():
    made = licence_identifier("11100000MB0341032Y002", "12441500196720244T", 10, 1)
    assert made == LICENCE
    found = check_licence_identifier(made)
    assert (found.issuer, found.serial[-2:], found.version) == ("12441500196720244T", "0A", 1)


@given(some.data(), some.integers(1, 36**12))
def test_a_changed_character_in_a_licence_identifier_is_caught(data, serial):
    made = licence_identifier("11100000MB0341032Y002", "12441500196720244T", serial, 1)
    head, tail = made[:15], made[15:]
    wrong = changed(data.draw, tail, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    with pytest.raises(BadLicenceIdentifier):
        check_licence_identifier(head + wrong)


@pytest.mark.parametrize("bad", ["", "1.2.156.3005.2", LICENCE[:-2], LICENCE + ".U", "吴䶮"])
def test_what_is_no_licence_identifier_is_told(bad):
    with pytest.raises(BadLicenceIdentifier):
        check_licence_identifier(bad)


def test_parts_of_another_length_make_no_identifier():
    with pytest.raises(BadLicenceIdentifier):
        licence_identifier("SHORT", "12441500196720244T", 1)


def test_a_case_number_is_read_back_with_or_without_hyphens():
    number = case_number(date(2026, 4, 10), 417, 231)
    for typed in (number, number.replace("-", ""), number.replace("-", " ")):
        found = parse_case_number(typed)
        assert (found.day, found.shard, found.serial) == (date(2026, 4, 10), 417, 231)


@given(some.data(), cases, slips)
def test_one_slip_of_the_tongue_in_a_case_number_is_caught(data, number, slip):
    digits = number.replace("-", "")
    with pytest.raises(BadCaseNumber):
        parse_case_number(slip(data.draw, digits, "0123456789"))


@pytest.mark.parametrize("bad", ["", "260410", "260410-0417-0023A-6", "261340-0417-00231-0"])
def test_what_is_no_case_number_is_told(bad):
    with pytest.raises(BadCaseNumber):
        parse_case_number(bad)


def test_a_masked_number_shows_its_ends_only():
    assert mask_number(CITIZEN) == "110***********002X"
    assert mask_number("12345") == "*****"

from datetime import date

import pytest
from django.db import connection

from tongban.kernel.actors import SYSTEM
from tongban.kernel.identifiers import make_citizen_number, make_uscc
from tongban.people import api as people

pytestmark = pytest.mark.django_db


def person(cast_member):
    return people.register(number=cast_member.number, name=cast_member.name, actor=SYSTEM)


def test_a_registered_person_is_found_by_the_number_as_typed(cast):
    made = person(cast.shop_owner)
    found = people.find(f" {cast.shop_owner.number.lower()} ")
    assert found == made
    assert found.name == "吴䶮"


def test_an_unknown_number_finds_nobody(cast):
    assert people.find(cast.stranger.number) is None


def test_a_number_belongs_to_one_party_only(cast):
    person(cast.applicant)
    with pytest.raises(people.NumberTaken) as raised:
        person(cast.applicant)
    assert cast.applicant.number not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_batch_with_one_bad_number_registers_nobody(cast):
    batch = [people.NewParty(number=cast.applicant.number), people.NewParty(number="123")]
    with pytest.raises(people.BadNumber):
        people.register_all(batch, actor=SYSTEM)
    assert people.find(cast.applicant.number) is None


def test_a_batch_keeps_its_order_and_takes_few_queries(django_assert_max_num_queries):
    new = [
        people.NewParty(number=make_citizen_number("350102", date(1990, 1, 1), n), name=str(n))
        for n in range(50)
    ]
    with django_assert_max_num_queries(3):
        made = people.register_all(new, actor=SYSTEM)
    assert [each.name for each in made] == [str(n) for n in range(50)]


def test_the_index_of_numbers_holds_only_digests(cast):
    person(cast.applicant)
    with connection.cursor() as cursor:
        cursor.execute("select number_digest from people_party")
        assert cast.applicant.number[:6] not in cursor.fetchone()[0]


def test_a_newborn_gets_number_and_name_later(cast):
    child = people.register(actor=SYSTEM)
    number = make_citizen_number("350102", date(2026, 4, 1), 21)
    people.identify(child.id, number=number, name="郑小满", actor=SYSTEM)
    people.identify(child.id, number=number, actor=SYSTEM)
    assert people.find(number) == people.party(child.id)
    assert people.party(child.id).name == "郑小满"


def test_a_number_once_given_is_not_replaced(cast):
    known = person(cast.applicant)
    with pytest.raises(people.AlreadyIdentified):
        people.identify(known.id, number=cast.stranger.number, actor=SYSTEM)


def test_a_newborn_cannot_take_somebody_elses_number(cast):
    person(cast.applicant)
    child = people.register(actor=SYSTEM)
    with pytest.raises(people.NumberTaken):
        people.identify(child.id, number=cast.applicant.number, actor=SYSTEM)
    assert people.party(child.id).number is None


def test_a_company_is_registered_by_its_credit_code():
    firm = people.register(
        kind="company", number=make_uscc("350102", 9), name="榕城小馆", actor=SYSTEM
    )
    assert firm.masked_name == "榕城小馆"


def test_relations_are_said_once_and_kept_in_order(cast):
    mother = person(cast.applicant)
    first, second = people.register(actor=SYSTEM), people.register(actor=SYSTEM)
    for child in (first, second, first):
        people.relate(mother.id, "child", child.id, actor=SYSTEM)
    assert people.related(mother.id) == {"child": (first.id, second.id)}


def test_an_agent_may_act_until_the_mandate_is_withdrawn(cast):
    holder, principal = person(cast.spouse), person(cast.applicant)
    given = people.mandate(holder=holder.id, principal=principal.id, scope="X", actor=SYSTEM)
    assert people.may_act_for(holder.id, principal.id, scope="X")
    assert not people.may_act_for(principal.id, holder.id, scope="X")
    people.end_mandate(given.id, actor=SYSTEM)
    assert not people.may_act_for(holder.id, principal.id, scope="X")
    assert people.mandates(holder.id)[0].ended is not None


def test_wards_are_those_of_ones_relations_for_whom_one_may_do_everything(cast):
    mother, child, other = person(cast.applicant), *(people.register(actor=SYSTEM) for _ in "ab")
    for relation, one in (("child", child), ("child", other), ("spouse", person(cast.spouse))):
        people.relate(mother.id, relation, one.id, actor=SYSTEM)
    given = people.mandate(holder=mother.id, principal=child.id, kind="guardian", actor=SYSTEM)
    people.mandate(holder=mother.id, principal=other.id, scope="X", actor=SYSTEM)
    assert people.wards(mother.id) == {"child": (child.id,)}
    people.end_mandate(given.id, actor=SYSTEM)
    assert people.wards(mother.id) == {}


def test_a_guardians_mandate_ends_with_the_childhood_its_number_tells(cast):
    mother = person(cast.applicant)
    child = people.register(
        number=make_citizen_number("350102", date(2020, 3, 2), 11), actor=SYSTEM
    )
    given = people.mandate(holder=mother.id, principal=child.id, kind="guardian", actor=SYSTEM)
    assert given.until == date(2038, 3, 1)


def test_a_mandate_names_two_known_parties(cast):
    with pytest.raises(people.UnknownParty):
        people.mandate(holder=person(cast.spouse).id, principal=5, actor=SYSTEM)


def test_every_row_names_who_wrote_it(cast):
    person(cast.applicant)
    with connection.cursor() as cursor:
        cursor.execute("select registered_by->>'kind' from people_party")
        assert cursor.fetchone() == ("system",)

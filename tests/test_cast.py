"""The cast of the tests is the cast of the pilot city, and its numbers are valid."""

from tongban.kernel.identifiers import check_citizen_number


def test_the_city_has_the_same_cast(book, cast):
    assert {told["key"] for told in book.city["cast"]} == set(cast.__dataclass_fields__)
    for told in book.city["cast"]:
        player = getattr(cast, told["key"])
        assert (player.name, player.agency) == (told["name"], told.get("agency"))
        if player.born:
            number = check_citizen_number(player.number)
            assert (number.gender, str(number.birth)) == (told["sex"], told["birth"])


def test_the_definitions_can_be_published(city, book):
    assert city.services.keys() == book.services.keys()
    assert city.events.keys() == book.events.keys()

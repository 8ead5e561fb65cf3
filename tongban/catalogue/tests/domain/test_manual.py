"""A manual of duties says what an agency handles, helps with and holds; a guide links its law."""

from tongban.catalogue.domain.guide import guide_of
from tongban.catalogue.domain.manual import manual_of
from tongban.catalogue.tests import town

LAWS = "laws:\n  客栈条例: {title: 客栈管理条例, rank: local, url: 'https://law.example/inn', status: verified}\n"
MORE = """
faq: [{question: 多久办好?, answer: {zh: 五个工作日。, en: Five working days.}}]
standard: {place: 客栈街1号, hours: 工作日九点到五点, enquiry_phone: 0591-83330001}
situations: [{id: big, name: 大客栈, when: {fact: company.rooms, op: ">", value: 9}, visits: {expected: 1}}]
"""


def manual(agency, **changes):
    book = town.book(**changes)
    return manual_of(book.agencies[agency], book)


def test_an_agency_handles_its_services_and_holds_its_licences():
    made = manual("INN")
    assert [each.id for each in made.services] == ["INN-OPEN"]
    assert {each.id: each.used_by for each in made.holdings} == {"L-ID": 1, "L-INN": 1}
    assert [each[0] for each in made.leads] == ["LE-INN"]
    assert made.within_one_visit == 1


def test_who_takes_a_step_elsewhere_helps():
    helped = town.OPEN.replace("{text: 决定}", "{text: 看炉灶, agency: FIRE}")
    (help_,) = manual("FIRE", open=helped).helps
    assert (help_.id, [str(role) for role in help_.roles]) == ("INN-OPEN", ["看炉灶"])


def test_a_law_is_linked_where_the_register_knows_its_page():
    (law,) = manual("INN", laws=LAWS).laws
    assert (law.title.zh, law.url, law.exact) == ("客栈管理条例", "https://law.example/inn", True)
    assert manual("INN").laws[0].url is None


def test_a_guide_says_where_when_and_what_people_ask():
    text = town.OPEN.replace("name: 房屋照片,", "name: 房屋照片, situation: big,")
    book = town.book(open=text + MORE, laws=LAWS)
    made = guide_of(book.services["INN-OPEN"], book)
    assert (made.place.place, bool(made.place)) == ("客栈街1号", True)
    assert made.answers[0].answer.en == "Five working days."
    assert [words.zh for words in made.situations[0].changes] == ["材料：房屋照片", "去现场 1 次"]
    assert made.licences == ("L-ID",)
    assert made.laws[0].url == "https://law.example/inn"

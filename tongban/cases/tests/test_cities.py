"""Cases between cities: asked as a branch, decided there under the same number, handed out here."""

from datetime import timedelta

import pytest

from tongban.cases import api as cases
from tongban.cases import cities, store
from tongban.cases.api import Asked
from tongban.cases.tests import village as v
from tongban.cases.tests.replays import assert_replays
from tongban.kernel.actors import Purpose
from tongban.kernel.signing import make_signer
from tongban.ledger import api as ledger
from tongban.licences import api as licences
from tongban.licences import checking, credentials
from tongban.licences.domain.credentials import sdjwt

SOON = v.AT + timedelta(days=1)
PURPOSE = Purpose("own", "", "民法典 第一千零三十七条", "本人查看")
HERE, THERE = "FJ-FZ", "FJ-XM"


@pytest.fixture
def post(village, monkeypatch):
    """The parcels between two cities that are played by one, delivered by hand."""
    sent = []

    class Peer:
        pk = THERE

    monkeypatch.setattr(cities.federation, "cities", lambda: [Peer])
    monkeypatch.setattr(
        cities.federation, "post", lambda to, kind, said, at: sent.append((to, kind, said))
    )
    return sent


def asked(village, post, service="COIN-GIFT"):
    """A case received here and asked of the other city; returns its number and what was sent."""
    number = v.of(v.hand_in(village, service), service).number
    coin = village.officers["COIN"]
    cases.take_in(number, actor=coin, at=v.AT)
    cases.ask_opinion(
        number, asked=[Asked(THERE, "户籍在贵市，请办理", days=5)], actor=coin, at=v.AT
    )
    v.settle_all()
    return number, post.pop()


def decided(village, post, **how):
    """The same, decided there; returns its number and the last thing told."""
    number, (_, _, said) = asked(village, post)
    cities.take(HERE, said, SOON)
    there = f"{number}@{HERE}"
    cases.take_in(there, actor=village.officers["COIN"], at=SOON)
    v.settle_all()
    cases.decide(there, actor=village.officers["COIN"], at=SOON, **how)
    v.settle_all()
    return number, post


def test_what_the_other_city_needs_goes_there_once(village, post):
    number, (to, kind, said) = asked(village, post)
    assert (to, kind, said["number"]) == (THERE, cities.ASKED, number)
    assert said["parties"]["applicant"]["number"] == village.mother.number
    assert {one["ref"]: one["value"] for one in said["facts"]}["applicant.bank"] == v.ANSWERS[
        "applicant.bank"
    ]
    assert post == []


def test_there_it_is_a_case_under_the_same_number_counted_from_the_day_it_was_received(
    village, post
):
    number, (_, _, said) = asked(village, post)
    cities.take(HERE, said, SOON)
    here, there = (store.load(ledger.find_number(one)) for one in (number, f"{number}@{HERE}"))
    assert there.filed.on == here.filed.on
    assert there.filed.applicant == village.mother.id
    shown = cases.page(f"{number}@{HERE}", actor=village.officers["COIN"], at=SOON)
    assert shown.case.number == f"{number}@{HERE}"
    assert_replays(ledger.find_number(f"{number}@{HERE}"))


def test_a_parcel_that_comes_again_files_nothing_twice(village, post):
    number, (_, _, said) = asked(village, post)
    cities.take(HERE, said, SOON)
    first = ledger.find_number(f"{number}@{HERE}")
    cities.take(HERE, said, SOON)
    assert ledger.find_number(f"{number}@{HERE}") == first
    assert len(ledger.heads(kind=store.CASE, subject=village.mother.id, limit=50).items) == 2


def test_what_is_decided_there_is_handed_out_here_and_no_second_result_is_made(village, post):
    number, post = decided(village, post, outcome="granted")
    assert [said["status"] for _, _, said in post] == ["accepted", "granted"]
    coin = village.officers["COIN"]
    with pytest.raises(cases.BranchesOpen):
        cases.decide(number, outcome="granted", actor=coin, at=SOON)
    for _, _, said in post:
        cities.told(THERE, said, SOON)
        cities.told(THERE, said, SOON)
    (branch,) = cases.branches_of(number, actor=coin)
    assert (branch.outcome, branch.words) == ("agree", "准予")
    assert cases.decide(number, outcome="granted", actor=coin, at=SOON).status == "granted"
    assert store.load(ledger.find_number(number)).closed.result == "准予"
    assert_replays(ledger.find_number(number))


def test_what_is_refused_there_cannot_be_granted_here(village, post):
    number, post = decided(
        village, post, outcome="refused", reason="不符合条件",
        remedy=cases.propose_remedy(v.city_date(SOON)),
    )  # fmt: skip
    for _, _, said in post:
        cities.told(THERE, said, SOON)
    with pytest.raises(cases.BranchObjects, match=THERE):
        cases.decide(number, outcome="granted", reason="x", actor=village.officers["COIN"], at=SOON)


def test_what_a_city_cannot_take_in_is_told_at_once(village, post):
    number, (_, _, said) = asked(village, post)
    cities.take(HERE, said | {"service": "NOBODY-KNOWS"}, SOON)
    ((to, kind, told),) = post
    assert (to, kind, told["number"], told["status"]) == (HERE, cities.TOLD, number, "not_accepted")
    assert ledger.find_number(f"{number}@{HERE}") is None


def test_a_licence_of_the_other_city_is_evidence_until_it_is_revoked_there(
    village, post, monkeypatch
):
    held = licences.held_by([village.mother.id], purpose=PURPOSE, actor=village.me)[0]
    made = credentials.make(held, key=make_signer("ES256").public, issuer="https://xm", at=v.AT)
    key, listed = credentials.signer().public, ["valid"]
    monkeypatch.setattr(checking.elsewhere, "key_of", lambda token, at: (THERE, key))
    monkeypatch.setattr(checking.elsewhere, "state", lambda *_, at: listed[0])
    draft = v.begin(village, "COIN-INN", answers={"applicant.note": "两间房"})
    line = next(
        one for one in cases.form(draft.id, actor=village.me, at=v.AT).materials
        if one.state == "asked"
    )  # fmt: skip
    shown = sdjwt.select(made.text, ["idno"])
    file = cases.attach(
        draft.id, name="card.sdjwt", content=shown.encode(), service=line.service,
        material_no=line.no, actor=village.me, at=v.AT,
    )  # fmt: skip
    matter = v.of(cases.submit(draft.id, actor=village.me, at=v.AT), "COIN-INN")
    coin = village.officers["COIN"]

    def found():
        return cases.evidence(matter.number, issuer="https://fz", actor=coin, at=v.AT)[file.id]

    assert (found().state, found().city, found().theirs) == ("valid", THERE, True)
    assert found().trust == "A"
    listed[0] = "revoked"
    assert (found().state, found().theirs) == ("revoked", None)


def test_a_picture_goes_along(village, post):
    number, (_, _, said) = asked(village, post, "COIN-GIFT")
    cities.take(HERE, said, SOON)
    there = store.load(ledger.find_number(f"{number}@{HERE}"))
    assert len(there.attachments) == len(said["files"])

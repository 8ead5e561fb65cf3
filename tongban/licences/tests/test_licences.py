from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tongban.agencies import api as agencies
from tongban.catalogue.domain.model import LicenceKind
from tongban.facts import api as facts
from tongban.kernel.actors import SYSTEM, Actor, Purpose
from tongban.kernel.identifiers import check_licence_identifier, make_uscc
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.licences import api as licences
from tongban.people import api as people

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 4, 10, 4, tzinfo=UTC)
USCC = make_uscc("350102", 3, department="11")
KIND = LicenceKind("L-FOOD", Text("食品经营许可证", "Food licence"), "A", months=60)
PURPOSE = Purpose("own", "", "个人信息保护法 第四十五条", "本人查看自己的证照")
OFFICER = Actor("officer", 11, "陈立", "reviewer", agency="A")


@pytest.fixture(autouse=True)
def _agency():
    agencies.register("A", Text("榕城市场监督管理局", "Market Bureau"), USCC, actor=SYSTEM)
    agencies.appoint(account=11, agency="A", duty="reviewer", actor=SYSTEM)


@pytest.fixture
def owner(cast):
    player = cast.shop_owner
    return people.register(number=player.number, name=player.name, actor=SYSTEM)


@pytest.fixture
def issued(owner):
    made = issue(owner, name=owner.name, grade="甲")
    assert licences.replays(made.id)
    return made


def issue(owner, kind=KIND, at=NOON, valid_to=None, **attributes):
    return licences.issue(
        kind,
        holder=owner.id,
        attributes=attributes,
        actor=SYSTEM,
        issuer_uscc=USCC,
        valid_to=valid_to,
        case=42,
        at=at,
    )


def again(issued):
    return licences.licence(issued.id, purpose=PURPOSE, actor=SYSTEM)


def test_a_licence_is_numbered_after_the_standard(issued):
    parts = check_licence_identifier(issued.identifier)
    assert (parts.issuer, parts.version) == (USCC, 1)
    assert issued.valid_to == date(2031, 4, 10)
    assert ledger.find_number(issued.identifier) == issued.id


def test_the_number_of_a_licence_says_nothing_about_its_holder(owner, issued):
    assert owner.number[6:14] not in issued.identifier
    assert issue(owner).identifier != issued.identifier


def test_a_kind_keeps_its_own_type_code(owner):
    code = "11100000MB0341032Y002"
    made = issue(owner, LicenceKind("L-X", Text("证"), "A", type_code=code))
    assert check_licence_identifier(made.identifier).type_code == code
    assert made.valid_to is None


def test_what_a_licence_states_is_known_with_its_source(owner, issued):
    known = facts.known(owner.id, ["name", "grade"], purpose=PURPOSE, actor=SYSTEM, at=NOON)
    assert known["grade"].value == "甲"
    assert known["name"].source == facts.Source("licence", "A", issued.id, "L-FOOD", 42)
    assert known["name"].valid_to == issued.valid_to
    assert issued.statements == {kind: each.id for kind, each in known.items()}


def test_the_event_names_what_it_touches_and_no_contents(owner, issued):
    (event,) = ledger.events(issued.id)
    assert event.type == "licences.Issued"
    assert {(ref.type, ref.role) for ref in event.objects} == {
        ("licence", "subject"),
        ("party", "holder"),
        ("agency", "issuer"),
        ("case", "origin"),
    }
    assert owner.name not in str(event.data)


def test_changed_contents_no_longer_replay(issued):
    with connection.cursor() as cursor:
        cursor.execute("""update licences_licence set attributes = '{"grade": "特甲"}'""")
    assert not licences.replays(issued.id)


def test_a_licence_of_an_unregistered_agency_leaves_nothing(owner):
    with pytest.raises(agencies.UnknownAgency):
        issue(owner, LicenceKind("L-X", Text("证"), "Z"), grade="甲")
    assert licences.held_by([owner.id], purpose=PURPOSE, actor=SYSTEM) == []
    assert facts.known(owner.id, ["grade"], purpose=PURPOSE, actor=SYSTEM) == {}


def test_many_licences_take_few_queries(owner, django_assert_max_num_queries):
    new = [licences.NewLicence(KIND, owner.id, {"grade": str(n)}, USCC) for n in range(30)]
    with django_assert_max_num_queries(8):
        made = licences.issue_all(new, actor=SYSTEM, at=NOON)
    assert [each.attributes["grade"] for each in made] == [str(n) for n in range(30)]
    assert licences.replays(made[-1].id)


def test_the_wallet_shows_every_licence_newest_first_and_leaves_a_reading(owner, issued):
    newer = issue(owner, at=NOON + timedelta(days=1))
    held = licences.held_by([owner.id], purpose=PURPOSE, actor=OFFICER)
    assert [each.id for each in held] == [newer.id, issued.id]
    assert held[1] == issued
    (reading,) = facts.readers(owner.id)
    assert (reading.kinds, reading.agency) == (("L-FOOD",), "A")


def test_a_look_that_cannot_be_recorded_shows_nothing(owner, issued):
    with connection.cursor() as cursor:
        cursor.execute("alter table facts_read add check (who <> '陈立')")
    with pytest.raises(DatabaseError), transaction.atomic():
        licences.held_by([owner.id], purpose=PURPOSE, actor=OFFICER)
    with pytest.raises(facts.NoPurpose):
        licences.licence(issued.id, purpose=Purpose("", "", "", ""), actor=SYSTEM)


def test_a_revoked_licence_takes_its_facts_with_it(owner, issued):
    revoked = licences.revoke(issued.id, reason="以欺骗手段取得", actor=OFFICER, at=NOON)
    assert again(issued) == revoked
    assert revoked.state_on(date(2026, 4, 10)) == "revoked"
    assert licences.replays(issued.id)
    assert facts.known(owner.id, ["grade"], purpose=PURPOSE, actor=SYSTEM, at=NOON) == {}
    assert ledger.head(issued.id).status == "revoked"
    with pytest.raises(licences.NotInForce):
        licences.revoke(issued.id, reason="再撤一次", actor=OFFICER)


def test_a_suspended_licence_is_restored_and_both_replay(issued):
    licences.suspend(issued.id, reason="整改", actor=OFFICER, at=NOON)
    assert again(issued).state_on(date(2026, 4, 10)) == "suspended"
    assert licences.replays(issued.id)
    licences.restore(issued.id, actor=OFFICER, at=NOON + timedelta(days=1))
    assert again(issued).state_on(date(2026, 4, 11)) == "valid"
    assert licences.replays(issued.id)


def test_only_the_issuer_takes_a_licence_away(owner, issued):
    agencies.register("B", Text("另一个局"), actor=SYSTEM)
    agencies.appoint(account=12, agency="B", duty="reviewer", actor=SYSTEM)
    others = [Actor("officer", 12, "郑书衡", "reviewer"), Actor("person", owner.id)]
    for actor in others:
        with pytest.raises(licences.NotIssuer):
            licences.revoke(issued.id, reason="x", actor=actor)
    assert again(issued).state == "valid"


def test_two_officers_who_change_it_at_once_do_not_both_win(issued):
    from tongban.licences import store
    from tongban.licences.domain.states import Suspended

    stale = again(issued)
    licences.revoke(issued.id, reason="登记有误", actor=OFFICER, at=NOON)
    with pytest.raises(ledger.VersionConflict), transaction.atomic():
        store.change(stale, Suspended(date(2026, 4, 10), "整改"), actor=OFFICER, at=NOON)
    assert licences.replays(issued.id)


class TestVerification:
    def test_anybody_verifies_by_the_token_and_sees_only_public_fields(self, issued, owner):
        seen = licences.verify(licences.token(issued), on=date(2026, 4, 10))
        assert (seen.state, seen.holder, seen.issuer) == ("valid", "吴*", issued.issuer_name)
        assert owner.name not in str(seen)

    @pytest.mark.parametrize(
        ("day", "state"), [(date(2031, 4, 10), "valid"), (date(2031, 4, 11), "expired")]
    )
    def test_the_day_decides(self, issued, day, state):
        assert licences.verify(licences.token(issued), on=day).state == state

    def test_a_revoked_one_is_said_to_be(self, issued):
        licences.revoke(issued.id, reason="登记有误", actor=OFFICER, at=NOON)
        seen = licences.verify(licences.token(issued), on=date(2026, 4, 10))
        assert (seen.state, seen.since) == ("revoked", date(2026, 4, 10))
        assert "登记" not in str(seen)

    def test_a_changed_token_is_not_ours(self, issued):
        token = licences.token(issued)
        forged = [token[:-1], token + "x", "1" + token, token.replace(".", ""), "", "x.y", "🙂"]
        assert {licences.verify(each).state for each in forged} == {"not-ours"}

    def test_another_licences_signature_is_not_ours(self, issued, owner):
        other = licences.token(issue(owner))
        number = licences.token(issued).split(".")[0]
        assert licences.verify(f"{number}.{other.split('.')[1]}").state == "not-ours"

    def test_a_token_of_another_secret_is_not_ours(self, issued, settings):
        token = licences.token(issued)
        settings.SECRET_KEY = "another installation"
        assert licences.verify(token).state == "not-ours"

    def test_the_token_names_nobody_and_fits_an_address(self, issued, owner):
        token = licences.token(issued)
        assert owner.number not in token
        assert token.replace(".", "").replace("-", "").replace("_", "").isalnum()

"""What a holder allows, shows and takes along, and that each use is told."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.kernel.actors import Actor, Purpose
from tongban.kernel.signing import make_signer
from tongban.licences import api as licences
from tongban.licences import presenting
from tongban.licences.domain.credentials import jws, sdjwt
from tongban.licences.tests.household import NOON, _family, _kind, _two_officers, issue  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
CITY = "https://city.example"
PURPOSE = Purpose("case", "260410-0417-00231-6", "民法典 第一千零二条", "为孩子办理落户")
DAY = timedelta(days=1)
WALLET = make_signer("ES256")


def uses(actor):
    return [(use.how, use.who, use.cause) for use in licences.uses(actor.id)]


def granted(family, **changes):
    given = {
        "grantee": family.mother.id,
        "matter": "*",
        "cause": "为孩子办理落户",
        "until": NOON + DAY,
        "actor": family.father,
        "at": NOON,
    }
    return licences.authorise(family.card.id, **given | changes)


class TestAuthorisation:
    def test_a_mother_uses_the_fathers_licence_once_he_allows_it(self, family):
        card = family.card
        licences.ask_for(
            holder=family.father.id, kind=card.kind, matter="GA-BIRTHREG", cause="落户",
            actor=family.mother, at=NOON,
        )  # fmt: skip
        (asked,) = licences.authorisations(actor=family.father, at=NOON)
        may = {"grantee": family.mother.id, "matter": "GA-BIRTHREG", "at": NOON}
        assert not licences.may_use(card, **may)
        licences.answer(asked.id, granted=True, until=NOON + DAY, actor=family.father, at=NOON)
        assert licences.may_use(card, **may)
        assert not licences.may_use(card, **may | {"matter": "ANOTHER"})
        assert not licences.may_use(card, **may | {"at": NOON + DAY})
        assert [how for how, *_ in uses(family.father)] == ["granted", "asked"]

    def test_what_is_withdrawn_is_refused_at_the_next_check(self, family):
        given = granted(family)
        assert [one.id for one in licences.lent(actor=family.mother, at=NOON)] == [given.id]
        licences.borrowed(given.id, purpose=PURPOSE, actor=family.mother, at=NOON)
        licences.withdraw(given.id, actor=family.father, at=NOON)
        with pytest.raises(licences.AuthorisationOver):
            licences.borrowed(given.id, purpose=PURPOSE, actor=family.mother, at=NOON)
        assert licences.lent(actor=family.mother, at=NOON) == []
        assert uses(family.father)[1] == ("verified", "林晓舟", "为孩子办理落户")

    def test_nobody_allows_anything_for_somebody_else(self, family):
        for actor in (family.mother, Actor("officer", 11, "陈立", agency="A")):
            with pytest.raises(licences.NotTheirs):
                granted(family, actor=actor)
        with pytest.raises(licences.BadAuthorisation):
            granted(family, until=NOON)

    def test_a_guardian_decides_for_a_child(self, family):
        card = issue(family.child, grade="甲")
        given = licences.authorise(
            card.id, grantee=family.father.id, matter="*", cause="入学",
            until=NOON + DAY, actor=family.mother, at=NOON,
        )  # fmt: skip
        assert given.by == family.mother.id
        assert licences.may_use(card, grantee=family.father.id, matter="x", at=NOON)

    def test_a_case_of_somebody_else_lacks_it_until_its_holder_says_yes(self, family):
        def withheld(grantee, *kinds):
            asked = {"grantee": grantee, "matters": {"GA-BIRTHREG"}, "at": NOON}
            return licences.unauthorised([family.card], kinds, **asked)

        mother, father = family.mother.id, family.father.id
        assert withheld(mother, "L-CARD") == {family.card.id}
        assert withheld(father, "L-CARD") == withheld(mother) == set()
        granted(family, matter="GA-BIRTHREG")
        assert withheld(mother, "L-CARD") == set()

    def test_whether_somebody_holds_a_licence_is_not_told_by_asking(self, family):
        asked = {"matter": "x", "cause": "y", "actor": family.father, "at": NOON}
        assert licences.ask_for(holder=family.mother.id, kind="L-CARD", **asked) is None
        assert licences.authorisations(actor=family.mother, at=NOON) == []


class TestShowing:
    def open(self, code, at=NOON):
        return licences.open_(code, who="影院检票", cause="敬老票", at=at)

    def test_only_what_the_holder_chose_is_seen_and_the_holder_sees_who_looked(self, family):
        made = licences.present(
            family.card.id, items=["over_18", "secret"], actor=family.father, at=NOON
        )
        seen = self.open(made.grouped.lower())
        assert dict(seen.values) == {"over_18": True}
        assert (seen.verification.state, seen.verification.holder) == ("valid", "郑*鸣")
        assert dict(seen.verification.shown) == {"grade": "甲"}
        assert uses(family.father) == [("verified", "影院检票", "敬老票")]

    def test_a_code_lives_a_minute_and_is_opened_as_often_as_was_said(self, family):
        made = licences.present(family.card.id, actor=family.father, uses=1, at=NOON)
        licences.look(made.code, at=NOON)
        self.open(made.code)
        with pytest.raises(licences.CodeOver):
            self.open(made.code)
        fresh = licences.present(family.card.id, actor=family.father, at=NOON)
        with pytest.raises(licences.CodeUnknown):
            licences.look(made.code, at=NOON)
        with pytest.raises(licences.CodeOver):
            licences.look(fresh.code, at=NOON + timedelta(seconds=60))

    def test_nobody_shows_the_licence_of_somebody_else(self, family):
        with pytest.raises(licences.UnknownLicence):
            licences.present(family.card.id, actor=family.mother, at=NOON)
        granted(family)
        assert licences.present(family.card.id, actor=family.mother, at=NOON)

    def test_whoever_opens_it_says_what_for(self, family):
        made = licences.present(family.card.id, actor=family.father, at=NOON)
        with pytest.raises(licences.CauseMissing):
            licences.open_(made.code, who="影院", cause=" ", at=NOON)
        with pytest.raises(licences.CauseMissing):
            licences.open_(made.code, who="影院", cause="长" * 201, at=NOON)

    @given(st.text(max_size=14))
    def test_no_made_up_code_opens_anything(self, text):
        with pytest.raises(licences.CodeUnknown):
            licences.look(text, at=NOON)

    def test_the_code_is_kept_nowhere(self, family):
        made = licences.present(family.card.id, actor=family.father, at=NOON)
        from tongban.licences.models import CodeRow

        row = CodeRow.objects.get()
        assert made.code.encode() not in bytes(row.digest)
        assert presenting.normal("ab-o1 i") == "AB011"

    def test_a_code_long_over_is_forgotten(self, family):
        made = licences.present(family.card.id, actor=family.father, at=NOON)
        assert presenting.forget(at=NOON + timedelta(hours=1)) == 0
        with pytest.raises(licences.CodeOver):
            licences.look(made.code, at=NOON + timedelta(hours=1))
        assert presenting.forget(at=NOON + timedelta(days=2)) == 1


def taken(family, at=NOON):
    made = licences.offer(family.card.id, actor=family.father, at=at)
    access = licences.redeem(made.code, digits=made.digits, at=at)
    said = {"aud": CITY, "iat": int(at.timestamp()), "nonce": licences.nonce()}
    header = {"typ": "openid4vci-proof+jwt", "jwk": WALLET.public.jwk()}
    proof = jws.sign(header, said, WALLET)
    return licences.fetch(access, proof=proof, kind="L-CARD", issuer=CITY, at=at)


def checked(text, at=NOON, signer=WALLET, **changes):
    bound = sdjwt.bind(text, nonce="n", audience="影院", at=at, signer=signer)
    asked = {"issuer": CITY, "audience": "影院", "nonce": "n", "who": "影院", "cause": "敬老票"}
    return licences.check_credential(bound, at=at, **asked | changes)


class TestCredentials:
    def test_over_eighteen_and_nothing_else(self, family):
        found = checked(sdjwt.select(taken(family), ["over_18"]))
        assert (found.state, found.bound, dict(found.disclosed)) == (
            "valid",
            True,
            {"over_18": True},
        )
        assert uses(family.father)[0] == ("verified", "影院", "敬老票")

    def test_what_the_kind_keeps_for_the_holder_is_never_in_it(self, family):
        text = taken(family)
        names = {jws.unpacked(each)[1] for each in text.split("~")[1:-1]}
        assert names == {"name", "birth", "grade", "over_18", "over_60"}

    def test_suspended_revoked_and_replaced_ones_are_refused(self, family, two_officers):
        one, other = two_officers
        text = taken(family)
        listed = jws.unpacked(text.split(".")[1])["status"]["status_list"]
        page = int(listed["uri"].rpartition("/")[2])
        from tongban.licences.domain.credentials.status_lists import status_in

        def published():
            said = jws.unpacked(licences.status_list(page, issuer=CITY, at=NOON).split(".")[1])
            assert said["sub"] == listed["uri"]
            return status_in(said["status_list"]["lst"], listed["idx"])

        assert (checked(text).state, published()) == ("valid", 0)
        licences.suspend(family.card.id, reason="整改", actor=one, at=NOON)
        assert (checked(text).state, published()) == ("suspended", 2)
        licences.restore(family.card.id, actor=one, at=NOON)
        assert (checked(text).state, published()) == ("valid", 0)
        licences.propose(family.card.id, act="revoke", reason="有误", actor=one, at=NOON)
        licences.approve(family.card.id, actor=other, at=NOON)
        found = checked(text)
        assert (found.state, dict(found.disclosed), published()) == ("revoked", {}, 1)

    def test_a_stolen_one_shows_nothing(self, family):
        thief = make_signer("ES256")
        assert checked(taken(family), signer=thief).state == "wrong-holder"
        assert checked(taken(family), nonce="other").state == "wrong-holder"

    def test_it_ends_with_the_licence_or_after_half_a_year(self, family):
        text = taken(family)
        assert checked(text, at=NOON + timedelta(days=179)).state == "valid"
        assert checked(text, at=NOON + timedelta(days=181)).state == "expired"

    def test_one_of_another_issuer_is_not_ours(self, family):
        assert checked(taken(family), issuer="https://other.example").state == "not-ours"

    def test_an_offer_is_opened_once_with_the_digits_of_the_page(self, family):
        made = licences.offer(family.card.id, actor=family.father, at=NOON)
        wrong = "000000" if made.digits != "000000" else "111111"
        for _ in range(4):
            with pytest.raises(licences.BadRequest, match="invalid_grant"):
                licences.redeem(made.code, digits=wrong, at=NOON)
        assert licences.redeem(made.code, digits=made.digits, at=NOON)
        with pytest.raises(licences.BadRequest, match="invalid_grant"):
            licences.redeem(made.code, digits=made.digits, at=NOON)

    @pytest.mark.parametrize(
        ("changes", "header", "word"),
        [
            ({"aud": "https://other.example"}, {}, "invalid_proof"),
            ({"iat": 1}, {}, "invalid_proof"),
            ({"nonce": "made-up"}, {}, "invalid_nonce"),
            ({}, {"jwk": make_signer("ES256").public.jwk()}, "invalid_proof"),
            ({}, {"typ": "jwt"}, "invalid_proof"),
        ],
    )
    def test_a_wallet_that_proves_no_key_gets_nothing(self, family, changes, header, word):
        made = licences.offer(family.card.id, actor=family.father, at=NOON)
        access = licences.redeem(made.code, digits=made.digits, at=NOON)
        said = {"aud": CITY, "iat": int(NOON.timestamp()), "nonce": licences.nonce()} | changes
        head = {"typ": "openid4vci-proof+jwt", "jwk": WALLET.public.jwk()} | header
        proof = jws.sign(head, said, WALLET)
        with pytest.raises(licences.BadRequest, match=word):
            licences.fetch(access, proof=proof, kind="L-CARD", issuer=CITY, at=NOON)


def test_the_log_gets_a_leaf_for_each_use_and_no_word_about_anybody(family, monkeypatch):
    from tongban.licences import usage

    granted(family)
    made = licences.present(family.card.id, items=["over_18"], actor=family.father, at=NOON)
    licences.open_(made.code, who="影院检票", cause="敬老票", at=NOON)
    assert licences.leaves(after=0, limit=10) == []
    monkeypatch.setattr(usage, "SETTLED", timedelta(0))
    leaves = licences.leaves(after=0, limit=10)
    assert [leaf.kind for leaf in leaves] == ["consent", "outcome"]
    said = b"".join(leaf.data() for leaf in leaves).decode()
    for word in ("郑", "影院", "敬老票", str(family.father.id), str(family.card.id)):
        assert word not in said
    assert licences.leaves(after=leaves[0].id, limit=10) == leaves[1:]

from dataclasses import asdict
from datetime import date

from tongban.kernel.text import Text
from tongban.licences.domain.library import WORDS, Licence, verification

LICENCE = Licence(
    id=1,
    kind="L-1",
    identifier="1.2.3",
    holder=7,
    issuer="A",
    attributes={"name": "吴䶮", "idno": "350102198803090373"},
    issued_on=date(2026, 1, 1),
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
    state="suspended",
    since=date(2026, 5, 1),
    name=Text("食品经营许可证"),
    issuer_name=Text("市场监督管理局"),
    reason="检查不合格",
)


def test_a_verifier_learns_nothing_of_the_contents_or_the_reason():
    shown = str(asdict(verification(LICENCE, holder="吴*", on=date(2026, 6, 1))))
    assert "䶮" not in shown
    assert "350102" not in shown
    assert "检查" not in shown


def test_a_verifier_learns_the_state_of_the_day_and_since_when():
    later = verification(LICENCE, holder="", on=date(2026, 6, 1))
    assert (later.state, later.since, str(later.words)) == (
        "suspended",
        date(2026, 5, 1),
        "已暂扣",
    )
    assert verification(LICENCE, holder="", on=date(2026, 4, 1)).since is None


def test_a_licence_shows_none_of_its_contents_in_a_log():
    assert "350102" not in repr(LICENCE)


def test_every_state_has_words_in_two_languages():
    assert set(WORDS) == {"valid", "expired", "suspended", "revoked", "replaced", "not-ours"}
    assert all(words.en for words in WORDS.values())

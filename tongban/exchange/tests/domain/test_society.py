"""Applications of companies: what may follow what, and how long one is told."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.exchange.domain import hooks, society
from tongban.exchange.domain.society import App, BadApplication, Status, WrongStep

AT = datetime(2026, 4, 10, tzinfo=UTC)
KEY = {"crv": "Ed25519", "kty": "OKP", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}


def app(*scopes: str) -> App:
    """Return an application that was just registered."""
    event = society.register(
        owner=7, name="租房助手", words="帮租客办居住证", scopes=scopes, jwk=KEY, key="k1"
    )
    return society.evolve(App(1), event)


def test_what_touches_nobody_is_live_by_its_owner_s_word():
    now = app("services", "entitlements")
    assert society.evolve(now, society.ask_live(now)).status is Status.LIVE


def test_what_acts_for_somebody_waits_for_the_authority():
    now = app("services", "demands.file")
    asked = society.evolve(now, society.ask_live(now))
    assert asked.status is Status.ASKED
    assert society.evolve(asked, society.approve(asked)).status is Status.LIVE
    back = society.evolve(asked, society.refuse(asked, reason="用途没有说清"))
    assert (back.status, back.said) == (Status.SANDBOX, "用途没有说清")


@pytest.mark.parametrize(
    ("name", "scopes"),
    [("", ["services"]), ("名", []), ("名", ["facts.read"]), ("名" * 61, ["services"])],
)
def test_what_is_not_described_rightly_is_not_taken_in(name, scopes):
    with pytest.raises(BadApplication):
        society.register(owner=7, name=name, words="用途", scopes=scopes, jwk=KEY, key="k")


@pytest.mark.parametrize(
    "url", ["http://example.com/x", "https://user@example.com/", "ftp://example.com", "https:///x"]
)
def test_an_address_that_is_not_https_is_not_told(url):
    with pytest.raises(BadApplication):
        society.set_hook(app("services"), url=url, kinds=["services.changed"])


def test_it_is_told_only_of_what_its_scopes_allow():
    with pytest.raises(BadApplication, match=r"case\.progress"):
        society.set_hook(app("services"), url="https://example.com/", kinds=["case.progress"])


def test_a_closed_application_stays_closed():
    now = app("services")
    closed = society.evolve(now, society.close(now))
    for step in (society.close, society.ask_live, society.resume, society.approve):
        with pytest.raises(WrongStep):
            step(closed)


@given(st.lists(st.sampled_from(["ask_live", "approve", "refuse", "suspend", "resume", "close"])))
def test_nothing_reviewed_is_ever_live_without_an_approval(steps):
    now, approved = app("demands.file"), False
    for name in steps:
        words = {"reason": "原因"} if name in ("refuse", "suspend") else {}
        try:
            now = society.evolve(now, getattr(society, name)(now, **words))
        except WrongStep:
            continue
        approved = approved or name == "approve"
        assert approved or now.status is not Status.LIVE


def test_a_message_is_tried_with_growing_patience_and_then_given_up():
    hook = hooks.evolve(hooks.Hook(1), hooks.HookMade(1, "services.changed", {}))
    waits = []
    while (due := hooks.next_try(hook, at=AT)) is not None:
        waits.append((due - AT).total_seconds())
        hook = hooks.evolve(hook, hooks.HookFailed("HTTP 500"))
    assert waits == sorted(waits)
    assert sum(waits) > 36 * 3600
    assert hook.status is hooks.HookStatus.GIVEN_UP
    assert hooks.next_try(hooks.evolve(hook, hooks.HookSentAgain()), at=AT) == AT

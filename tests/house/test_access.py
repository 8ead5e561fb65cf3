"""Each address × each role: the stated rule is what happens (入口权限矩阵).

`access.tsv` states who may open each address, one a line; `tools/access.py` writes it after a new
one and the difference is read. Every role is tried at every address: who is not let in is sent to
sign in or refused by the rule, and who is reaches the view.
"""

import contextlib
import importlib.util
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from tests.cast import CAST
from tests.house.test_addresses import ALL, address
from tongban.agencies import api as agencies
from tongban.doors.shared import access
from tongban.doors.shared.access import rule_of
from tongban.kernel.actors import SYSTEM
from tongban.people import api as people

_SPEC = importlib.util.spec_from_file_location(
    "tools_access", Path(__file__).resolve().parents[2] / "tools" / "access.py"
)
table = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(table)
DUTIES = ("clerk", "reviewer", "supervisor", "head", "designer", "system", "security", "audit")
ROLES = ("stranger", "resident", "idle officer", *DUTIES)
GUARDED = [(route, view) for route, view in ALL if rule_of(view).who not in ("public", "machine")]


def test_every_address_has_its_row_and_every_row_its_address():
    assert table.rows() == table.stated(), "run tools/access.py and read what changed"


def test_every_duty_named_by_a_rule_is_one_a_post_can_have():
    named = {duty for _, view in GUARDED for duty in rule_of(view).duties}
    assert named <= set(DUTIES)
    assert set(DUTIES) <= named


@pytest.fixture
def cast_of_roles(db):
    """One account for each role; the stranger has none."""
    party = people.register(number=CAST.applicant.number, name="林晓舟", actor=SYSTEM)
    found = {"stranger": AnonymousUser(), "resident": people.open_account(party.id, actor=SYSTEM)}
    for role in ROLES[2:]:
        found[role] = people.open_staff_account(
            username=role.replace(" ", "-"), password=None, name=role, actor=SYSTEM
        )
        if role in DUTIES:
            agencies.appoint(account=found[role].pk, agency=None, duty=role, actor=SYSTEM)
    return found


def may(role, rule):
    if rule.who == "signed-in":
        return role != "stranger"
    if rule.who == "citizen":
        return role == "resident"
    return (role in DUTIES and role in (rule.duties or DUTIES)) or (role == "idle officer" and not rule.duties)  # fmt: skip


class ReachedTheView(Exception):  # noqa: N818 - it is no error
    pass


def opened(view, path, account):
    """Open an address as somebody: "sign-in", "refused" or "let in"."""
    found = resolve(path)
    for method in ("get", "post"):
        request = getattr(RequestFactory(), method)(path)
        request.user, request.session, request.LANGUAGE_CODE = account, SessionStore(), "zh-hans"
        answer = None
        # What the view itself says of a made-up id is its own affair: it was reached.
        with contextlib.suppress(Exception), transaction.atomic():
            answer = view(request, *found.args, **found.kwargs)
            raise ReachedTheView
        if answer is None:
            return "let in"
        if answer.status_code == 405:
            continue
        if answer.status_code == 302 and "sign-in?" in answer["Location"]:
            return "sign-in"
        return "refused" if getattr(answer, "refused_by", None) else "let in"
    raise AssertionError(path)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_its_rule_says_and_nothing_else(role, cast_of_roles, monkeypatch):
    monkeypatch.setattr(access, "render", lambda *_, **__: HttpResponse(status=403))
    account, wrong = cast_of_roles[role], []
    for route, view in GUARDED:
        rule = rule_of(view)
        if may(role, rule):
            continue  # that the view is reached is tried below, with one role for each address
        expected = "sign-in" if role == "stranger" else "refused"
        if (found := opened(view, address(route), account)) != expected:
            wrong.append((route, str(rule), found))
    assert wrong == []


def test_whoever_has_the_post_is_let_in(cast_of_roles):
    shut = []
    for route, view in GUARDED:
        rule = rule_of(view)
        role = next(one for one in ROLES if may(one, rule))
        if (found := opened(view, address(route), cast_of_roles[role])) != "let in":
            shut.append((route, role, found))
    assert shut == []


def test_who_is_refused_reads_why_and_whom_to_ask(client, cast_of_roles):
    client.force_login(cast_of_roles["clerk"])
    said = client.get("/supervisor/").content.decode()
    for words in ("这一页要的岗位：监督人员", "您的岗位：窗口人员", "找安全管理员"):
        assert words in said
    client.force_login(cast_of_roles["resident"])
    assert "退出后用工作账号登录" in client.get("/desk/").content.decode()
    client.force_login(cast_of_roles["clerk"])
    assert "综合窗口" in client.get("/mine").content.decode()

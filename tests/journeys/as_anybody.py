"""The pages every surface shares, walked through (各个入口共用的页): signing in, mandates, errors."""

import re
from datetime import timedelta

from django.test import Client, RequestFactory
from django.urls import reverse

from tests.journeys.as_citizens import home
from tests.journeys.walking import fields, signed_in
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM


def entering(town, settings, monkeypatch):
    """Officers and residents sign in; a sign-in ends over a half-filled form."""
    from tests.staffing import PASSWORD
    from tongban.doors.shared import lasting
    from tongban.doors.shared.tests.test_mandates import TYPED
    from tongban.doors.shared.tests.test_staff_sign_in import _code

    browser = Client()
    browser.get("/staff/sign-in")
    browser.post("/staff/sign-in", {"username": "chenli", "password": "x"})
    settings.STAFF_FACTORS = "required"
    said = {"username": "chenli", "password": PASSWORD}
    page = browser.post("/staff/sign-in", said, follow=True).content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    browser.post("/staff/enrol", {"code": _code(secret)}, follow=True)
    for page in ("/ways", "/ways/passkey", "/staff/password", "/staff/posts", "/sign-in/again"):
        browser.get(page, follow=True)
    Client().post("/staff/sign-in", said, follow=True)
    settings.STAFF_FACTORS = "offered"
    me = resident_by_code(town, monkeypatch)
    for page in ("/ways", "/ways/passkey", "/mandates", "/mandates/new", "/sign-in/for-whom"):
        me.get(page, follow=True)
    me.post("/mandates/new", TYPED | {"name": ""})
    home(town.her).get("/sign-in/again")
    later = lasting._now() + 3 * 3600
    with monkeypatch.context() as then:
        then.setattr(lasting, "_now", lambda: later)
        me.post("/mandates/new", TYPED)
        resident_by_code(town, monkeypatch, me).get("/kept")


def resident_by_code(town, monkeypatch, browser=None):
    """Sign a resident in by the code that was drawn."""
    from tongban.doors.shared.tests.entering import sign_in
    from tongban.people import api as people

    until = time.city_date(time.now()) + timedelta(days=300)
    if not browser:
        people.mandate(
            holder=town.her.party.id, principal=town.him.party.id, until=until, actor=SYSTEM
        )
    browser = browser or Client()
    with monkeypatch.context() as drawn:
        sign_in(browser, town.her.party.id, drawn)
    browser.get("/sign-in/for-whom")
    return browser


def elsewhere(town, monkeypatch):
    """Another agency's system asks who somebody is."""
    from tongban.doors.shared.tests import test_provider
    from tongban.people.provider import api as provider

    system, _secret = provider.register_system(
        name="市图书馆", agency="WL", purpose="办借书证", basis="公共图书馆法 第三十四条",
        scopes=["name", "number"], back=[test_provider.BACK],
    )  # fmt: skip
    me = resident_by_code(town, monkeypatch, Client())
    page = me.get("/identity/o/authorize", test_provider.ask(system))
    me.post("/identity/o/authorize", fields(page) | {"action": "grant", "kept": "1"})
    ours = {"referer": "http://testserver/ways"}
    me.get("/identity/o/authorize", test_provider.ask(system), headers=ours)
    me.get("/identity/o/authorize", test_provider.ask(system, client_id="nobody"))
    me.get("/identity/o/authorize", test_provider.ask(system, code_challenge=None))
    me.get("/identity/o/logout")


def administering(town):
    """The three administrators: accounts, deeds by two, systems, the log."""
    from tests.staffing import PASSWORD

    system = Client()
    system.post("/staff/sign-in", {"username": "system", "password": PASSWORD})
    system.get("/staff/admin/open")
    system.post("/staff/admin/open", {"username": "neu", "name": "新人"}, follow=True)
    for who in (town.system, town.security):
        signed_in(who).get(reverse("shared:admin-account", args=[town.reviewer.pk]))


def going_wrong(walk):
    """Meet the pages of errors, as anybody does."""
    from django.db import OperationalError

    from tongban.cases.api import FeeUnpaid
    from tongban.doors.shared import views
    from tongban.doors.shared.middleware import KeepTheDraft, said

    def broken(_request):
        raise OperationalError

    factory = RequestFactory()
    for page in (views.not_found, views.forbidden, views.stale_form, views.broken):
        walk.hold(f"/wrong/{page.__name__}", page(factory.get("/x")))
    typed = factory.post("/draft/1a/ask", {"child.name": "郑小满"})
    for name, request in (("kept", typed), ("read", factory.get("/mine"))):
        walk.hold(f"/away/{name}", KeepTheDraft(broken)(request))
    walk.hold("/said", said(factory.get("/case/1"), FeeUnpaid("40 元")))

"""What officers, designers, supervisors and administrators do on the walk (工作人员的走法)."""

from datetime import timedelta

from django.urls import reverse

from tests.journeys.walking import fields, first, signed_in
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.text import Text

TOMORROW = time.city_date(time.now()) + timedelta(days=1)


def at_the_window(town):
    """A card, a matter, a form, a slip; what is brought; a second card, whose owner confirms."""
    from tests.staffing import AGENCY, SERVICE, hand_in
    from tongban.cases import api as cases
    from tongban.doors.citizen.tests.test_together import MARRIAGE, complete
    from tongban.doors.window.tests.test_window import filled

    clerk, her, him = signed_in(town.clerk), town.her, town.him
    officer = of(town.reviewer, "reviewer", AGENCY)
    back = hand_in(her)
    cases.request_supplement(back, gaps={"applicant.reason": "请写明在哪里丢的"}, actor=officer)
    wedding = complete(her, MARRIAGE, spouse=(him.number, him.party.name))
    cases.ask_confirmations(wedding, actor=her.actor)
    clerk.post("/window/", {"number": "110101199003070013"})
    clerk.post("/window/", {"number": him.number}, follow=True)
    clerk.get(first(r'href="(/window/confirm/[^"]+)"', clerk.get("/window/person")))
    clerk.post("/window/next")
    form = clerk.post("/window/begin", {"goal": "GA-PASSPORT"}).get("Location", "/window/")
    clerk.post(form, {"applicant.mobile": "19900000009", "do": "save"})
    clerk.post("/window/", {"number": her.number}, follow=True)
    clerk.get("/window/person?q=身份证丢了要补办")
    clerk.get(f"/window/case/{back}/supplement")
    clerk.get(f"/window/case/{back}/withdraw")
    clerk.get(f"/window/appointments?hall=HALL-CENTRE&line=A&on={TOMORROW}")
    form = clerk.post("/window/begin", {"goal": SERVICE})["Location"]
    slip = clerk.post(form, filled(clerk.get(form)) | {"do": "submit"}, follow=True)
    assert "/slip" in slip.request["PATH_INFO"]
    return clerk


def on_the_telephone(clerk, town):
    """Somebody calls, answers what only they can, and asks for what is not done by telephone."""
    from tests.staffing import SERVICE
    from tongban.doors.window import bound
    from tongban.facts import api as facts

    clerk.post("/window/next")
    register = facts.Source("register", holder="GA-HJ")
    facts.record(town.her.party.id, {"mobile": "13800001234"}, source=register, actor=SYSTEM)
    clerk.post("/window/phone", {"number": town.her.number, "do": "ask"})
    asked = clerk.session["window_call"]["asked"]
    held = facts.known(town.her.party.id, asked, purpose=bound.by_phone("王敏"), actor=SYSTEM)
    clerk.post(
        "/window/phone", {"do": "answer"} | {f"a:{k}": str(v.value) for k, v in held.items()}
    )
    clerk.get("/window/confirm/1")
    clerk.post("/window/begin", {"goal": SERVICE})


def at_the_desk(town):
    """A dispute, a licence, a list of benefits, one benefit, a demand, a theme."""
    from tests.staffing import AGENCY
    from tongban.cases.proposals import api as proposals
    from tongban.cases.proposals.domain.proposals import Offer
    from tongban.facts import api as facts
    from tongban.kernel.actors import Purpose
    from tongban.licences import api as licences
    from tongban.oversight.benefits import drawing, lists
    from tongban.oversight.benefits.terms import Terms
    from tongban.voice import api as voice

    desk, her, spoken = signed_in(town.reviewer), town.her.party, Actor("person", 0)
    source = facts.Source("register", holder=AGENCY)
    made = facts.record(her.id, {"address": "达明巷 3 号"}, source=source, actor=SYSTEM)
    facts.dispute(made["address"], reason="门牌早就换了", actor=town.her.actor)
    held = licences.held_by([her.id], purpose=Purpose("own", "", "t", "t"), actor=SYSTEM)
    desk.get("/desk/licences", {"q": held[0].identifier}, follow=True)
    terms = Terms(
        "P-X", "2026-01-01", Text("高龄津贴"), AGENCY, "", "month", household=False,
        pays=("amount",), steps="none", law="老年人权益保障法", claim_law="社会救助暂行办法",
    )  # fmt: skip
    found = drawing.List(terms, "2026-11", persons=10)
    found.lines = [
        drawing.Drawn("grant", her.id, her.id, f"p{her.id}", 10_000, "年满80周岁（第三十三条）")
    ]
    lists.keep(found, digest="x", at=time.now())
    said = Offer(
        "P-X", "2026-01-01", AGENCY, "", her.id, her.id, f"p{her.id}", "2026-11", 10_000,
        "高龄津贴", "年满80周岁（第三十三条）", "老年人权益保障法", "社会救助暂行办法",
    )  # fmt: skip
    proposals.open_all([proposals.Line(said)], steps="two", actor=SYSTEM)
    desk.get(f"/desk/benefit/{proposals.own(her.id, actor=SYSTEM)[0].number}")
    asked = [
        voice.file(voice.Words(text=f"补办身份证为什么要等这么久，第{no}次问了"), channel="web", actor=spoken)
        for no in range(5)
    ]  # fmt: skip
    if not asked[0].state.agency:
        wanted = voice.DemandProposed(AGENCY, "求助", "户政", "证件", "", "general", 1.0)
        voice.dispatch(asked[0].number, wanted, actor=SYSTEM)
    voice.open_theme(title="证件办得慢", agency=AGENCY, demands=[x.id for x in asked], actor=SYSTEM)


def sending(town, settings):
    """Cases alike, done at once; a code that nobody could carry before the head."""
    from tests.staffing import hand_in
    from tongban.exchange.notices import api as notices
    from tongban.exchange.notices import carrying

    desk, alike = signed_in(town.reviewer), [hand_in(town.her) for _ in range(2)]
    desk.post("/desk/many", {"case": alike, "deed": "accept"})
    page = desk.post("/desk/many", {"case": alike, "deed": "supplement"})
    desk.post("/desk/many/accept", fields(page) | {"case": alike})
    settings.TONGBAN_DEMO = False  # nobody carries, as where no provider is
    values = {"code": "123456", "minutes": "5"}
    notices.notify(
        person=town.her.party.id, template="sign-in-code", values=values, about=("code", ""),
        actor=SYSTEM,
    )  # fmt: skip
    carrying.work_off(time.now())
    first("(没有能发的渠道)", signed_in(town.head).get("/desk/outgoing"))


def supervising(town):
    """A case nobody decided, its alarm, and what a draft would have changed."""
    from tests.staffing import AGENCY, hand_in
    from tongban.cases import api as cases
    from tongban.catalogue import api as catalogue
    from tongban.ledger import api as ledger
    from tongban.oversight import api as oversight

    then = time.now() - timedelta(days=120)
    number = hand_in(town.him, at=then)
    cases.take_in(number, actor=of(town.reviewer, "reviewer", AGENCY), at=then + timedelta(days=1))
    while ledger.drain():
        pass
    overseer = signed_in(town.supervisor)
    overseer.get(f"/supervisor/case/{number}")
    oversight.supervise()
    overseer.get(reverse("supervisor:alarm", args=[oversight.open_alarms()[0].id]))
    draft(town)
    overseer.get(reverse("supervisor:replay", args=[catalogue.open_drafts(actor=SYSTEM)[0].id]))
    return overseer


def draft(town):
    """A promise made shorter, and sent to be published; gives its address."""
    from tongban.doors.designer.tests.forms import edit, typed

    planner = signed_in(town.planner)
    shorter = {"v/time_limit/promised/days": "7", "v/time_limit/promised/unit": "working_day"}
    sent = planner.post(edit(), typed(planner, edit(), do="send", **shorter))
    return sent["Location"].partition("?")[0]


def designing(town):
    """A draft sent, previewed, recorded; a table of data; an agreement; a reorganisation."""
    from tests.staffing import hand_in
    from tongban.doors.designer.tests import (
        test_data_pages,
        test_sharing_pages,
        test_structure_pages,
    )
    from tongban.doors.designer.tests.forms import SERVICE, edit, typed

    planner, other = signed_in(town.planner), signed_in(town.approver)
    case, sent = hand_in(town.him), draft(town)
    planner.post(edit(), typed(planner, edit(), do="send", **{"v/time_limit/promised/days": "x"}))
    for page in ("", "?replay=1", f"/preview/{SERVICE}"):
        other.get(f"{sent}{page}")
    planner.get(f"/designer/d/service/{SERVICE}/versions")
    planner.get(f"/designer/d/service/{SERVICE}/record")
    planner.post(f"/designer/d/service/{SERVICE}/record", {"number": case})
    planner.get(test_data_pages.upload(planner, town.her))
    planner.get(test_structure_pages.merged(planner)["Location"])
    planner.get(reverse("designer:agreement", args=[test_sharing_pages.agreed().id]))


def of(account, duty, agency=None):
    """Act as an officer."""
    return Actor("officer", account.pk, account.name, duty, agency)

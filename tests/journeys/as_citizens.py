"""What residents do on the walk (居民的走法): apply, wait, hold, say, pay, come to the hall."""

import re
from datetime import datetime

from django.test import Client
from django.urls import reverse

from tests.journeys.as_officers import of
from tests.journeys.walking import fields, first, signed_in, text
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Purpose

HALL = "HALL-CENTRE"
MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=time.CITY)
OWN = Purpose("own", "", "本人查看", "本人")
WORDS = "五一北路路灯不亮，一整排都不亮，晚上不敢走"


def home(resident):
    """Open the browser of a resident."""
    from tongban.people import api as people

    return signed_in(people.open_account(resident.party.id, actor=SYSTEM))


def applying(me, her, him):
    """Begin, fill in, check, hand in, throw away; apply for two."""
    from tests.staffing import SERVICE
    from tongban.doors.citizen.tests.browsing import walk as hand_in
    from tongban.doors.citizen.tests.test_together import MARRIAGE
    from tongban.doors.citizen.tests.test_together import complete as filled

    hand_in(me, "LE-BIRTH")
    me.post(f"/start/{SERVICE}")
    draft = first(r'href="(/draft/[^"/]+)[/"]', me.get("/mine"))
    me.get(f"{draft}/discard")
    me.post(f"{draft}/ask", {"applicant.mobile": "12"})
    draft = filled(her, MARRIAGE, spouse=(him.number, him.party.name))
    me.post(reverse("citizen:check", args=[draft]), follow=True)
    home(him).get(first(r'href="(/confirm/[^"]+)"', home(him).get("/mine")))


def deciding(me, her, staffed):
    """What officers do to her cases, and what she sees of it; gives the numbers."""
    from tests.staffing import AGENCY, hand_in
    from tongban.cases import api as cases
    from tongban.cases.delivering import api as delivering
    from tongban.voice import api as voice

    officer = of(staffed.reviewer, "reviewer", AGENCY)
    desk = signed_in(staffed.reviewer)
    back = hand_in(her)
    cases.request_supplement(back, gaps={"applicant.reason": "请写明在哪里丢的"}, actor=officer)
    for page in ("", "/supplement", "/withdraw"):
        me.get(f"/case/{back}{page}")
    me.post(f"/case/{back}/supplement", {})
    refused = hand_in(her)
    desk.post(f"/desk/case/{refused}/refuse", _said(desk, refused, "refuse"), follow=True)
    me.get(f"/case/{refused}")
    me.get(f"/case/{refused}/contest")
    granted = hand_in(staffed.him)
    desk.get(f"/desk/case/{granted}/grant")
    desk.post(f"/desk/case/{granted}/grant", _said(desk, granted, "grant"), follow=True)
    his = home(staffed.him)
    his.get(f"/case/{granted}")
    his.get(f"/case/{granted}/delivery")
    if delivering.may_choose(granted):
        his.post(f"/case/{granted}/delivery", {"way": "post"}, follow=True)
    Client().get(f"/r/{voice.link(cases.case(granted, actor=officer).id, 'receive')}")
    return back, refused, granted


def _said(desk, number, deed):
    """What an officer would send from a deed's form."""
    page = text(desk.get(f"/desk/case/{number}/{deed}"))
    form = re.search(r'<form[^>]*class="[^"]*deed.*?</form>', page, re.DOTALL)
    found = fields(form[0] if form else page)
    lines = dict.fromkeys(re.findall(r'name="(r\.[\w.]+)"', page), "汉族")
    return (
        found
        | lines
        | {"reason": "照片不符合要求。", "seen": re.findall(r'name="seen" value="(\w+)"', page)}
    )


def holding(me, her, him):
    """Licences: shown, asked for, lent, verified."""
    from tongban.licences import api as licences

    me.get("/licences")
    licence = first(r'href="(/licence/[^"]+)"', me.get("/licences"))
    me.get(f"{licence}/show?on=1")
    held = licences.held_by([her.party.id], purpose=OWN, actor=her.actor)
    shown = licences.present(held[0].id, items=[], actor=her.actor)
    Client().get(f"/v/s/{shown.code}")
    for act in ("wallet", "lend", "change", "cancellation"):
        me.get(f"{licence}/{act}")
    Client().get(first(r'href="[^"]*(/v/[^"]+)"', me.get(licence)))
    Client().get("/v/nonsense")
    Client().get("/v/draw")


def lending(me, him, her):
    """A licence asked for and lent; a program registered that acts for people."""
    his = home(him)
    asked = {"number": her.number, "kind": "L-IDCARD", "cause": "为孩子办落户"}
    his.post("/licences/authorisations/ask", asked)
    there = first(
        r'action="(/licences/authorisations/(?!ask)[^"]+)"', me.get("/licences/authorisations")
    )
    me.post(there, {"do": "grant", "term": "week"})
    his.get(first(r'href="(/licences/lent/[^"]+)"', his.get("/licences/authorisations")))


def developing(her):
    """A program of a company, on the page of whoever acts for the company."""
    from tongban.exchange.society import api as society
    from tongban.kernel.signing import make_signer
    from tongban.people import api as people

    firm = people.register(
        kind="company", number="91350100M000100Y43", name="小舟租房", actor=SYSTEM
    )
    people.mandate(holder=her.party.id, principal=firm.id, kind="company", actor=SYSTEM)
    society.register(
        owner=firm.id, name="租房助手", words="帮租客办居住证", scopes=list(society.SCOPES),
        jwk=make_signer().public.jwk(), actor=her.actor,
    )  # fmt: skip
    home(her).get("/open/apps")


def demanding(me):
    """Say something, see what is alike, follow it, and look it up without an account."""
    made = []
    for tail in ("好几天了", "修过又坏了"):
        answer = me.post("/say", {"words": f"{WORDS}，{tail}"})
        assert fields(answer)["words"], fields(answer)
        answer = me.post("/say/file", fields(answer), follow=True)
        made.append(re.search(r"S[\d-]{15,}", text(answer))[0])
    me.get("/demands")
    me.get(f"/demand/{made[0]}")
    stranger = Client()
    stranger.get(f"/demand/{made[0]}")
    stranger.post(f"/demand/{made[0]}/join")
    return made


def told(me, her):
    """Messages, a payment, a benefit offered, and papers lent by somebody else."""
    from tongban.cases.proposals import api as proposals
    from tongban.cases.proposals.domain.proposals import Offer
    from tongban.exchange import api as exchange
    from tongban.exchange.notices import api as notices
    from tongban.kernel.text import Text

    values = {"number": "D-1", "said": "已答复"}
    notice = notices.notify(
        person=her.party.id,
        template="demand-progress",
        values=values,
        about=("x", ""),
        actor=SYSTEM,
    )
    me.get(reverse("citizen:message", args=[notice]))
    lines = (exchange.Line(Text("工本费"), 4000, "发改价格〔2003〕2322号"),)
    exchange.order(
        about=("case", "X-1"), payer=her.party.id, lines=lines, actor=SYSTEM, label="补领身份证"
    )
    me.get("/payment/case/X-1")
    said = Offer(
        "P-X", "2026-01-01", "MZ", "", her.party.id, her.party.id, f"p{her.party.id}", "2026-11", 10_000,
        "高龄津贴", "年满80周岁（第三十三条）", "老年人权益保障法", "社会救助暂行办法",
    )  # fmt: skip
    proposals.open_all([proposals.Line(said)], steps="two", actor=SYSTEM)
    number = proposals.own(her.party.id, actor=her.actor)[0].number
    me.get(f"/benefit/{number}")
    me.post(f"/benefit/{number}/agree", {"which": "other", "account": ""})
    return number


def entitled(browser):
    """Conversations about what one is entitled to, each to its answer."""
    for start in ("/policy/all", "/policy/P-DIBAO-FZ"):
        answer = browser.post(start, {"begin": "1"})
        while asked := re.search(
            r'<form(?:(?!</form>).)*name="asked".*?</form>', text(answer), re.DOTALL
        ):
            choices = dict(re.findall(r'type="radio" name="([^"]+)" value="([^"]*)"', asked[0]))
            answer = browser.post(start, fields(asked[0]) | (choices or {"unknown": "1"}))


def booking(me, monkeypatch):
    """An appointment on the phone, and a ticket."""
    from tongban.cases.visits import api as visits

    with monkeypatch.context() as morning:
        morning.setattr(time, "now", lambda: MORNING)
        steps = f"/visits/book?hall={HALL}&line=A&on=2026-11-24"
        for address in ("/visits", "/visits/book", f"/visits/book?hall={HALL}", steps):
            me.get(address)
        me.post(steps, {"begins": MORNING.replace(hour=10, minute=0).isoformat()}, follow=True)
        drawn = visits.draw(hall=HALL, line="A", channel="kiosk", actor=SYSTEM).ticket
        me.get(reverse("citizen:ticket", args=[drawn.id]))


def visiting(clerk, monkeypatch):
    """The hall's board and its terminal, and the window's queue."""
    from tongban.cases.visits import api as visits

    with monkeypatch.context() as morning:
        morning.setattr(time, "now", lambda: MORNING)
        for line in "ABA":
            visits.draw(hall=HALL, line=line, channel="kiosk", actor=SYSTEM)
        clerk.post("/window/windows", {"window": f"{HALL} 8"}, follow=True)
        clerk.post("/window/queue", {"do": "call"}, follow=True)
        clerk.get(f"/window/appointments?hall={HALL}&line=A&on=2026-11-24")
        clerk.get("/window/queue/figures")
        clerk.get(f"/hall/{HALL}/board")
        clerk.get("/hall/set-up")
        clerk.post("/hall/set-up", {"hall": HALL}, follow=True)
        for page in ("start", "draw", "came"):
            clerk.get(f"/hall/{page}", follow=True)
        clerk.post("/hall/draw", {"line": "A"}, follow=True)
        clerk.get("/find", follow=True)

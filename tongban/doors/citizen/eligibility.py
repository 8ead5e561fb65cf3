"""A conversation about policies as pages show it (政策对话): what was said so far, and the next screen.

Nothing is kept on our side: what was answered travels in the body of the form, signed, and only
to its own page. Facts the government holds are read once, when the person begins, for this
question alone; whoever has not signed in is asked instead.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from tongban.catalogue.domain.model import FactRef
from tongban.doors.citizen import listing, policy_words
from tongban.doors.shared import words
from tongban.doors.shared.fields import Choice, Field, field_of
from tongban.doors.shared.keys import natural
from tongban.facts import api as facts
from tongban.kernel.actors import Purpose
from tongban.kernel.text import Text
from tongban.licences import api as licences
from tongban.people import api as people
from tongban.policy import api as policy

SALT = "tongban.citizen.eligibility"
HOURS = 12
UNKNOWN = "?"
_NUMBERS = ("number", "money")


@dataclass(slots=True)
class Talk:
    """What has been said so far (对话记录): answers by fact, screens in order, what is held."""

    topic: str
    answers: dict[str, Any] = field(default_factory=dict)
    order: list[list[str]] = field(default_factory=list)
    held: dict[str, tuple[Any, str]] = field(default_factory=dict)

    def known(self) -> dict[str, Any]:
        """Return every fact that is not to be asked: what is held, then what was answered."""
        held = {fact: value for fact, (value, _source) in self.held.items()}
        return held | {fact: _thawed(value) for fact, value in self.answers.items()}

    def sources(self) -> dict[str, str]:
        """Say where each fact is from; what was answered is from the person."""
        held = {fact: source for fact, (_value, source) in self.held.items()}
        return held | dict.fromkeys(self.answers, "person")

    def take(self, answers: dict[str, Any]) -> None:
        """Note the answers of one screen."""
        self.answers |= {fact: _frozen(value) for fact, value in answers.items()}
        self.order.append(list(answers))

    def back(self) -> list[str]:
        """Forget the last screen and return its facts."""
        if not self.order:
            return []
        last = self.order.pop()
        for fact in last:
            self.answers.pop(fact, None)
        return last

    def forget(self, fact: str) -> None:
        """Forget one answer, to give another."""
        self.answers.pop(fact, None)
        self.order = [
            kept for screen in self.order if (kept := [one for one in screen if one != fact])
        ]

    def signed(self, request: HttpRequest) -> str:
        """Write it so that only this person's next page can read it."""
        body = {"t": self.topic, "a": self.answers, "o": self.order, "h": self.held}
        return signing.dumps(body, salt=_salt(request), compress=True)


def read_talk(request: HttpRequest, topic: str, talk: policy.Conversation) -> Talk | None:
    """Read what the page brought along; None where it is not ours, too old or somebody else's.

    What was said about all policies serves the conversation about one of them, as far as it
    speaks of the same facts and, where an amount needs the exact number, said that number.
    """
    try:
        body = signing.loads(
            request.POST.get("kept", ""), salt=_salt(request), max_age=HOURS * 3600
        )
    except signing.BadSignature:
        return None
    held = {fact: tuple(one) for fact, one in body["h"].items() if fact in talk.facts}
    answers = {fact: one for fact, one in body["a"].items() if _fits(talk, fact, one)}
    order = [kept for one in body["o"] if (kept := [fact for fact in one if fact in answers])]
    return Talk(topic, answers, order, held)


def _fits(talk: policy.Conversation, fact: str, answer: Any) -> bool:
    """Whether an answer is one this conversation can use."""
    if fact not in talk.facts:
        return False
    value = _thawed(answer)
    return not isinstance(value, policy.Interval) or value in talk.question(fact).bands()


def _salt(request: HttpRequest) -> str:
    return f"{SALT}.{getattr(request.user, 'party_id', None) or 0}"


def _frozen(value: Any) -> Any:
    match value:
        case policy.Interval(low, high):
            return {"from": _number(low), "to": _number(high)}
        case policy.Missing(cause):
            return {"unknown": cause}
        case Decimal():
            return str(value)
    return value


def _number(value: Any) -> str | None:
    return None if value is None else str(value)


def _thawed(value: Any) -> Any:
    if isinstance(value, dict) and "unknown" in value:
        return policy.Missing(value["unknown"])
    if isinstance(value, dict) and "from" in value:
        low, high = (None if one is None else Decimal(one) for one in (value["from"], value["to"]))
        return policy.Interval(low, high)
    return value


def hold(request: HttpRequest, talk: policy.Conversation, title: str) -> dict[str, tuple[Any, str]]:
    """Read what the government holds of the person for this question; every reading is recorded."""
    party = getattr(request.user, "party_id", None) if request.user.is_authenticated else None
    holdings = policy.ANONYMOUS
    if party:
        holdings = _holdings(request, talk, title, party)
    return {one.fact: (one.value, one.source) for one in talk.held(holdings)}


def _holdings(
    request: HttpRequest, talk: policy.Conversation, title: str, party: int
) -> policy.Holdings:
    wanted = talk.reads()
    actor = people.actor_of(request.user)
    words = f"您在问能不能享受“{title}”" if talk.is_single else "您在问能享受哪些政策"
    reference = "+".join(sorted(talk.policies)) if talk.is_single else "all"
    purpose = Purpose("plan", reference, "国务院令第716号 第七条", words)
    parties = {"applicant": party} | _family(party, {ref.role for ref in wanted.facts})
    found = facts.known_of(
        {
            who: {ref.kind for ref in wanted.facts if parties.get(ref.role) == who}
            for who in parties.values()
        },
        purpose=purpose,
        actor=actor,
    )
    values = {
        FactRef(role, kind): statement
        for role, who in parties.items()
        for (subject, kind), statement in found.items()
        if subject == who and not statement.disputed
    }
    number = people.parties({party})[party].number
    own = {FactRef("applicant", "idno"): number} if number else {}
    held = (
        licences.held_by(parties.values(), kinds=wanted.licences, purpose=purpose, actor=actor)
        if wanted.licences
        else []
    )
    return policy.Holdings(
        own | {ref: one.value for ref, one in values.items()},
        frozenset(
            (role, one.kind)
            for role, who in parties.items()
            for one in held
            if one.holder == who and one.state_on(talk.today) == "valid"
        ),
        {ref: one.source.licence_kind or one.source.kind for ref, one in values.items()},
        parties=parties,
    )


def _family(party: int, roles: set[str]) -> dict[str, int]:
    """Find who else is spoken of, where there is exactly one whom the person may act for."""
    found = {}
    for role, others in people.related(party).items():
        allowed = [one for one in others if people.may_act_for(party, one)]
        if role in roles and len(allowed) == 1:
            found[role] = allowed[0]
    return found


# -- a screen as fields


def fields_of(
    talk: policy.Conversation, screen: policy.Screen, errors: dict[str, str], typed: QueryDict
) -> list[Field]:
    """Make the fields of a screen: a box, a choice, or a list to tick."""
    if screen.kind == "ticks":
        return [_ticks(talk, screen)]
    return [_field(talk, fact, screen.kind, errors, typed) for fact in screen.facts]


def _ticks(talk: policy.Conversation, screen: policy.Screen) -> Field:
    return Field(
        "ticks",
        _("下面有符合的吗？"),
        "multi",
        hint=_("符合的都勾上；一项都不符合，就什么都不勾。"),
        choices=tuple(
            Choice(f"t{at}", policy_words.name_of(talk.facts[fact]))
            for at, fact in enumerate(screen.facts)
        ),
    )


def _field(
    talk: policy.Conversation, fact: str, kind: str, errors: dict[str, str], typed: QueryDict
) -> Field:
    asked = talk.facts[fact].kind
    if asked.type in listing.LISTS:
        hint = Text(words.said(asked.hint) or listing.hint_of(talk.facts[fact]))
        asked = replace(asked, type="table", hint=hint)
    label = words.said(asked.question or asked.name)
    unknown = Choice(UNKNOWN, _("不清楚"))
    if kind == "band":
        choices = (
            *(Choice(str(at), said) for at, said in enumerate(policy_words.bands_of(talk, fact))),
            unknown,
        )
        return Field("answer", label, "enum", error=errors.get(fact, ""), choices=choices)
    made = field_of(
        replace(asked, question=None, type="string" if asked.type == "yearmonth" else asked.type),
        name="answer",
        label=label,
        value=typed.get("answer") if errors else None,
        error=errors.get(fact, ""),
    )
    if asked.type == "yearmonth":
        made = replace(made, hint=made.hint or _("例如 1965-03"))
    return replace(made, choices=(*made.choices, unknown)) if made.choices else made


def read_answers(
    talk: policy.Conversation, screen: policy.Screen, post: QueryDict
) -> tuple[dict[str, Any], dict[str, str]]:
    """Read what was answered on a screen: the answers, and what is wrong with them."""
    if screen.kind == "ticks":
        ticked = set(post.getlist("ticks"))
        return {fact: f"t{at}" in ticked for at, fact in enumerate(screen.facts)}, {}
    fact = screen.facts[0]
    given = post.get("answer", "").strip()
    if given == UNKNOWN or "unknown" in post:
        return {fact: policy.Missing("not_known")}, {}
    if not given:
        return {}, {fact: _("请回答这一题；不清楚可以选“不清楚”。")}
    value = _read(talk, fact, screen.kind, given)
    wrong = None if value is None else talk.problem(fact, value)
    if value is None or wrong:
        return {}, {fact: words.said(wrong) or _("请照提示的样子写。")}
    return {fact: value}, {}


def _read(talk: policy.Conversation, fact: str, kind: str, given: str) -> Any:
    asked = talk.facts[fact].kind
    if asked.type in listing.LISTS:
        return listing.read(talk.facts[fact], given)
    if kind == "band":
        bands = talk.question(fact).bands()
        chosen = natural(given)
        return bands[chosen] if chosen is not None and chosen < len(bands) else None
    if asked.type == "bool":
        return {"1": True, "0": False}.get(given)
    if asked.type in _NUMBERS:
        try:
            number = Decimal(given.replace(",", "").replace("，", ""))
        except InvalidOperation:
            return None
        return number if number.is_finite() else None
    return given

"""Every read about a person names its actor; what names none is here with its reason, and is no fact."""

import importlib
import inspect
import pkgutil

import pytest

WHOSE = {"subject", "payer", "payee", "person", "holder", "holders", "party", "principal"}
ROOMS = ("facts", "licences", "exchange", "cases", "voice", "oversight")
BOOK = "the person's own book of who read or did what: a reading of it is none of their facts"
OWN = "asked by a page of the person's own, for whom the door has judged who they are; no value"
LAW = "another room's own work for the person's benefit; the caller's event or page names who"
NO_FACTS = {
    "facts.acts_on": BOOK, "facts.readers": BOOK, "facts.disputes": BOOK, "facts.consents": BOOK,
    "facts.fates": "how long each kind is kept, no value",
    "facts.kinds_about": "names of kinds, no value",
    "facts.open_disputes": "about an agency's register, not a person",
    "facts.unlink": "destroys keys at the end of the term, reads nothing",
    "facts.data.about": "which datasets have rows about somebody, no value",
    "licences.uses": BOOK, "licences.used": BOOK,
    "exchange.find_usage": BOOK, "exchange.federation.elsewhere": BOOK,
    "exchange.notices.deliveries": OWN, "exchange.notices.told": OWN, "exchange.notices.unread": OWN,
    "cases.visits.tickets_of": OWN, "cases.proposals.standing_of": LAW,
    "oversight.log.note_incident": "a machine's incident; its subject is a thing",
    "oversight.log.settle_incident": "a machine's incident; its subject is a thing",
    "oversight.looks.disputes": BOOK, "oversight.looks.everywhere": BOOK,
    "oversight.looks.look": BOOK, "oversight.looks.looks": BOOK,
}  # fmt: skip


def faces():
    for room in ROOMS:
        package = importlib.import_module(f"tongban.{room}")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name.endswith(".api") and ".tests" not in found.name:
                yield found.name.removesuffix(".api"), importlib.import_module(found.name)


def nameless():
    for name, module in faces():
        for said in getattr(module, "__all__", vars(module)):
            face = getattr(module, said)
            if inspect.isfunction(face) and not said.startswith("_"):
                given = set(inspect.signature(face).parameters)
                if (
                    face.__module__.startswith("tongban.")
                    and WHOSE & given
                    and "actor" not in given
                ):
                    yield f"{name.removeprefix('tongban.')}.{said}"


def test_a_face_that_reads_about_a_person_names_its_actor_or_says_why_not():
    assert set(nameless()) == NO_FACTS.keys()


def test_every_read_of_facts_and_licences_names_its_purpose():
    from tongban.facts import api as facts
    from tongban.licences import api as licences

    reads = [facts.known, facts.known_of, facts.known_as_of, facts.compared, facts.statements]
    reads += [facts.log_read, licences.held_by, licences.licence]
    lacking = [
        one.__name__ for one in reads if not {"purpose", "actor"} <= set(inspect.signature(one).parameters)
    ]  # fmt: skip
    assert lacking == []


def test_what_is_to_pay_and_what_the_state_gives_is_nobody_else_s(db):
    from tongban.cases.proposals import api as proposals
    from tongban.exchange import api as exchange
    from tongban.exchange.payments.domain.problems import NoSuchOrder
    from tongban.kernel.actors import Actor

    stranger, officer = Actor("person", 1), Actor("officer", 2)
    for nobody in (stranger, officer):
        with pytest.raises(NoSuchOrder):
            exchange.orders_of(7, actor=nobody)
        with pytest.raises(proposals.NoSuchProposal):
            proposals.own(7, actor=nobody)

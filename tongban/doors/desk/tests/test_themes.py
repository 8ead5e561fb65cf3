"""A theme becomes a proposed change (改革草案): by the coordinator's hand, with its evidence, or not at all."""

import re

import pytest
from django.urls import reverse

from tests.staffing import PASSWORD
from tongban.catalogue import api as catalogue
from tongban.kernel.actors import SYSTEM, Actor
from tongban.oversight import api as oversight
from tongban.voice import api as voice

SERVICE = "GA-PASSPORT"


@pytest.fixture
def theme(staffed):
    asked = [
        voice.file(voice.Words(text=f"办护照为什么要等这么久，第{no}次问了"), channel="web", actor=Actor("person", 0))
        for no in range(5)
    ]  # fmt: skip
    made = voice.open_theme(
        title="护照办得慢", agency="GA-CRJ", demands=[one.id for one in asked], actor=SYSTEM
    )
    return made.id


@pytest.fixture
def at(client, staffed, theme):
    account = staffed.supervisor
    client.post("/staff/sign-in", {"username": account.username, "password": PASSWORD})
    return reverse("desk:theme", args=[theme])


def text_of(client, at):
    page = client.get(f"{at}?of=service:{SERVICE}").content.decode()
    assert "<textarea" in page
    return page


def test_the_coordinator_changes_the_text_and_is_led_to_the_draft_with_its_evidence(
    client, at, theme
):
    text_of(client, at)
    source = catalogue.source("service", SERVICE)
    source = re.sub(r"(?m)^version:.*$", 'version: "2099-01-01"', source, count=1)
    done = client.post(at, {"of": f"service:{SERVICE}", "source": source})
    (draft,) = oversight.drafts_of(voice.theme(theme))
    assert done["Location"] == reverse("supervisor:replay", args=[draft])
    page = client.get(done["Location"]).content.decode()
    assert "因为 5 件诉求提出" in page
    assert done["Location"] in client.get(at).content.decode()


def test_what_cannot_be_published_leaves_no_draft_and_says_why(client, at, theme):
    done = client.post(at, {"of": f"service:{SERVICE}", "source": "service: {"})
    assert done.status_code == 400
    assert voice.theme(theme).changes == ()
    assert catalogue.open_drafts(actor=SYSTEM) == []


def test_nobody_else_proposes_a_change(client, staffed, at, theme):
    client.post("/staff/sign-out")
    who = {"username": staffed.elsewhere.username, "password": PASSWORD}
    client.post("/staff/sign-in", who)
    assert client.get(at).status_code == 403


@pytest.mark.parametrize("of", ["service:NONE", "agency:CG", "x", "service:../../etc/passwd"])
def test_what_is_no_definition_is_not_opened(client, at, of):
    assert client.get(f"{at}?of={of}").status_code in (200, 404)
    assert "etc/passwd:" not in client.get(f"{at}?of={of}").content.decode()

"""A designer changes definitions without seeing YAML, and nothing typed is ever lost."""

import html
import re

import pytest

from tongban.agencies import api as agencies
from tongban.catalogue import api as catalogue
from tongban.kernel.actors import SYSTEM
from tongban.people import api as people

pytestmark = pytest.mark.django_db

SERVICE = "GA-IDCARD-REISSUE"


@pytest.fixture
def designer(staffed, client):
    """何静 designs services; she is signed in."""
    account = people.account("hejing")
    agencies.appoint(account=account.pk, agency=None, duty="designer", actor=SYSTEM)
    client.force_login(account)
    return people.actor_of(account, capacity="designer")


@pytest.fixture
def second(staffed):
    """郑书衡 designs too."""
    account = staffed.elsewhere
    agencies.appoint(account=account.pk, agency=None, duty="designer", actor=SYSTEM)
    return account


def edit(part="limits", service=SERVICE, kind="service"):
    return f"/designer/d/{kind}/{service}/edit/{part}"


def typed(client, address, **changes):
    """Read the form as a browser does, type into it, and give what would be sent."""
    page = client.get(address).content.decode()
    fields = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name = re.search(r'name="([^"]+)"', tag)
        if name and 'type="checkbox"' not in tag:
            value = re.search(r'value="([^"]*)"', tag)
            fields[name[1]] = value[1] if value else ""
    areas = r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>'
    fields |= dict(re.findall(areas, page, re.DOTALL))
    for name, inside in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        fields[name] = chosen[1] if chosen else ""
    return {key: html.unescape(value) for key, value in fields.items()} | changes


def test_every_kind_of_definition_has_pages(designer, client):
    seen = {}
    for one in catalogue.published():
        seen.setdefault(one.kind, one.id)
    for kind, ident in seen.items():
        page = client.get(f"/designer/d/{kind}/{ident}")
        assert page.status_code == 200, (kind, ident)
        from tongban.doors.designer.editor.sections import sections

        for part in sections(kind):
            assert client.get(edit(part.id, ident, kind)).status_code == 200, (kind, part.id)


def test_a_form_sent_as_it_was_changes_nothing(designer, client):
    for part in ("limits", "materials", "questions", "route", "conditions", "basics", "result"):
        client.post(edit(part), typed(client, edit(part), do="save"))
    draft = catalogue.open_drafts(actor=designer)[0]
    found = catalogue.preview_draft(draft.id, actor=designer)
    assert [one.differences for one in found.changes] == [()]
    assert found.findings

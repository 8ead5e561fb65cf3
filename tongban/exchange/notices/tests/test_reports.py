import pytest

from tests.cast import CAST
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.notices import api as notices
from tongban.exchange.notices import carrying, providers
from tongban.exchange.notices.models import SendingRow
from tongban.exchange.notices.tests.test_carrying import NOON, tell
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM
from tongban.people import api as people

pytestmark = pytest.mark.django_db
AT = "http://testserver/carriers/one"


def sent(server, key, **more):
    import json

    from tongban.exchange.payments import wire

    body = json.dumps({"key": key, "state": "delivered"} | more).encode()
    return wire.signed("POST", AT, body, signer=server.signer, at=time.now()), body


def test_a_carrier_s_own_report_is_taken_and_a_stranger_s_is_not(gateways, client):
    tell()
    carrying.work_off(NOON)
    key = str(SendingRow.objects.get().id)
    for server, status in ((gateways[1], 403), (gateways[0], 204), (gateways[0], 204)):
        headers, body = sent(server, key)
        answered = client.post("/carriers/one", body, content_type="application/json",
                               headers=headers)  # fmt: skip
        assert answered.status_code == status
    assert SendingRow.objects.get().state == "delivered"


def test_a_report_without_sense_is_refused(gateways):
    headers, body = sent(gateways[0], "1")
    with pytest.raises(ExchangeProblem):
        notices.receive_report("nobody", target=AT, headers=headers, body=body)


def test_a_provider_that_signs_nothing_reports_nothing(client, monkeypatch, db):
    mail = providers.Provider("post", "mail", "smtp", "localhost:25")
    monkeypatch.setattr(providers, "every", lambda: (mail,))
    assert client.post("/carriers/post", "{}", content_type="text/plain").status_code == 403


def test_a_letter_is_a_signed_pdf_with_the_address(db):
    person = people.register(number=CAST.applicant.number, name=CAST.applicant.name, actor=SYSTEM)
    home = people.Address(("温泉支路 5 号",), "350001")
    people.set_reach(person.id, actor=SYSTEM, address=home)
    values = dict.fromkeys(("number", "name", "said", "detail"), "1")
    notice = notices.notify(person=person.id, template="paper-served", values=values,
                            about=("case", "C-1"), actor=SYSTEM, at=NOON, legal=True)  # fmt: skip
    from tongban.exchange.notices import serving

    serving.push_on(time.now())
    row = SendingRow.objects.get(notice=notice, way="letter")
    content = notices.letter(row.id, actor=SYSTEM)
    assert content.startswith(b"%PDF")
    assert b"/ByteRange" in content

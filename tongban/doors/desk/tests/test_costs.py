"""What is to pay for a case stands on its officer's page."""

from django.urls import reverse

from tongban.exchange import api as exchange
from tongban.exchange.payments import till
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.text import Text

LINES = (exchange.Line(Text("工本费"), 4000, "发改价格〔2003〕2322号"),)


def test_an_officer_sees_what_is_ordered_and_then_that_it_is_paid(client, staffed, case, resident):
    client.force_login(staffed.reviewer)
    page = reverse("desk:case", args=[case])
    assert "case-cost" not in client.get(page).content.decode()
    about = ("case", case)
    exchange.order(about=about, payer=resident.party.id, lines=LINES, actor=SYSTEM, agency="GA-HJ")
    assert "待缴费" in client.get(page).content.decode()
    clerk = Actor("officer", 1, agency="GA-HJ")
    till.take(about, means="cash", actor=clerk, agency="GA-HJ")
    shown = client.get(page).content.decode()
    assert "已缴费" in shown
    assert "¥40.00" in shown

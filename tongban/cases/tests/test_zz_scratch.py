import pytest
from pathlib import Path

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "event",
    [
        "LE-BIRTH",
        "LE-COMPANY",
        "LE-DEREG",
        "LE-DISABLED",
        "LE-FLEX",
        "LE-HOUSE",
        "LE-RESTAURANT",
        "LE-RETIRE",
        "LE-UNEMP",
    ],
)
def test_story(event):
    from tongban.catalogue import api as catalogue
    from tongban.kernel.actors import SYSTEM
    from tongban.kernel import time

    catalogue.publish(Path("definitions"), actor=SYSTEM)
    book = catalogue.book()
    from tongban.cli.simulation import staff
    from tongban.cli.simulation.residents import Town
    from tongban.cli.simulation.story import tell_story
    from tongban.agencies import api as agencies

    staff.colleagues(book)
    told = tell_story(book, [event], today=time.city_date(time.now()))
    for m in told.application.matters:
        print(m.stage, m.service, m.status, m.number, m.words, m.licence)
    print(told.application.finished_on, told.typed, told.uploaded, told.seconds)
    from tongban.cases import api as cases
    from tongban.ledger import api as ledger

    for m in told.application.matters:
        if m.status not in ("waiting", "blocked"):
            assert cases.replays(m.case) == []
    assert cases.replays(told.application.id) == []
    print(ledger.parked())
    assert told.application.finished_on

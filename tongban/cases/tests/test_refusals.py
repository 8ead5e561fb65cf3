"""Another way for whoever was refused (另一条路): inside a life event, and only where there is one."""

import pytest

from tongban.cases import api as cases
from tongban.cases.tests import village as v
from tongban.catalogue import api as catalogue
from tongban.kernel.actors import SYSTEM


@pytest.fixture
def other_way(tmp_path):
    """A second agency that certifies births."""
    files = v.files()
    files["BORN-HOME.yaml"] = files["BORN-CERT.yaml"].replace("BORN-CERT", "BORN-HOME")
    for name, said in files.items():
        (tmp_path / name).write_text(said, encoding="utf-8")
    catalogue.publish(tmp_path, actor=SYSTEM)


def planned(village, goal="LE-BABY"):
    draft = cases.start(goal=goal, applicant=village.mother.id, actor=village.me, at=v.AT)
    return [one.service for one in cases.form(draft.id, actor=village.me, at=v.AT).plan.services]


def refuse(village):
    v.refuse(village, v.of(v.hand_in(village), "BORN-CERT"))


def test_a_life_event_goes_round_what_was_refused(village, other_way):
    assert "BORN-CERT" in planned(village)
    refuse(village)
    again = planned(village)
    assert "BORN-HOME" in again
    assert "BORN-CERT" not in again
    assert "BORN-CERT" in planned(village, "BORN-CERT")


def test_where_there_is_no_other_way_the_same_may_be_asked_for_again(village):
    refuse(village)
    assert "BORN-CERT" in planned(village)

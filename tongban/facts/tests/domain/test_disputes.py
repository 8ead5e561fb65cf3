from datetime import UTC, datetime

import pytest

from tongban.facts.domain.disputes import CORRECTED, KEPT, Dispute, resolve
from tongban.facts.domain.problems import DisputeClosed

AT = datetime(2026, 1, 1, tzinfo=UTC)
OPEN = Dispute(1, 2, 7, "name", "A", "名字写错了", AT)


@pytest.mark.parametrize(("upheld", "state"), [(True, CORRECTED), (False, KEPT)])
def test_a_dispute_is_answered_once(upheld, state):
    answered = resolve(OPEN, upheld=upheld, answer="已核对", at=AT)
    assert (answered.state, answered.answer, answered.resolved_at) == (state, "已核对", AT)
    with pytest.raises(DisputeClosed):
        resolve(answered, upheld=True)


def test_the_reason_stays_out_of_a_log():
    assert "写错" not in repr(OPEN)

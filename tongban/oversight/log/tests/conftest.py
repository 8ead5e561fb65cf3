"""A log of its own for each test: a room with rows, and a witness that remembers."""

import pytest

from tongban.kernel import ids
from tongban.kernel.leaves import Leaf


class Room:
    """A room whose rows are leaves."""

    def __init__(self):
        self.rows = {}

    def act(self, count=1):
        for _ in range(count):
            made = ids.new(ids.draw_shard())
            self.rows[made] = Leaf(made, "intent", {"v": 1, "kind": "intent", "row": str(made)})
        return list(self.rows)[-count:]

    def leaves(self, *, after, limit):
        return [self.rows[row] for row in sorted(self.rows) if row > after][:limit]


@pytest.fixture
def room(db, settings, tmp_path, monkeypatch):
    from tongban.oversight.log import api as log
    from tongban.oversight.log import sources

    settings.HOME = tmp_path
    monkeypatch.setattr(sources, "_sources", {})
    made = Room()
    log.join_source("room", made.leaves)
    return made


@pytest.fixture
def witness(room, monkeypatch):
    """Join this very city as its own witness, without a socket between."""
    from tongban.exchange.federation import api as federation
    from tongban.oversight.log import api as log

    answers = []

    def add_checkpoint(address, body, **kinds):
        answer = log.add_checkpoint(body)
        if isinstance(answer, str):
            answers.append(federation.WitnessReply(200, answer))
        else:
            text = answer.why if answer.size is None else f"{answer.size}\n"
            answers.append(federation.WitnessReply(answer.status, text))
        return answers[-1]

    monkeypatch.setattr(federation, "add_checkpoint", add_checkpoint)
    return answers

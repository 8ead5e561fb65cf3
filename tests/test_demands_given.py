"""The demands given are routed as people routed them, and what repeats is found."""

import pytest

from bench.voice import accuracy, repeats, sets

JUDGED = {row["what"].rsplit(" ", 1)[1]: row for row in accuracy.alone(sets.given())}


@pytest.mark.parametrize(("what", "least"), accuracy.GOALS.items())
def test_from_duties_alone_most_are_sent_where_people_sent_them(what, least):
    assert JUDGED[what]["ours"] >= least


def test_repeats_are_put_together_and_strangers_kept_apart():
    precision, recall = (row["ours"] for row in repeats.built_in(sets.given()))
    assert precision >= repeats.PRECISION
    assert recall >= repeats.RECALL

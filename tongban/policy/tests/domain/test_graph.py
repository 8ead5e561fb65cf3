from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.policy.domain.graph import Link, order


def link(first, then, rank=0, *, optional=False, licence="L"):
    return Link(rank, optional, f"{first:03}", f"{then:03}", licence, "applicant", first, then)


LINKS = st.lists(
    st.builds(link, st.integers(0, 7), st.integers(0, 7), st.integers(0, 5)).filter(
        lambda one: one.from_ != one.to
    ),
    max_size=20,
)


@settings(deadline=None)
@given(LINKS)
def test_every_link_kept_is_respected_and_every_link_is_kept_or_reported(links):
    found = order(8, links)
    assert all(found.stages[one.from_] < found.stages[one.to] for one in found.kept)
    assert sorted({*found.kept, *(one for one, _ in found.dropped)}) == sorted(set(links))


@settings(deadline=None)
@given(LINKS, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_the_links(links, random):
    shuffled = random.sample(links, len(links))
    assert order(8, shuffled) == order(8, links)


@settings(deadline=None)
@given(LINKS)
def test_nothing_waits_longer_than_for_what_it_waits_for(links):
    found = order(8, links)
    for one, stage in enumerate(found.stages):
        before = [found.stages[link.from_] for link in found.kept if link.to == one]
        assert stage == max(before, default=-1) + 1


@settings(deadline=None)
@given(LINKS)
def test_before_holds_all_that_comes_before(links):
    found = order(8, links)
    for one in found.kept:
        direct = 1 << one.from_
        assert found.before[one.to] & direct
        assert found.before[one.to] & found.before[one.from_] == found.before[one.from_]


def test_the_link_that_binds_least_gives_way_and_the_circle_is_named():
    found = order(3, [link(0, 1), link(1, 2), link(2, 0, rank=5)])
    assert [(one.from_, one.to) for one, _ in found.dropped] == [(2, 0)]
    assert found.dropped[0][1] == (0, 1, 2)


def test_of_equal_links_the_required_services_stays():
    found = order(2, [link(0, 1, rank=4, optional=True), link(1, 0, rank=4)])
    assert [(one.from_, one.to) for one in found.kept] == [(1, 0)]


def test_a_thousand_services_in_a_row_are_put_in_order():
    found = order(1000, [link(one, one + 1) for one in range(999)])
    assert found.stages == tuple(range(1000))
    circle = [link(one, (one + 1) % 1000) for one in range(1000)]
    assert len(order(1000, circle).dropped) == 1

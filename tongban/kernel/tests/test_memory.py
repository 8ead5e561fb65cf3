"""While much is built nobody looks for garbage; afterwards somebody does again."""

import gc

import pytest

from tongban.kernel.memory import building


def test_the_collector_rests_while_anybody_builds():
    with building():
        with building():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_building_that_falls_leaves_the_collector_on():
    with pytest.raises(ZeroDivisionError), building():
        raise ZeroDivisionError
    assert gc.isenabled()

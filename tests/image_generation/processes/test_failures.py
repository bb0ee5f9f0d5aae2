"""What a process's death is blamed on, what is tried again alone, and what is excluded for it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from image_generation.common.errors import UserError
from image_generation.processes.failures import FAILURES, IDLE_DEATHS, KILLS, NEIGHBOURS, FailurePolicy
from image_generation.processes.pool import Died, Wording


def death(unit, how="crash", item=7):
    return Died((), how, "bad news", unit, item if unit is not None else None)


@pytest.mark.parametrize("how", ["crash", "timeout", "error"])
def test_a_unit_is_excluded_for_what_it_does_again_alone(how):
    policy = FailurePolicy()
    for _ in range(FAILURES + 3):  # in company it may be another's fault, however often
        assert policy.judge(death(3, how), isolated=False) is None
    assert policy.judge(death(4, how), isolated=True) is None  # once may be chance
    assert policy.judge(death(3, how), isolated=True) == f"{how}: bad news"


def test_an_item_at_which_the_process_is_killed_again_and_again_is_too_large():
    policy = FailurePolicy()
    for item in range(3 * KILLS):  # from outside, at whatever it was doing
        assert policy.judge(death(3, "killed", item), isolated=True) is None
    reasons = [policy.judge(death(3, "killed", 100), isolated=False) for _ in range(KILLS)]
    assert reasons == [None] * (KILLS - 1) + ["bad news"]


def test_deaths_with_nothing_to_blame_end_the_run_unless_there_is_progress():
    policy = FailurePolicy(wording=Wording(processes="test processes", work="testing"))
    for _ in range(3):
        for _ in range(IDLE_DEATHS - 1):
            assert policy.judge(death(None), isolated=False) is None
        policy.progress()
    with pytest.raises(UserError, match=r"test processes end again and again \(bad news\); testing cannot go on"):
        for _ in range(IDLE_DEATHS):
            policy.judge(death(None), isolated=False)


def test_units_are_excluded_once():
    policy = FailurePolicy([5])
    assert policy.exclude(3) and not policy.exclude(3) and not policy.exclude(5)
    assert policy.excluded == {3, 5}


ROWS = st.integers(1, 4).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 30), min_size=k, max_size=k), min_size=1, max_size=40)
)


@given(ROWS, st.data())
def test_suspects_are_the_items_of_the_blamed_unit_and_of_its_neighbours(rows, data):
    units = sorted({unit for row in rows for unit in row})
    blamed = data.draw(st.sampled_from(units))
    index = units.index(blamed)
    near = {units[k] for k in range(len(units)) if abs(k - index) <= NEIGHBOURS}
    found = FailurePolicy().suspects(rows, blamed)
    assert found.tolist() == [bool(near & set(row)) for row in rows]
    assert FailurePolicy(neighbours=0).suspects(rows, blamed).tolist() == [blamed in row for row in rows]


@given(ROWS)
def test_all_are_suspects_where_the_culprit_is_unknown_or_all_are_to_be_tried_alone(rows):
    array = np.array(rows)
    assert FailurePolicy().suspects(array, None).all() and FailurePolicy().suspects(array, 99).all()
    assert FailurePolicy(neighbours=None).suspects(array, rows[0][0]).all()


def test_of_no_items_none_are_suspects():
    for blamed in (None, 3):
        assert FailurePolicy().suspects(np.empty((0, 2), int), blamed).shape == (0,)

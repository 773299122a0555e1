"""A landing killed at any moment and started again ends in the warehouse of an undisturbed run."""

import pytest

from tests.faults import state, town
from tests.faults.conftest import copy, few_and_many
from tests.faults.kills import environment, moments, run, run_and_kill

pytestmark = pytest.mark.xdist_group("faults")
LAND = "tests.faults.land"


@pytest.mark.parametrize("count", few_and_many(5, 30))
def test_no_row_is_lost_and_none_is_there_twice(place, rng, count):
    delivered = place / "delivered"
    town.first(delivered / "landing")
    town.second(delivered / "landing")
    (delivered / "secret").write_text("0123456789abcdef" * 4)
    undisturbed = copy(delivered, place / "undisturbed")
    code, _, said = run(LAND, env=environment(undisturbed))
    assert code == 0, said
    expected = state.landing(undisturbed)
    empty = copy(delivered, place / "empty")
    for folder in (empty / "landing").iterdir():
        folder.rename(place / folder.name)
    idle = run(LAND, env=environment(empty))[
        1
    ]  # what starting costs: a kill before the first file tells little
    whole = run(LAND, env=environment(copy(delivered, place / "timed")))[1]
    for number, after in enumerate(moments(whole, count, rng, start=idle * 0.8)):
        home = copy(delivered, place / f"home-{number}")
        while not run_and_kill(LAND, env=environment(home), after=after):  # it ended sooner this time
            home, after = copy(delivered, place / f"home-{number}-{after:.2f}"), after * 0.9
        state.assert_no_row_lost(home, place / f"seen-{number}")
        code, _, said = run(LAND, env=environment(home))
        assert code == 0, said
        assert state.differences(state.landing(home), expected) == []
    print(f"landing: {count} kills, 0 rows lost, 0 twice")

"""Work apart: bounded in time and in memory, one at a time, and survived whatever happens in it (S59)."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bounded_work import recurse, tell_and_die, tell_and_end, tell_and_grow, tell_and_sleep, until_there
from sumisura.usecases.workbench.apart import Apart, Busy, End

MEMORY = 1 << 28
PATIENT = 60.0


def test_what_was_told_is_heard():
    heard = Apart(PATIENT, MEMORY).run(tell_and_end, "serge")
    assert (heard.told, heard.end) == ({"word": b"serge"}, End.DONE)


def test_late_work_is_killed_and_what_it_told_is_kept():
    heard = Apart(2.0, MEMORY).run(tell_and_sleep)
    assert heard.end is End.LATE
    with pytest.raises(ProcessLookupError):
        os.kill(int(heard.told["pid"]), 0)


def test_memory_is_bounded():
    apart = Apart(PATIENT, MEMORY)
    assert apart.run(tell_and_grow, MEMORY // 4).told["took"] == str(MEMORY // 4).encode()
    heard = apart.run(tell_and_grow, MEMORY * 2)
    assert (set(heard.told), heard.end) == ({"began"}, End.SPENT)


@pytest.mark.parametrize("work", [recurse, tell_and_die])
def test_work_that_dies_is_survived(work):
    apart = Apart(PATIENT, MEMORY)
    assert apart.run(work).end is End.SPENT
    assert apart.run(tell_and_end, "still").end is End.DONE


def test_who_comes_when_all_places_are_taken_is_told_and_nobody_else_is_hurt(tmp_path):
    apart, gate = Apart(PATIENT, MEMORY, waiting=1), tmp_path / "gate"

    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(apart.run, until_there, str(gate))
        while apart._places._value:  # the only sign that the place is not yet taken
            time.sleep(0.01)
        with pytest.raises(Busy, match="Try again in a minute") as told:
            apart.run(tell_and_end, "no")
        gate.touch()
        assert held.result(PATIENT).end is End.DONE
    assert (told.value.code, told.value.status) == ("busy", 503)
    assert apart.run(tell_and_end, "yes").end is End.DONE, "the place is free again"

"""How long the supervisor waits, in numbers."""

from cli.local.processes import describe
from cli.local.supervisor import Backoff


def test_waits_double_up_to_a_bound() -> None:
    backoff = Backoff(first_seconds=0.5, most_seconds=30.0)
    assert [backoff.delay_seconds(crashes) for crashes in range(1, 9)] == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_an_end_is_told_in_words() -> None:
    assert describe(-9) == "was ended by signal 9"
    assert describe(2) == "ended with status 2"

"""What goes into a file is read as words."""

import pytest

from services.common.formulas import harmless


@pytest.mark.parametrize("name", ["=cmd()", "+1", " -2", "@SUM(A1)", "\t=1"])
def test_a_cameras_name_is_never_a_formula(name: str) -> None:
    assert harmless(name) == f"'{name}"


def test_an_ordinary_name_stays_as_it_is() -> None:
    assert harmless("above the door") == "above the door"

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.labour.marks import Mark
from lanyan_desktop.core.labour.shorthand import UnreadableShorthand, Worked, parse_shorthand, print_shorthand
from lanyan_desktop.core.values import Minutes


def test_the_line_of_the_trade() -> None:
    month = parse_shorthand("2-13,17-29,30.1,19+1", days=30)
    assert sorted(month) == [*range(2, 14), *range(17, 31)]
    assert month[30] == Worked("1")
    assert month[19] == Worked("", Minutes(60))
    assert sum(worked.mark().normal_min for worked in month.values()) == 25 * 480 + 240


@pytest.mark.parametrize("text", ["2-4，6；8、10", " 2-4 6 8 10 ", "２－４,6,8,10", "2~4,6,8,10"])
def test_full_width_and_every_separator(text: str) -> None:
    assert sorted(parse_shorthand(text)) == [2, 3, 4, 6, 8, 10]


def test_a_half_day_as_minutes() -> None:
    assert Worked("2", Minutes(90)).mark() == Mark(afternoon_min=Minutes(240), overtime_min=Minutes(90))


@pytest.mark.parametrize(
    ("text", "code"),
    [("31", "day"), ("0", "day"), ("9-3", "day"), ("5,5", "twice"), ("1-5,3", "twice"), ("3+1,3+2", "twice"),
     ("30.3", "piece"), ("a", "piece"), ("3+17", "piece"), ("3.1-5", "piece"), ("3-5.1", "piece")],
)  # fmt: skip
def test_what_is_wrong_is_named(text: str, code: str) -> None:
    with pytest.raises(UnreadableShorthand) as caught:
        parse_shorthand(text, days=30)
    assert caught.value.code == code


worked = st.builds(Worked, part=st.sampled_from(["", "1", "2"]), overtime_min=st.integers(0, 960))


@given(st.dictionaries(st.integers(1, 31), worked))
def test_parse_takes_back_what_print_wrote(month: dict[int, Worked]) -> None:
    assert parse_shorthand(print_shorthand(month)) == dict(sorted(month.items()))


@given(st.dictionaries(st.integers(1, 31), worked))
def test_printing_again_gives_the_same_text(month: dict[int, Worked]) -> None:
    text = print_shorthand(month)
    assert print_shorthand(parse_shorthand(text)) == text

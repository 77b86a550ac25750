"""Facts that a text names: the same figure, date and time of day in four languages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain.facts import Kind, facts_of
from entremise.domain.folding import words_of


def keys(text: str, kind: Kind, *, weak: bool = False) -> list[str]:
    words = words_of(text)
    facts = facts_of(text, words, [word.folded for word in words])
    return [fact.key for fact in facts if fact.kind is kind and fact.weak is weak]


@pytest.mark.parametrize(
    "text",
    [
        "10 %",
        "10%",
        "ten percent",
        "ten per cent",
        "dix pour cent",
        "۱۰٪",
        "١٠٪",
        "ده درصد",
        "عشرة بالمئة",
        "عشرة في المئة",
    ],
)
def test_a_share_is_one_figure_however_it_is_written(text: str) -> None:
    """10 % is ten percent is dix pour cent is ۱۰٪ is ١٠٪."""
    assert keys(text, Kind.FIGURE) == ["10 %"]


@pytest.mark.parametrize(
    "text",
    [
        "6bn",
        "$6bn",
        "six billion",
        "6 000 000 000",
        "6\u202f000\u202f000\u202f000",
        "6,000,000,000",
        "6.000.000.000",
        "six milliards",
        "6 Md",
        "ستة مليارات",
        "شش میلیارد",
        "۶ میلیارد",
    ],
)
def test_an_amount_is_one_figure_however_it_is_written(text: str) -> None:
    """6bn is six billion is 6 000 000 000."""
    assert keys(text, Kind.FIGURE)[:1] == ["6000000000"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("seven point five percent", "7.5 %"),
        ("7,5 %", "7.5 %"),
        ("one and a half percent", "1.5 %"),
        ("quatre-vingt-dix-sept pour cent", "97 %"),
        ("soixante et onze pour cent", "71 %"),
        ("خمسة وعشرون بالمئة", "25 %"),
        ("خمسة عشر في المئة", "15 %"),
        ("بیست و پنج درصد", "25 %"),
        ("two hundred and forty kilometres", "240 km"),
        ("ninety days", "90 day"),
        ("six mois", "6 month"),
        ("€ 41", "41 eur"),
        ("quarante et un euros", "41 eur"),
    ],
)
def test_numbers_in_words_are_numbers(text: str, key: str) -> None:
    assert key in keys(text, Kind.FIGURE)


def test_both_ends_of_a_range_have_its_unit() -> None:
    assert keys("between 5 and 7 percent", Kind.FIGURE) == ["5 %", "7 %"]
    assert keys("on 6 and 7 February", Kind.DATE) == ["g2-6", "g2-7"]


@pytest.mark.parametrize(
    "text",
    [
        "6 February 2026",
        "February 6, 2026",
        "the sixth of February",
        "6 févr. 2026",
        "le six février",
        "٦ فبراير",
        "السادس من فبراير",
        "٦ شباط",
        "۶ فوریه",
        "ششم فوریه",
        "2026-02-06",
        "2026/02/06",
        "۱۷ بهمن ۱۴۰۴",
        "هفدهم بهمن ۱۴۰۴",
        "1404/11/17",
    ],
)
def test_a_date_is_one_however_it_is_written(text: str) -> None:
    """In words, in figures, in any order, by two calendars."""
    assert "g2-6" in keys(text, Kind.DATE)


@pytest.mark.parametrize("text", ["You may come.", "They march today.", "mars est loin", "می‌رود"])
def test_words_that_are_months_too_are_none_alone(text: str) -> None:
    assert keys(text, Kind.DATE) == keys(text, Kind.DATE, weak=True) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("at 10:00", "10:00"),
        ("10 am", "10:00"),
        ("10 a.m.", "10:00"),
        ("10h", "10:00"),
        ("10 h 30", "10:30"),
        ("at ten o’clock", "10:00"),
        ("à dix heures", "10:00"),
        ("avant quinze heures", "15:00"),
        ("ساعت ۱۰", "10:00"),
        ("ساعت ده", "10:00"),
        ("الساعة العاشرة", "10:00"),
        ("3 pm", "15:00"),
        ("3:15 p.m.", "15:15"),
    ],
)
def test_a_time_of_day_is_one_however_it_is_written(text: str, key: str) -> None:
    assert keys(text, Kind.TIME) == [key]


@pytest.mark.parametrize("text", ["in two weeks", "on Thursday", "jeudi", "پنج‌شنبه", "in 2015", "three points", "one"])
def test_what_is_said_every_day_tells_nothing_alone(text: str) -> None:
    """A guard that always warns is not heard."""
    assert [key for kind in Kind for key in keys(text, kind)] == []


@given(st.dates(date(1991, 4, 1), date(2060, 1, 1)))
def test_a_date_by_the_other_calendar_is_the_same_date(day: date) -> None:
    (gregorian, jalali) = keys(day.isoformat(), Kind.DATE)
    month, _, number = jalali.removeprefix("j").partition("-")
    year = day.year - 621 if (day.month, day.day) >= (3, 22) or int(month) == 1 else day.year - 622

    assert gregorian == f"g{day.month}-{day.day}"
    assert gregorian in keys(f"{year}/{month}/{number}", Kind.DATE)


@given(st.dates(date(1991, 4, 1), date(2060, 1, 1)))
def test_the_day_after_is_another(day: date) -> None:
    assert not {*keys(day.isoformat(), Kind.DATE)} & {*keys((day + timedelta(days=1)).isoformat(), Kind.DATE)}


@given(
    st.text(alphabet=st.sampled_from("0123456789۰۱٠١.,:/-%$€ ahbnو مئةمذ‌'’\u202f\u0301 pmtwo"), max_size=60)
    | st.text(max_size=80)
)
def test_any_text_has_facts_within_it(text: str) -> None:
    """Nothing that somebody writes stops the guard."""
    words = words_of(text)

    for fact in facts_of(text, words, [word.folded for word in words]):
        assert 0 <= fact.first <= fact.last < len(words)

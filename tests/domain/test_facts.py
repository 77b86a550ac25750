"""Facts that a text names: the same figure, date and time of day in four languages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain.facts import Kind, facts_of
from entremise.domain.folding import fold, words_of


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
        ("dix-neuf mois", "19 month"),
        ("two and a half million dollars", "2500000 usd"),
        ("two point five million dollars", "2500000 usd"),
        ("deux millions et demi d’euros", "2500000 eur"),
        ("مليونين ونصف المليون دولار", "2500000 usd"),
        ("دو و نیم میلیون دلار", "2500000 usd"),
        ("half a million", "500000"),
        ("a quarter of a million", "250000"),
        ("نصف مليون", "500000"),
    ],
)
def test_numbers_in_words_are_numbers(text: str, key: str) -> None:
    assert key in keys(text, Kind.FIGURE)


@pytest.mark.parametrize(
    "text",
    [
        "$2.5 million",
        "$2.5m",
        "$ 2.5 m",
        "2.5m dollars",
        "2,5 M$",
        "2,5 millions de dollars",
        "USD 2.5 mn",
    ],
)
def test_a_million_is_one_however_short(text: str) -> None:
    assert keys(text, Kind.FIGURE) == ["2500000", "2500000 usd"]


@pytest.mark.parametrize("text", ["2.5 m", "2.5m wide", "2,5m de haut", "a depth of 2.5m"])
def test_an_m_of_metres_is_no_million(text: str) -> None:
    assert keys(text, Kind.FIGURE) == []


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("a dozen boats", "12 × boats"),
        ("two dozen boats", "24 × boats"),
        ("2 dozens of boats", "24 × boats"),
        ("half a dozen boats", "6 × boats"),
        ("une douzaine de bateaux", "12 × bateaux"),
        ("une vingtaine de bateaux", "20 × bateaux"),
        ("دزينة قوارب", "12 × قوارب"),
        ("دو دوجین قایق", "24 × قایق"),
    ],
)
def test_a_dozen_is_twelve(text: str, figure: str) -> None:
    assert keys(text, Kind.FIGURE) == [fold(figure)]


@pytest.mark.parametrize(
    "text",
    [
        "half a per cent",
        "half of one percent",
        "50 basis points",
        "fifty bps",
        "cinquante points de base",
        "5 ‰",
        "un demi pour cent",
        "نصف بالمئة",
        "نیم درصد",
        "٥٠ نقطة أساس",
    ],
)
def test_parts_of_a_per_cent_are_per_cent(text: str) -> None:
    assert keys(text, Kind.FIGURE) == ["0.5 %"]


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("half of the boats", "50 %"),
        ("half their boats", "50 %"),
        ("la moitié des bateaux", "50 %"),
        ("نصف القوارب", "50 %"),
        ("نیمی از قایق‌ها", "50 %"),
        ("one tenth", "10 %"),
        ("a tenth of the price", "10 %"),
        ("un dixième du prix", "10 %"),
        ("They want a tenth.", "10 %"),
        ("یک دهم قیمت", "10 %"),
        ("three quarters", "75 %"),
        ("ثلاثة أرباع", "75 %"),
        ("le quart des voix", "25 %"),
        ("one third", "33 %"),
        ("deux tiers", "66.7 %"),
        ("ثلثي الأصوات", "67 %"),
    ],
)
def test_a_share_in_words_is_found_where_the_other_text_has_it_in_figures(text: str, share: str) -> None:
    """Half is said every day, of everything: two halves are no repetition, half and 50 % are one."""
    words = words_of(text)

    facts = facts_of(text, words, [word.folded for word in words])

    assert share in {fact.key for fact in facts if fact.faint}
    assert all(fact.faint for fact in facts if not fact.weak)


@pytest.mark.parametrize(
    "text",
    [
        "half an hour ago",
        "half past two",
        "half the time",
        "la moitié du temps",
        "à moitié vide",
        "une demi-heure",
        "un quart d’heure",
        "the first half of it",
        "a third party",
        "un tiers neutre",
        "the third of March is far",
        "the last quarter of it",
        "نصف ساعة",
        "نیم ساعت",
        "الثلث الأول",
        "dozens of boats",
    ],
)
def test_what_is_no_share_of_anything_is_no_figure(text: str) -> None:
    assert keys(text, Kind.FIGURE) == []


@pytest.mark.parametrize(
    "text",
    [
        "+41 22 733 12 34",
        "+41 (0)22 733-12-34",
        "+41\u00a022.733.12.34",
        "0041227331234",
        "41227331234",
        "022 733 12 34",
        "phone 22 733 1234",
        "هاتف ٤١٢٢٧٣٣١٢٣٤",
        "CH93 0000 0000 0273 3123 4",
        "CH9300000000027331234",
        "compte 0000-2733-1234",
    ],
)
def test_an_account_or_a_telephone_is_the_same_in_groups_and_without(text: str) -> None:
    """By its last digits, whatever is dialled before them."""
    assert "no. 27331234" in keys(text, Kind.FIGURE)


def test_letters_within_an_account_are_of_it() -> None:
    assert keys("GB29 NWBK 6016 1331 9268 19 today", Kind.FIGURE) == ["no. 31926819"]
    assert keys("GB29NWBK60161331926819 today", Kind.FIGURE) == ["no. 31926819"]
    assert keys("FR14 2004 1010 0505 0001 3M02 606", Kind.FIGURE) == ["no. 13m02606"]


def test_an_amount_in_groups_is_no_telephone() -> None:
    assert keys("the number of 12 000 000 barrels", Kind.FIGURE) == ["12000000", "12000000 bbl"]
    assert "no. 12345678" not in keys("12 34 56 78 of them", Kind.FIGURE)


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


@pytest.mark.parametrize(
    "text", ["17/02", "before 17/02, as said", "on 17.02. they sign", "le 17.02.", "sign 17.02. at noon", "روز ۱۷/۰۲"]
)
def test_a_day_and_a_month_in_figures_are_a_date(text: str) -> None:
    assert keys(text, Kind.DATE) == ["g2-17"]


def test_a_day_that_may_be_a_month_is_either() -> None:
    assert keys("by 03/04", Kind.DATE) == ["g3-4", "g4-3"]


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "50/50",
        "1/2",
        "page 17/02",
        "résolution 17/02",
        "it is 17.02.",
        "17.02. They",
        "on 17.02 only",
        "17.02 %",
    ],
)
def test_other_figures_with_a_stroke_or_a_point_are_no_date(text: str) -> None:
    assert keys(text, Kind.DATE) == []


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
        ("3:15pm", "15:15"),
        ("3.15 pm", "15:15"),
        ("3.15 p.m.", "15:15"),
        ("at 15.40", "15:40"),
        ("à 15.40", "15:40"),
        ("15.40 heures", "15:40"),
        ("ساعت ۱۵٫۴۰", "15:40"),
        ("à 15 heures 40", "15:40"),
        ("à quinze heures quarante-cinq", "15:45"),
    ],
)
def test_a_time_of_day_is_one_however_it_is_written(text: str, key: str) -> None:
    assert keys(text, Kind.TIME) == [key]


@pytest.mark.parametrize(
    "text",
    ["3.40", "a 3.40 rise", "at 3.40 euros", "at 3.40 %", "at 3.40 a share", "sold at 3.40", "at 15.60", "at €3.40"],
)
def test_a_decimal_is_no_time_of_day(text: str) -> None:
    assert keys(text, Kind.TIME) == []


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
    st.text(alphabet=st.sampled_from("0123456789۰۱٠١.,:/-%$€ ahbnو مئةمذ‌'’\u202f\u0301 pmtwo+()_\nхｗ"), max_size=60)
    | st.text(max_size=80)
)
def test_any_text_has_facts_within_it(text: str) -> None:
    """Nothing that somebody writes stops the guard."""
    words = words_of(text)

    for fact in facts_of(text, words, [word.folded for word in words]):
        assert 0 <= fact.first <= fact.last < len(words)

"""Facts that a text names whatever the language and the way of writing: figures, dates, times of day.

10 %, ten percent, dix pour cent, ۱۰٪ and عشرة بالمئة are one figure; 6bn, six billion and 6 000 000 000 another. Dates
are read in words, in figures and by three calendars; a Jalali date is the same as the Gregorian one beside it. English,
French, Arabic and Persian.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Final, TypeVar

from entremise.domain.folding import Word, fold, folded_set

T = TypeVar("T")


class Kind(StrEnum):
    """What is repeated."""

    QUOTE = "quote"
    """Eight words or more in a row."""
    PHRASE = "phrase"
    """The same words in a row."""
    FIGURE = "figure"
    DATE = "date"
    TIME = "time"
    NAME = "name"
    """Of a person, a place or a body."""
    CODENAME = "codename"
    """What the case is called outside its rooms."""
    PARTY = "party"
    """The name of a party that is not to be known of, or not as the author of an idea."""
    WORDS = "words"
    """The same words near each other, in any order."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a text names, from one word to another of it."""

    kind: Kind
    key: str
    """The same for the same fact, however it is written."""
    first: int
    last: int
    weak: bool = False
    """Whether it tells nothing alone: two weeks, a Thursday. Beside the same words it tells something."""
    year: int | None = None
    """Of a date, where it is named."""


@dataclass(frozen=True, slots=True)
class _Number:
    values: tuple[float, ...]
    """One; two where 1.500 may be either."""
    first: int
    last: int
    written: bool
    """In digits."""
    unit: str = ""

    def day(self) -> int | None:
        value = self.values[0]
        return int(value) if value == int(value) and 1 <= value <= 31 else None


# Tables ----------------------------------------------------------------------------------------------------


def _table(rows: Mapping[T, str]) -> dict[str, T]:
    """The value by each of its folded words; words are apart by blanks, those of two words are joined by “_”."""
    return {
        "_".join(fold(part) for part in word.split("_")): value
        for value, words in rows.items()
        for word in words.split()
    }


_SMALL: Final = _table({
    0.0: "zero zéro صفر",
    1.0: "one un une یک واحد واحدة",
    2.0: "two deux دو اثنان اثنين اثنتان اثنتين",
    3.0: "three trois سه ثلاثة ثلاث",
    4.0: "four quatre چهار أربعة أربع",
    5.0: "five cinq پنج خمسة خمس",
    6.0: "six شش ستة ست",
    7.0: "seven sept هفت سبعة سبع",
    8.0: "eight huit هشت ثمانية ثماني ثمان",
    9.0: "nine neuf نه تسعة تسع",
    10.0: "ten dix ده عشرة عشر",
    11.0: "eleven onze یازده",
    12.0: "twelve douze دوازده",
    13.0: "thirteen treize سیزده",
    14.0: "fourteen quatorze چهارده",
    15.0: "fifteen quinze پانزده",
    16.0: "sixteen seize شانزده",
    17.0: "seventeen هفده",
    18.0: "eighteen هجده هیجده",
    19.0: "nineteen نوزده",
    20.0: "twenty vingt vingts بیست عشرون عشرين",
    30.0: "thirty trente سی ثلاثون ثلاثين",
    40.0: "forty quarante چهل أربعون أربعين",
    50.0: "fifty cinquante پنجاه خمسون خمسين",
    60.0: "sixty soixante شصت ستون ستين",
    70.0: "seventy septante هفتاد سبعون سبعين",
    80.0: "eighty هشتاد ثمانون ثمانين",
    90.0: "ninety nonante نود تسعون تسعين",
    200.0: "دویست مئتان مئتين مائتان مائتين",
    300.0: "سیصد ثلاثمئة ثلاثمائة",
    400.0: "چهارصد أربعمئة أربعمائة",
    500.0: "پانصد خمسمئة خمسمائة",
    600.0: "ششصد ستمئة ستمائة",
    700.0: "هفتصد سبعمئة سبعمائة",
    800.0: "هشتصد ثمانمئة ثمانمائة",
    900.0: "نهصد تسعمئة تسعمائة",
    2000.0: "ألفان ألفين",
})  # fmt: skip
_SCALES: Final = _table({
    100.0: "hundred hundreds cent cents صد مئة مائة مئات",
    1e3: "thousand thousands k mille هزار ألف آلاف ألفا",
    1e6: "million millions mn mio m میلیون مليون ملايين مليونا",
    1e9: "billion billions bn milliard milliards md mds میلیارد مليار مليارات بليون",
    1e12: "trillion trillions tn تریلیون تريليون",
})  # fmt: skip
_SHORT: Final = frozenset({"k", "m", "mn", "mio", "bn", "md", "mds", "tn"})
"""Scales that stand after digits only."""
_ORDINALS: Final = _table({
    1.0: "first premier première 1er یکم اول الأول الأولى أول الواحدة الحادي الحادية",
    2.0: "second deuxième دوم الثاني الثانية",
    3.0: "third troisième سوم الثالث الثالثة",
    4.0: "fourth quatrième چهارم الرابع الرابعة",
    5.0: "fifth cinquième پنجم الخامس الخامسة",
    6.0: "sixth sixième ششم السادس السادسة",
    7.0: "seventh septième هفتم السابع السابعة",
    8.0: "eighth huitième هشتم الثامن الثامنة",
    9.0: "ninth neuvième نهم التاسع التاسعة",
    10.0: "tenth dixième دهم العاشر العاشرة",
    11.0: "eleventh یازدهم",
    12.0: "twelfth دوازدهم",
    13.0: "thirteenth سیزدهم",
    14.0: "fourteenth چهاردهم",
    15.0: "fifteenth پانزدهم",
    16.0: "sixteenth شانزدهم",
    17.0: "seventeenth هفدهم",
    18.0: "eighteenth هجدهم",
    19.0: "nineteenth نوزدهم",
    20.0: "twentieth vingtième بیستم",
    30.0: "thirtieth trentième سیم سی‌ام",
})  # fmt: skip
_MONTHS: Final = _table({
    "g1": "january jan janvier ژانویه يناير كانون_الثاني جانفي",
    "g2": "february feb février fevr فوریه فبراير شباط",
    "g3": "march mar mars مارس آذار",
    "g4": "april apr avril avr آوریل أبريل نيسان",
    "g5": "may mai می مه مايو أيار",
    "g6": "june jun juin ژوئن يونيو حزيران",
    "g7": "july jul juillet juil ژوئیه جولای يوليو تموز",
    "g8": "august aug août اوت آگوست أغسطس آب",
    "g9": "september sep sept septembre سپتامبر سبتمبر أيلول",
    "g10": "october oct octobre اکتبر أكتوبر تشرين_الأول",
    "g11": "november nov novembre نوامبر نوفمبر تشرين_الثاني",
    "g12": "december dec décembre دسامبر ديسمبر كانون_الأول",
    "j1": "farvardin فروردین",
    "j2": "ordibehesht اردیبهشت",
    "j3": "khordad خرداد",
    "j4": "tir تیر",
    "j5": "mordad مرداد",
    "j6": "shahrivar شهریور",
    "j7": "mehr مهر",
    "j8": "aban آبان",
    "j9": "azar آذر",
    "j10": "dey دی",
    "j11": "bahman بهمن",
    "j12": "esfand اسفند",
    "h1": "muharram محرم",
    "h2": "safar صفر",
    "h3": "ربيع_الأول",
    "h4": "ربيع_الآخر ربيع_الثاني",
    "h5": "جمادى_الأولى",
    "h6": "جمادى_الآخرة",
    "h7": "rajab رجب",
    "h8": "shaban شعبان",
    "h9": "ramadan رمضان",
    "h10": "shawwal شوال",
    "h11": "ذو_القعدة ذي_القعدة",
    "h12": "ذو_الحجة ذي_الحجة",
})  # fmt: skip
_OTHERWISE: Final = folded_set("may mar march mars sept dec می مه اوت آب دی تیر مهر آذر tir mehr azar dey jan صفر jun")
"""Months that are other words as well: read as one only beside a day."""
_MONTH_FIRST: Final = folded_set(
    "january jan february feb march mar april apr may june jun july jul august aug september sep sept october oct "
    "november nov december dec"
)
_WEEKDAYS: Final = _table({
    "1": "monday mondays lundi lundis دوشنبه دو_شنبه الاثنين الإثنين",
    "2": "tuesday tuesdays mardi mardis سه‌شنبه سه_شنبه الثلاثاء",
    "3": "wednesday wednesdays mercredi mercredis چهارشنبه چهار_شنبه الأربعاء",
    "4": "thursday thursdays jeudi jeudis پنجشنبه پنج_شنبه الخميس",
    "5": "friday fridays vendredi vendredis جمعه الجمعة",
    "6": "saturday saturdays samedi samedis شنبه السبت",
    "7": "sunday sundays dimanche dimanches یکشنبه یک_شنبه الأحد",
})  # fmt: skip
_UNITS: Final = _table({
    "%": "% percent per_cent pour_cent pourcent درصد بالمئة بالمائة في_المئة في_المائة percentage",
    "usd": "$ dollar dollars usd دلار دولار دولارات دولارا",
    "eur": "€ euro euros eur یورو يورو",
    "gbp": "£ pounds sterling gbp پوند",
    "irr": "rial rials riyal riyals irr omr ریال ريال ريالات",
    "toman": "toman tomans تومان",
    "day": "day days jour jours روز يوم يوما أيام",
    "week": "week weeks semaine semaines هفته أسبوع أسابيع أسبوعا أسبوعين",
    "month": "month months mois ماه شهر أشهر شهرا شهور شهرين",
    "year": "year years an ans année années سال عام عاما سنة سنوات أعوام",
    "hour": "hour hours heure heures hrs ساعت ساعة ساعات",
    "minute": "minute minutes min دقیقه دقيقة دقائق",
    "kg": "kg kilo kilos kilogram kilograms kilogramme kilogrammes کیلوگرم کیلو كيلوغرام كيلوغراما كيلوغرامات",
    "t": "ton tons tonne tonnes تن طن أطنان طنا أطنانا",
    "km": "km kilometre kilometres kilometer kilometers kilomètre kilomètres کیلومتر كيلومتر كيلومترا كيلومترات",
    "bbl": "barrel barrels baril barils بشکه برميل برميلا",
    "mw": "mw megawatt megawatts mégawatt mégawatts مگاوات ميغاواط",
})  # fmt: skip
_MONEY: Final = frozenset({"usd", "eur", "gbp", "irr", "toman"})
_SPANS: Final = frozenset({"day", "week", "month", "year", "hour", "minute"})
_AND: Final = folded_set("and et و")
_BETWEEN: Final = folded_set("to and or à et ou تا الی إلى و یا أو")
_OF: Final = folded_set("of de d des the من th st nd rd e ème us american additional")
_OF_THE: Final = folded_set("of the their our your his her de des les d leurs nos vos من از")
_POINT: Final = folded_set("point virgule ممیز فاصلة")
_HALF: Final = folded_set("half demi demie نیم نصف ونصف")
_TEN: Final = folded_set("عشر عشرة")
_PM: Final = folded_set("pm midi soir بعدازظهر عصر مساء ظهرا afternoon evening")
_AT: Final = folded_set("at à vers dès avant après around by before after from until since ساعت الساعة")
_OCLOCK: Final = folded_set("ساعت الساعة")
_YEARS: Final = range(1900, 2101)
_JALALI_YEARS: Final = range(1370, 1451)
_LITERAL: Final = re.compile(r"(\d+(?:\.\d+)*)(\D*)")
_HOURS: Final = re.compile(r"(\d{1,2})h(\d{2})?")
_ARABIC_BEFORE: Final = ("وال", "بال", "لل", "ال", "و", "ب", "ل")
"""What Arabic writes together with the word that follows."""
_BEGINS: Final = {
    name.partition("_")[0]: True
    for table in (_SMALL, _SCALES, _ORDINALS, _MONTHS, _WEEKDAYS, dict.fromkeys((*_OCLOCK, "noon", "midday")))
    for name in table
    if name not in _SHORT
}
GENERIC: Final = folded_set(
    "side sides party parties room rooms time times thing things way ways question questions issue issues item "
    "items point points other others more of people round rounds step steps one ones part parts option options "
    "partie parties point points fois question questions autres salles tour tours étape étapes volet volets "
    "طرف نکته بار سؤال مورد دور گام تن نفر نقاط طرفان مرات أسئلة جولات خطوات قضايا"
)
"""Things that are counted all the time: three points tell nothing."""


def facts_of(text: str, words: Sequence[Word], stems: Sequence[str]) -> list[Fact]:
    """The figures, dates and times of day that `text` names, in order. `stems` has one for each word."""
    reading = _Reading(text, words, stems)
    facts: list[Fact] = []
    numbers: list[_Number] = []
    at = 0
    while at < len(words):
        if not _may_begin(words[at].folded):
            at += 1
            continue
        found = reading.time(at) or reading.date(at)
        if found:
            facts += found
            at = max(fact.last for fact in found) + 1
            continue
        number = reading.number(at)
        if number is not None:
            numbers.append(number)
            at = number.last + 1
            continue
        facts += reading.weekday(at)
        at += 1
    facts += reading.beginnings(numbers, facts)
    facts += reading.figures(numbers)
    return sorted(facts, key=lambda fact: (fact.first, fact.kind, fact.key))


def _may_begin(word: str) -> bool:
    """Whether a fact can begin with this word; most words are told apart by this alone."""
    return word[:1].isdigit() or _looked_up(_BEGINS, word) is not None


@dataclass(frozen=True)
class _Counted:
    """A number in words, as far as it is read."""

    total: float = 0.0
    """Its thousands, millions, milliards."""
    current: float = 0.0

    @property
    def value(self) -> float:
        return self.total + self.current

    def with_word(self, word: str, *, joined: bool, ordinals: bool) -> "_Counted | None":
        """With the next word of it; None if that one is of no number, or begins another."""
        value, scale = _looked_up(_SMALL, word), _looked_up(_SCALES, word)
        if ordinals and value is None and scale is None:
            value = _looked_up(_ORDINALS, word, whole=True)
        added = None if value is None else _joined(self.current, value, word=word, joined=joined)
        if added is not None:
            return replace(self, current=added)
        if scale is None or scale <= self.current:
            return None
        if scale == 100:
            return replace(self, current=(self.current or 1) * 100)
        return _Counted(total=self.total + (self.current or 1) * scale)


class _Reading:
    """One text, read for its facts."""

    def __init__(self, text: str, words: Sequence[Word], stems: Sequence[str]) -> None:
        self.text, self.stems, self.words = text, stems, words
        self.folded = [word.folded for word in words]
        self.read: dict[tuple[int, str], _Number | None] = {}
        """What was made of a word before: each is looked at as a time, a date and a number."""

    # Numbers ------------------------------------------------------------------------------------------------

    def number(self, at: int) -> _Number | None:
        """The number that begins at a word, with its unit."""
        found = self.literal(at) or self.worded(at)
        return self.with_unit(found) if found is not None else None

    def literal(self, at: int) -> _Number | None:
        """A number in digits."""
        if not self.folded[at][:1].isdigit():
            return None
        if (at, "literal") not in self.read:
            self.read[at, "literal"] = self.in_digits(at)
        return self.read[at, "literal"]

    def worded(self, at: int, *, ordinals: bool = False) -> _Number | None:
        """A number in words. One that ends in an ordinal is one only where `ordinals` are read."""
        key = (at, "ordinal" if ordinals else "worded")
        if key not in self.read:
            self.read[key] = self.in_words(at, ordinals=ordinals) if _may_begin(self.folded[at]) else None
        return self.read[key]

    def in_digits(self, at: int) -> _Number | None:
        """See `literal`."""
        match = _LITERAL.fullmatch(self.folded[at])
        if match is None:
            return None
        digits, after = match.groups()
        last = at
        if digits.isdigit() and len(digits) <= 3 and not after:
            while (
                last + 1 < len(self.words) and re.fullmatch(r"\d{3}", self.folded[last + 1]) and self.gap(last) == " "
            ):
                last += 1
                digits += self.folded[last]
        values = _values(digits)
        if after and after not in _SCALES and after not in _UNITS and after not in {"th", "st", "nd", "rd", "er", "e"}:
            return None
        number = _Number(values, at, last, written=True)
        if after in _UNITS and after not in _SCALES:
            return replace(number, unit=_UNITS[after])
        scale = _SCALES.get(after)
        if scale is None and last + 1 < len(self.words) and self.folded[last + 1] not in {"cent", "cents", "m"}:
            scale = _looked_up(_SCALES, self.folded[last + 1])
            last += scale is not None
        return replace(number, values=tuple(value * (scale or 1) for value in values), last=last)

    def in_words(self, at: int, *, ordinals: bool) -> _Number | None:
        """See `worded`."""
        counted, last, joined = _Counted(), -1, False
        for place in range(at, min(at + 12, len(self.words))):
            word = self.folded[place]
            if word in _AND and last >= 0:
                joined = True
                continue
            if self.percent_tail(place) or word in _SHORT or _UNITS.get(word) == "%":
                break
            joined = joined or (word.startswith("و") and word not in _SMALL)
            more = counted.with_word(word, joined=joined, ordinals=ordinals)
            if more is None:
                break
            counted, last, joined = more, place, False
        if last < 0:
            return None
        value, last = self.fraction(counted.value, last)
        return _Number((value,), at, last, written=False)

    def percent_tail(self, place: int) -> bool:
        return place > 0 and f"{self.folded[place - 1]}_{self.folded[place]}" in _UNITS

    def fraction(self, value: float, last: int) -> tuple[float, int]:
        """What follows a number in words: a half, or a point and digits."""
        after = self.folded[last + 1 : last + 4]
        if after[:1] and after[0] in _POINT and len(after) > 1 and (digit := _SMALL.get(after[1], 10.0)) < 10:
            return value + digit / 10, last + 2
        for skip in range(min(3, len(after))):
            if after[skip] in _HALF and all(word in _AND or word in {"a", "un", "une"} for word in after[:skip]):
                return value + 0.5, last + skip + 1
        return value, last

    def with_unit(self, number: _Number) -> _Number:
        if number.unit:
            return number
        before = self.folded[number.first - 1] if number.first else ""
        after = self.folded[number.last + 1 : number.last + 4]
        for skip in range(min(3, len(after))):
            if any(word not in _OF for word in after[:skip]):
                break
            pair = self.pair(number.last + 1 + skip)
            if pair in _UNITS:
                return replace(number, unit=_UNITS[pair], last=number.last + skip + 2)
            unit = _looked_up(_UNITS, after[skip])
            if unit is not None:
                return replace(number, unit=unit, last=number.last + skip + 1)
        if _UNITS.get(before) in _MONEY:
            return replace(number, unit=_UNITS[before], first=number.first - 1)
        return number

    def figures(self, numbers: Sequence[_Number]) -> Iterator[Fact]:
        """What the numbers tell. One without a unit has that of the next, if only “to” or “and” is between."""
        for place, number in enumerate(numbers):
            unit, after = number.unit, numbers[place + 1] if place + 1 < len(numbers) else None
            if not unit and after is not None and self.ranges(number.last, after.first):
                unit = after.unit
            for value in number.values:
                yield from self.figure(replace(number, unit=unit), value)

    def ranges(self, last: int, first: int) -> bool:
        """Whether what ends at one word and what begins at another are the two ends of a range."""
        if first == last + 1:
            return self.gap(last).strip() in {"-", "–", "/"}
        return first == last + 2 and self.folded[last + 1] in _BETWEEN

    def figure(self, number: _Number, value: float) -> Iterator[Fact]:
        amount, unit = format(value, ".12g"), number.unit
        year = number.written and not unit and value in _YEARS

        def fact(key: str, *, weak: bool = False) -> Fact:
            return Fact(Kind.FIGURE, key, number.first, number.last, weak=weak)

        if year:
            yield fact(f"year {amount}", weak=True)
            return
        if unit in _SPANS:
            long = value >= 4 or (value >= 2 and unit in {"month", "year"})
            yield fact(f"{amount} {unit}", weak=not long)
        elif unit:
            yield fact(f"{amount} {unit}")
        if value >= 100 and (unit not in _SPANS) and unit != "%":
            yield fact(amount)
        elif not unit:
            yield from self.counted(number, value)

    def counted(self, number: _Number, value: float) -> Iterator[Fact]:
        """So many of something: of what, is the next word."""
        amount, after = format(value, ".12g"), number.last + 1
        while after < len(self.words) and self.folded[after] in _OF_THE:
            after += 1
        if value >= 3 and after < len(self.words):
            thing = self.stems[after]
            if thing and self.folded[after] not in GENERIC and not self.folded[after][:1].isdigit():
                yield Fact(Kind.FIGURE, f"{amount} × {thing}", number.first, after)
        if value >= 3:
            yield Fact(Kind.FIGURE, amount, number.first, number.last, weak=True)

    def gap(self, at: int) -> str:
        """What stands between a word and the next."""
        between = self.text[self.words[at].end : self.words[at + 1].start] if at + 1 < len(self.words) else "\n"
        return " " if between in {"\u00a0", "\u202f", "'", "’"} else between

    def pair(self, at: int) -> str:
        """A word and the next, as the tables join them; empty if there is none."""
        two = self.folded[at : at + 2]
        return "_".join(two) if len(two) == 2 else ""

    # Dates --------------------------------------------------------------------------------------------------

    def date(self, at: int) -> list[Fact]:
        """The date that begins at a word, if one does."""
        return self.slashed(at) or self.day_first(at) or self.month_first(at) or self.month_alone(at)

    def slashed(self, at: int) -> list[Fact]:
        """2026-02-06, 6/2/2026, 6.2.2026, 1404/11/17."""
        parts, last = self.folded[at].split("."), at
        if (
            len(parts) == 1
            and at + 2 < len(self.words)
            and self.gap(at) in {"-", "/"}
            and self.gap(at + 1) == self.gap(at)
        ):
            parts, last = self.folded[at : at + 3], at + 2
        if len(parts) != 3 or not all(part.isdecimal() and len(part) in {1, 2, 4} for part in parts):
            return []
        one, two, three = (int(part) for part in parts)
        if len(parts[0]) == 4:
            calendar = "j" if one in _JALALI_YEARS else "g"
            return _dates(calendar, two, three, one, at, last)
        year = three if len(parts[2]) == 4 else 2000 + three
        both = [_dates("g", two, one, year, at, last), _dates("g", one, two, year, at, last)]
        return [fact for found in both for fact in found]

    def day_first(self, at: int) -> list[Fact]:
        number = self.literal(at) or self.worded(at, ordinals=True)
        day = number.day() if number is not None else None
        if number is None or day is None:
            return []
        place = number.last + 1
        while place < min(number.last + 3, len(self.words)) and self.folded[place] in _OF:
            place += 1
        month, last = self.month(place)
        if month is None:
            return []
        year, last = self.year(last)
        return _dates(month[0], int(month[1:]), day, year, at, last)

    def month_first(self, at: int) -> list[Fact]:
        if self.folded[at] not in _MONTH_FIRST or at + 1 >= len(self.words):
            return []
        place = at + 1 + (self.folded[at + 1] == "the" and at + 2 < len(self.words))
        number = self.literal(place) or self.worded(place, ordinals=True)
        day = number.day() if number is not None else None
        if number is None or day is None or self.with_unit(number).unit:
            return []
        year, last = self.year(number.last)
        return _dates("g", int(_MONTHS[self.folded[at]][1:]), day, year, at, last)

    def month_alone(self, at: int) -> list[Fact]:
        """A month, with its year: little alone."""
        month, last = self.month(at)
        if month is None:
            return []
        year, end = self.year(last)
        if year is None:
            plain = self.folded[at] not in _OTHERWISE
            return [Fact(Kind.DATE, month, at, last, weak=True)] if plain else []
        return [Fact(Kind.DATE, key, at, end, weak=True) for key in (month, f"{month} {year}")]

    def month(self, at: int) -> tuple[str | None, int]:
        """The month that a word names, or two words."""
        if at >= len(self.words):
            return None, at
        month, last = _MONTHS.get(self.pair(at)), at + 1
        if month is None:
            month, last = _MONTHS.get(self.folded[at]), at
        if month is not None and last + 1 < len(self.words) and self.folded[last + 1] == fold("ماه"):
            last += 1
        return month, last

    def year(self, last: int) -> tuple[int | None, int]:
        """The year that follows, and the last word of all."""
        after = [place for place in (last + 1, last + 2) if place < len(self.words)]
        for place in after:
            word = self.folded[place]
            if len(word) == 4 and word.isdecimal() and (int(word) in _YEARS or int(word) in _JALALI_YEARS):
                return int(word), place
            if word not in _OF and word not in {fold("سال"), fold("عام"), fold("سنة")}:
                break
        return None, last

    def beginnings(self, numbers: list[_Number], facts: Sequence[Fact]) -> list[Fact]:
        """6 and 7 February: the first of two days, whose month stands with the other. Taken out of `numbers`."""
        found = []
        for number in list(numbers):
            day = number.day()
            if day is None or number.unit:
                continue
            for fact in facts:
                if fact.kind is Kind.DATE and not fact.weak and self.ranges(number.last, fact.first):
                    month = fact.key.partition("-")[0]
                    found.append(Fact(Kind.DATE, f"{month}-{day}", number.first, number.last, year=fact.year))
                    if number in numbers:
                        numbers.remove(number)
        return found

    def weekday(self, at: int) -> Iterator[Fact]:
        pair = _WEEKDAYS.get(self.pair(at))
        day = pair or _WEEKDAYS.get(self.folded[at])
        if day is not None:
            yield Fact(Kind.DATE, f"weekday {day}", at, at + (pair is not None), weak=True)

    # Times of day -------------------------------------------------------------------------------------------

    def time(self, at: int) -> list[Fact]:
        """The time of day that begins at a word, if one does."""
        found = self.clock(at) or self.hours(at) or self.spoken(at)
        if found is None:
            return []
        hour, minute, last = found
        after = self.folded[last + 1 : last + 4]
        blank = sum(1 for _ in takewhile(lambda place: not self.gap(place).strip(), range(last, last + 3)))
        later = any(word in _PM for word in after[:blank]) or after[:2] == ["p", "m"]
        marked = after[:1] in (["am"], ["pm"])
        last += 1 if marked else 2 if after[:2] in (["a", "m"], ["p", "m"]) else 0
        if later and hour < 12:
            hour += 12
        if hour > 23 or minute > 59:
            return []
        return [Fact(Kind.TIME, f"{hour}:{minute:02d}", at, last)]

    def clock(self, at: int) -> tuple[int, int, int] | None:
        """10:30."""
        pair = self.folded[at : at + 2]
        if len(pair) == 2 and re.fullmatch(r"\d{1,2}", pair[0]) and re.fullmatch(r"\d{2}", pair[1]):
            return (int(pair[0]), int(pair[1]), at + 1) if self.gap(at) == ":" else None
        return None

    def hours(self, at: int) -> tuple[int, int, int] | None:
        """10h, 10h30, 10 h 30, 10 am."""
        match = _HOURS.fullmatch(self.folded[at])
        if match is not None:
            return int(match[1]), int(match[2] or 0), at
        if not re.fullmatch(r"\d{1,2}", self.folded[at]):
            match = re.fullmatch(r"(\d{1,2})(am|pm)", self.folded[at])
            return (int(match[1]) + 12 * (match[2] == "pm" and int(match[1]) < 12), 0, at) if match else None
        after = self.folded[at + 1 : at + 3]
        if after[:1] == ["h"]:
            minute = after[1] if len(after) > 1 and re.fullmatch(r"\d{2}", after[1]) else ""
            return int(self.folded[at]), int(minute or 0), at + 1 + bool(minute)
        if after[:1] in (["am"], ["pm"]) or after in (["a", "m"], ["p", "m"]):
            return int(self.folded[at]), 0, at
        return None

    def spoken(self, at: int) -> tuple[int, int, int] | None:
        """Ten o’clock, à dix heures, ساعت ده, الساعة العاشرة."""
        told = bool(at) and self.folded[at - 1] in _AT
        if self.folded[at] in {"noon", "midday"} and told:
            return 12, 0, at
        if self.folded[at] in _OCLOCK:
            return self.named_hour(at + 1)
        number = self.literal(at) or self.worded(at)
        if number is None or number.values[0] not in range(25):
            return None
        hour, after = int(number.values[0]), self.folded[number.last + 1 : number.last + 4]
        if after[:2] == ["o", "clock"]:
            return hour, 0, number.last + 2
        if told and after[:1] in (["heures"], ["heure"]):
            return hour, _minute_after(after[1:]), number.last + 1
        return None

    def named_hour(self, at: int) -> tuple[int, int, int] | None:
        """What follows the word for an hour by the clock."""
        number = (self.literal(at) or self.worded(at, ordinals=True)) if at < len(self.words) else None
        if number is None or number.values[0] > 24:
            return None
        return self.clock(at) or (int(number.values[0]), 0, number.last)


def _minute_after(words: Sequence[str]) -> int:
    """Of “et demie”, “quinze”; what is below ten is no minute."""
    if list(words[:2]) == ["et", "demie"]:
        return 30
    minute = _looked_up(_SMALL, words[0]) if words else None
    return int(minute) if minute is not None and minute >= 10 else 0


def _values(digits: str) -> tuple[float, ...]:
    """What digits with points between them can mean."""
    parts = digits.split(".")
    if len(parts) == 1:
        return (float(digits),)
    grouped = all(len(part) == 3 for part in parts[1:]) and 0 < len(parts[0]) <= 3 and parts[0] != "0"
    if len(parts) == 2:
        return (float("".join(parts)), float(digits)) if grouped else (float(digits),)
    if grouped:
        return (float("".join(parts)),)
    if all(len(part) == 3 for part in parts[1:-1]):
        return (float("".join(parts[:-1]) + "." + parts[-1]),)
    return (float("".join(parts)),)


def _joined(current: float, value: float, *, word: str, joined: bool) -> float | None:
    """A number in words with the next word of it; None if that one begins another number."""
    rest = current % 100
    if not current:
        return value
    if word.startswith("vingt") and rest == 4:
        return current + 76
    if word in _TEN and 1 <= rest <= 9 and not joined:
        return current + 10
    fits = (
        (value < 10 and current % 10 == 0 and rest != 10)
        or (10 <= value < 20 and rest in {0, 60, 80})
        or (20 <= value < 100 and (rest == 0 or (joined and rest < 10)))
        or (value >= 100 and current % 1000 == 0)
    )
    return current + value if fits else None


def _looked_up(table: Mapping[str, T], word: str, *, whole: bool = False) -> T | None:
    """The word in the table, or without what Arabic writes together with it."""
    found = table.get(word)
    if found is not None or not "ء" <= word[:1] <= "ی":
        return found
    befores: Iterable[str] = ("و",) if whole else _ARABIC_BEFORE
    for before in befores:
        if word.startswith(before) and (found := table.get(word[len(before) :])) is not None:
            return found
    return None


def _dates(calendar: str, month: int, day: int, year: int | None, first: int, last: int) -> list[Fact]:  # noqa: PLR0917 – a date and where it stands
    """One date, by its own calendar and, where its year is named, by the other."""
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return []
    facts = [Fact(Kind.DATE, f"{calendar}{month}-{day}", first, last, year=year)]
    if year is not None and calendar in "gj":
        other = _other(calendar, year, month, day)
        if other is not None:
            facts.append(Fact(Kind.DATE, other[0], first, last, year=other[1]))
    return facts


def _other(calendar: str, year: int, month: int, day: int) -> tuple[str, int] | None:
    """A Gregorian date by the Jalali calendar, or the other way round; None if there is none."""
    try:
        if calendar == "j":
            found = _new_year(year) + timedelta(days=_before(month) + day - 1)
            return f"g{found.month}-{found.day}", found.year
        given = date(year, month, day)
    except ValueError:
        return None
    jalali = year - 621 if given >= _new_year(year - 621) else year - 622
    days = (given - _new_year(jalali)).days
    number = days // 31 if days < 186 else 6 + (days - 186) // 30
    return f"j{number + 1}-{days - _before(number + 1) + 1}", jalali


def _before(month: int) -> int:
    """Days of a Jalali year before a month."""
    return 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)


def _new_year(year: int) -> date:
    """The first day of a Jalali year between 1343 and 1472, where leap years come in rows of 33 years."""
    since = year - 1343
    leaps = sum(1 for one in range(1343, year) if one % 33 in {1, 5, 9, 13, 17, 22, 26, 30})
    return date(1964, 3, 21) + timedelta(days=365 * since + leaps)

"""Facts that a text names whatever the language and the way of writing: figures, dates, times of day.

10 %, ten percent, one tenth, dix pour cent, ۱۰٪ and عشرة بالمئة are one figure; 6bn, six billion and 6 000 000 000
another. Dates are read in words, in figures and by three calendars; a Jalali date is the same as the Gregorian one
beside it. An account or a telephone is the same in groups and without. English, French, Arabic and Persian.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Final, TypeVar

from entremise.domain.folding import Word, fold, folded_set
from entremise.domain.plain_words import STOP

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
    faint: bool = False
    """Whether it is found only where the other text has it plainly: half is 50 %, and no other half."""
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
    faint: bool = False
    """A share in words."""

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
    2e6: "مليونان مليونين",
    2e9: "ملياران مليارين",
})  # fmt: skip
_SCALES: Final = _table({
    10.0: "dizaine dizaines",
    12.0: "dozen dozens douzaine douzaines دوجین دزينة دزينات",
    20.0: "vingtaine",
    30.0: "trentaine",
    50.0: "cinquantaine",
    60.0: "soixantaine",
    100.0: "hundred hundreds cent cents centaine centaines صد مئة مائة مئات",
    1e3: "thousand thousands k mille هزار ألف آلاف ألفا",
    1e6: "million millions mn mio m میلیون مليون ملايين مليونا",
    1e9: "billion billions bn milliard milliards md mds میلیارد مليار مليارات بليون",
    1e12: "trillion trillions tn تریلیون تريليون",
})  # fmt: skip
_AFTER_DIGITS: Final = frozenset({"k", "m", "md", "mds"})
"""Scales that stand after digits only."""
_NO_BEGINNING: Final = _AFTER_DIGITS | {"mn", "mio", "bn", "tn", "dozens", "douzaines", "dizaines", "centaines"}
"""Those that begin no number: dozens are no twelve."""
_LENGTHS: Final = folded_set(
    "wide long deep high tall thick away apart width length depth height distance large longue haut haute profond "
    "profonde épaisseur hauteur largeur longueur profondeur"
)
"""What stands beside an m of metres."""
_PARTS: Final = _table({
    1 / 2: "half moitié demi demie نصف نیم نیمی",
    1 / 3: "third thirds tiers ثلث",
    2 / 3: "ثلثا ثلثي ثلثين",
    1 / 4: "quarter quarters quart quarts ربع أرباع",
    1 / 5: "fifth fifths cinquième cinquièmes أخماس",
    1 / 8: "eighth eighths huitième huitièmes",
    1 / 10: "tenth tenths dixième dixièmes أعشار",
    1 / 20: "twentieth twentieths vingtième vingtièmes",
    1 / 100: "hundredth hundredths centième centièmes",
})  # fmt: skip
_COUNTED_PARTS: Final = _PARTS | _table({1 / 3: "سوم", 1 / 4: "چهارم", 1 / 5: "پنجم", 1 / 10: "دهم", 1 / 100: "صدم"})
"""Those after a number: two thirds."""
_SHARES: Final = _table({True: "half moitié نصف نیمی ثلث ثلثا ثلثي ثلثين ربع"})
"""Parts that are not one of several as well, as a third is."""
_OF_PARTS: Final = folded_set("of the their our your its his her de du des d leurs nos vos من از")
"""What follows a part of something."""
_OF_WHOLE: Final = folded_set("of the a an one de du des d un une من في از یک")
"""What stands between a part and what it is a part of."""
_ARTICLES: Final = folded_set("a an un une le")
_NO_PART_BEFORE: Final = folded_set("first second last latter better previous next premier première deuxième seconde")
"""The first half: not this."""
_NO_PART_AFTER: Final = folded_set(
    "past way time times temps party parties term route chemin finale nuit metre meter mètre mile moon lune loaf "
    "you us me nous vous entre حل الوقت وقت راه شب الليل النهار الطريق القمر"
)
"""Half the time, a third party: nor these."""
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
    "bp": "bp bps basis_point basis_points points_de_base point_de_base نقطة_أساس نقاط_أساس واحد_پایه",
    "‰": "‰ per_mille pour_mille در_هزار في_الألف بالألف",
})  # fmt: skip
_IN_PERCENT: Final = {"bp": 100, "‰": 10}
"""How many of a unit are one of a hundred."""
_MONEY: Final = frozenset({"usd", "eur", "gbp", "irr", "toman"})
_SPANS: Final = frozenset({"day", "week", "month", "year", "hour", "minute"})
_AND: Final = folded_set("and et و")
_BETWEEN: Final = folded_set("to and or à et ou تا الی إلى و یا أو")
_OF: Final = folded_set("of de d des the من th st nd rd e ème us american additional")
_OF_THE: Final = folded_set("of the their our your his her de des les d leurs nos vos من از")
_POINT: Final = folded_set("point virgule ممیز فاصلة")
_HALF: Final = folded_set("half demi demie نیم نصف ونصف ونیم")
_TEN: Final = folded_set("عشر عشرة")
_AFTER_DIX: Final = folded_set("sept huit neuf")
_PM: Final = folded_set("pm midi soir بعدازظهر عصر مساء ظهرا afternoon evening")
_AT: Final = folded_set("at à vers dès avant après around by before after from until since ساعت الساعة")
_OCLOCK: Final = folded_set("ساعت الساعة")
_PRICED: Final = folded_set(
    "price prices priced sold sell sells selling share shares traded trading closed opened stands stood valued offered "
    "quoted prix vendu vendue taux rate"
)
"""What is at 3.40 is no hour after these."""
_EACH: Final = folded_set("a an per each par la le l")
"""Nor is it before these: at 3.40 a share."""
_ON_DAYS: Final = folded_set("on by before until till since le du au dès avant après jusqu depuis في يوم قبل روز تا")
_NUMBERED: Final = folded_set(
    "no n nr number numéro page pages article articles resolution résolution version v section paragraph paragraphe "
    "chapter chapitre annex annexe item point file dossier case law act loi décret room salle ratio "
    "رقم قرار شماره"
)
"""What has numbers with a stroke that are no days."""
_CALLED: Final = folded_set(
    "phone telephone téléphone tel tél mobile cell portable call appelez appeler number numéro no account compte iban "
    "whatsapp هاتف الهاتف جوال رقم حساب الحساب تلفن موبایل همراه شماره شبا"
)
_IBAN: Final = re.compile(r"[a-z]{2}\d{2}(?:[\da-z]{11,30})?")
_IBAN_GROUP: Final = re.compile(r"(?=.*\d)[\da-z]{1,4}")
_GROUP: Final = re.compile(r"\d[\d.]*")
_BETWEEN_GROUPS: Final = re.compile(r" ?| ?[-–‐] ?|[./]| ?\(|\)[ -]?")
_LAST_DIGITS: Final = 8
"""By which an account or a telephone is known, whatever is dialled before them."""
_MOST_DIGITS: Final = 30
"""Of an account (ISO 13616), but for its country."""
_MOST_GROUPS: Final = 12
_YEARS: Final = range(1900, 2101)
_JALALI_YEARS: Final = range(1370, 1451)
_LITERAL: Final = re.compile(r"(\d+(?:\.\d+)*)(\D*)")
_HOURS: Final = re.compile(r"(\d{1,2})h(\d{2})?")
_ARABIC_BEFORE: Final = ("وال", "بال", "لل", "ال", "و", "ب", "ل")
"""What Arabic writes together with the word that follows."""
_BEGINS: Final = {
    name.partition("_")[0]: True
    for table in (_SMALL, _SCALES, _ORDINALS, _PARTS, _MONTHS, _WEEKDAYS, dict.fromkeys((*_OCLOCK, "noon", "midday")))
    for name in table
    if name not in _NO_BEGINNING
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
        account = reading.account(at)
        if account is not None:
            facts.append(account)
            at = account.last + 1
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
    return word[:1].isdigit() or word[2:3].isdigit() or _looked_up(_BEGINS, word) is not None


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
        found = self.part(at) or self.literal(at) or self.worded(at)
        return self.with_unit(found) if found is not None else None

    def part(self, at: int) -> _Number | None:
        """Half, two thirds, un quart: so much of a per cent or a million; of anything else, in per cent."""
        count = _looked_up(_SMALL, self.folded[at])
        place = at if count is None else at + 1
        part = _looked_up(_PARTS if count is None else _COUNTED_PARTS, self.word(place))
        value = (part or 0) * (1 if count is None else count)
        if not 0 < value < 1 or (at and self.folded[at - 1] in _NO_PART_BEFORE):
            return None
        whole = place + 1
        while self.word(whole) in _OF_WHOLE:
            whole += 1
        unit, scale = self.named(_UNITS, whole), self.scale(whole - 1)
        if unit is not None:
            small = unit[0] == "%" or unit[0] in _IN_PERCENT
            return _Number((value,), at, unit[1], written=False, unit=unit[0]) if small else None
        if scale is not None:
            return _Number((value * scale,), at, whole, written=False)
        if self.word(whole) in _NO_PART_AFTER or not self.is_share(at, place):
            return None
        return _Number(_rounded(100 * value), at, place, written=False, unit="%", faint=True)

    def is_share(self, at: int, place: int) -> bool:
        """Whether a part, with its number before it if it has one, is of something: a third of it, not a third one."""
        part, after = self.folded[place], self.word(place + 1)
        if at < place and self.folded[at] not in _ARTICLES:
            return True
        article = at < place or (at > 0 and self.folded[at - 1] in _ARTICLES)
        ends = after in _OF_PARTS or bool(self.gap(place).strip(" -"))
        if _looked_up(_SHARES, part) is None:
            return article and ends
        definite = after.startswith("ال") and not part.startswith("ال")
        return ends or definite or after in STOP or part == fold("نصف")

    def account(self, at: int) -> Fact | None:
        """The account or telephone that begins at a word, if it is told to be one; in groups or without."""
        first = self.folded[at]
        iban = _IBAN.fullmatch(first) is not None
        dialled = self.text.endswith("+", 0, self.words[at].start) or re.match(r"0\d", first) is not None
        named = not {*self.folded[max(0, at - 3) : at]}.isdisjoint(_CALLED)
        group = _IBAN_GROUP if iban else _GROUP
        if not (iban or ((dialled or named) and group.fullmatch(first))):
            return None
        last = at
        while last + 1 < min(at + _MOST_GROUPS, len(self.words)) and _BETWEEN_GROUPS.fullmatch(self.gap(last)):
            bank = iban and last == at and len(self.folded[last + 1]) == 4
            if not bank and not group.fullmatch(self.folded[last + 1]):
                break
            last += 1
            if iban and len(self.folded[last]) < 4:
                break
        return self.known_by(at, last) if iban or dialled or not self.thousands(at, last) else None

    def thousands(self, first: int, last: int) -> bool:
        """Whether groups of digits may be one amount."""
        return all(len(group) == 3 for group in self.folded[first + 1 : last + 1])

    def known_by(self, first: int, last: int) -> Fact | None:
        """The account or telephone that some groups are, if they have as many digits as one."""
        written = "".join(self.folded[first : last + 1]).replace(".", "")
        digits = sum(map(str.isdigit, written))
        if digits < _LAST_DIGITS or (written.isdigit() and digits > _MOST_DIGITS):
            return None
        return Fact(Kind.FIGURE, f"no. {written[-_LAST_DIGITS:]}", first, last)

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
        digits, last = self.grouped(at, digits) if not after else (digits, at)
        values = _values(digits)
        if after and after not in _SCALES and after not in _UNITS and after not in {"th", "st", "nd", "rd", "er", "e"}:
            return None
        number = _Number(values, at, last, written=True)
        if after in _UNITS and after not in _SCALES:
            return replace(number, unit=_UNITS[after])
        scale = None if after == "m" and self.is_length(at, at) else _SCALES.get(after)
        if not after and (scale := self.scale(last)) is not None:
            last += 1
        values = tuple(value * (scale or 1) for value in values)
        if len(values) == 1 and not after and values[0].is_integer():
            value, last = self.fraction(values[0], last)
            values = (value,)
        return replace(number, values=values, last=last)

    def grouped(self, at: int, digits: str) -> tuple[str, int]:
        """The digits, with the groups of three that follow a space; and where they end."""
        last = at
        if digits.isdigit() and len(digits) <= 3:
            while self.gap(last) == " " and re.fullmatch(r"\d{3}", self.word(last + 1)):
                last += 1
                digits += self.folded[last]
        return digits, last

    def scale(self, last: int) -> float | None:
        """By what a number that ends at a word is to be multiplied: the next one is million."""
        after = self.word(last + 1)
        if after != "m":
            return None if after in {"cent", "cents"} else _looked_up(_SCALES, after)
        if not self.words[last].folded[:1].isdigit():
            return None
        glued = not self.gap(last) and not self.is_length(last, last + 1)
        return _SCALES[after] if glued or self.is_money(last, last + 1) else None

    def is_length(self, first: int, last: int) -> bool:
        """Whether so many m are metres."""
        return not _LENGTHS.isdisjoint((*self.folded[max(0, first - 3) : first], *self.folded[last + 1 : last + 3]))

    def is_money(self, first: int, last: int) -> bool:
        """Whether a currency stands before one word, or after another."""
        after = last + 1
        while self.word(after) in _OF:
            after += 1
        unit = self.named(_UNITS, after)
        return (first > 0 and _UNITS.get(self.folded[first - 1]) in _MONEY) or (unit is not None and unit[0] in _MONEY)

    def in_words(self, at: int, *, ordinals: bool) -> _Number | None:
        """See `worded`."""
        counted, last, joined = _Counted(), -1, False
        for place in range(at, min(at + 12, len(self.words))):
            word = self.folded[place]
            if word in _AND and last >= 0:
                joined = True
                continue
            if self.percent_tail(place) or word in _AFTER_DIGITS or _UNITS.get(word) == "%":
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
        """What follows a number: a half, or a point and digits; and then a million, if it does."""
        more, end = self.point(value, last) or self.and_half(value, last) or (value, last)
        scale = self.scale(end) if end > last else None
        if scale is None:
            return more, end
        # Arabic says the million again: two million and half the million.
        return more * (scale if more < scale else 1), end + 1

    def point(self, value: float, last: int) -> tuple[float, int] | None:
        """A number with the digit after its point, in words."""
        digit = _SMALL.get(self.word(last + 2), 10.0) if self.word(last + 1) in _POINT else 10.0
        return (value + digit / 10, last + 2) if digit < 10 else None

    def and_half(self, value: float, last: int) -> tuple[float, int] | None:
        """Two and a half; of two million and a half, half a million more."""
        after = self.folded[last + 1 : last + 4]
        for skip, word in enumerate(after):
            if word in _HALF and (skip > 0 or word.startswith("و")):
                large = _looked_up(_SCALES, self.folded[last]) or (_looked_up(_SMALL, self.folded[last]) or 0) / 2
                if large < 1000 and self.word(last + skip + 2) in _OF_PARTS:
                    return None
                return value + (large if large >= 1000 else 1) / 2, last + skip + 1
            if word not in _AND and word not in {"a", "un", "une"}:
                break
        return None

    def with_unit(self, number: _Number) -> _Number:
        if number.unit:
            return number
        for place in range(number.last + 1, number.last + 4):
            unit = self.named(_UNITS, place)
            if unit is not None:
                return replace(number, unit=unit[0], last=unit[1])
            if self.word(place) not in _OF:
                break
        before = self.folded[number.first - 1] if number.first else ""
        if _UNITS.get(before) in _MONEY:
            return replace(number, unit=_UNITS[before], first=number.first - 1)
        return number

    def figures(self, numbers: Sequence[_Number]) -> Iterator[Fact]:
        """What the numbers tell. One without a unit has that of the next, if only “to” or “and” is between."""
        for place, number in enumerate(numbers):
            unit, after = number.unit, numbers[place + 1] if place + 1 < len(numbers) else None
            if not unit and after is not None and not after.faint and self.ranges(number.last, after.first):
                unit = after.unit
            for value in number.values:
                yield from self.figure(replace(number, unit=unit), value)

    def ranges(self, last: int, first: int) -> bool:
        """Whether what ends at one word and what begins at another are the two ends of a range."""
        if first == last + 1:
            return self.gap(last).strip() in {"-", "–", "/"}
        return first == last + 2 and self.folded[last + 1] in _BETWEEN

    def figure(self, number: _Number, value: float) -> Iterator[Fact]:
        unit = number.unit
        if unit in _IN_PERCENT:
            value, unit = value / _IN_PERCENT[unit], "%"
        amount = format(value, ".12g")
        year = number.written and not unit and value in _YEARS

        def fact(key: str, *, weak: bool = False) -> Fact:
            return Fact(Kind.FIGURE, key, number.first, number.last, weak=weak, faint=number.faint)

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
            alone = number.written and not unit and number.first == number.last
            account = self.known_by(number.first, number.last) if alone else None
            if account is not None and not account.key.endswith("000"):
                yield account
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
        between = between if between.isascii() else unicodedata.normalize("NFKC", between)
        return " " if between in {"'", "’"} else between

    def word(self, at: int) -> str:
        """The word at a place; empty if there is none."""
        return self.folded[at] if 0 <= at < len(self.folded) else ""

    def named(self, table: Mapping[str, T], at: int) -> tuple[T, int] | None:
        """What a table has for the words from one on, three at most, and the last of them; the longest there is."""
        for count in (3, 2):
            found = table.get("_".join(self.folded[at : at + count]))
            if found is not None and at + count <= len(self.folded):
                return found, at + count - 1
        one = _looked_up(table, self.word(at))
        return None if one is None else (one, at)

    def pair(self, at: int) -> str:
        """A word and the next, as the tables join them; empty if there is none."""
        two = self.folded[at : at + 2]
        return "_".join(two) if len(two) == 2 else ""

    # Dates --------------------------------------------------------------------------------------------------

    def date(self, at: int) -> list[Fact]:
        """The date that begins at a word, if one does."""
        in_figures = self.slashed(at) or self.day_and_month(at)
        return in_figures or self.day_first(at) or self.month_first(at) or self.month_alone(at)

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

    def day_and_month(self, at: int) -> list[Fact]:
        """17/02; 17.02. with its last point, after “on” or within a sentence: else it is a decimal."""
        parts, last = [self.folded[at]], at
        if self.gap(at) == "/" and self.word(at - 1) not in _NUMBERED and (not at or "/" not in self.gap(at - 1)):
            parts, last = self.folded[at : at + 2], at + 1
        elif self.text.startswith(".", self.words[at].end):
            within = self.gap(at) == ". " and self.text[self.words[at + 1].start].islower()
            parts = self.folded[at].split(".") if within or self.word(at - 1) in _ON_DAYS else parts
        if len(parts) != 2 or not all(part.isdecimal() and len(part) == 2 for part in parts) or self.gap(last) == "/":
            return []
        one, two = map(int, parts)
        return [*_dates("g", two, one, None, at, last), *(_dates("g", one, two, None, at, last) if one != two else ())]

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
        """10:30, 3:40pm; “at 15.40”, 3.40 pm."""
        match = re.fullmatch(r"(\d{1,2})\.(\d{2})", self.folded[at])
        if match is not None:
            return (int(match[1]), int(match[2]), at) if self.is_hour(at) else None
        match = re.fullmatch(r"(\d{2})(am|pm)?", self.word(at + 1)) if self.gap(at) == ":" else None
        if match is None or not re.fullmatch(r"\d{1,2}", self.folded[at]):
            return None
        hour = int(self.folded[at])
        return hour + 12 * (match[2] == "pm" and hour < 12), int(match[1]), at + 1

    def is_hour(self, at: int) -> bool:
        """Whether a decimal is told to be a time of day."""
        after, before = self.folded[at + 1 : at + 3], self.word(at - 1)
        if after[:1] in (["am"], ["pm"], ["heures"]) or after in (["a", "m"], ["p", "m"]):
            return True
        # “A” without its accent is an English word.
        told = before in {"at", *_OCLOCK} or (before == "a" and self.text[self.words[at - 1].end - 1] not in "aA")
        unit = self.named(_UNITS, at + 1)
        priced = self.word(at + 1) in _EACH or not _PRICED.isdisjoint(self.folded[max(0, at - 4) : at])
        return told and not priced and (unit is None or unit[0] == "hour")

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
            minute, last = self.minute(number.last + 2)
            return hour, minute, last
        return None

    def minute(self, at: int) -> tuple[int, int]:
        """What follows “heures”, and the last word: “et demie”, “quinze”, 40; what is below ten is no minute."""
        if self.folded[at : at + 2] == ["et", "demie"]:
            return 30, at + 1
        number = self.literal(at) or self.worded(at) if at < len(self.words) and self.gap(at - 1) == " " else None
        if number is None or not 10 <= number.values[0] < 60 or not number.values[0].is_integer():
            return 0, at - 1
        return int(number.values[0]), number.last

    def named_hour(self, at: int) -> tuple[int, int, int] | None:
        """What follows the word for an hour by the clock."""
        number = (self.literal(at) or self.worded(at, ordinals=True)) if at < len(self.words) else None
        if number is None or number.values[0] > 24:
            return None
        return self.clock(at) or (int(number.values[0]), 0, number.last)


def _rounded(value: float) -> tuple[float, ...]:
    """A share in per cent, as exactly as it may be written: a third is 33, 33.3 and 33.33 %."""
    value = round(value, 9)
    if (2 * value).is_integer():
        return (value,)
    return tuple(sorted({float(int(value)), *(round(value, digits) for digits in range(3))}))


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
        (value < 10 and current % 10 == 0 and (rest != 10 or word in _AFTER_DIX))
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

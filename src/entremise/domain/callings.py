"""Names of persons, places and bodies, as they are compared: over languages and scripts, not over meanings.

What is known beforehand stands in a table, such as Muscat, Mascate and مسقط. Another name is what begins with a
capital letter; in Arabic script, which has none, what follows a title, or what has the consonants of a name that the
other text has in Latin letters.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from entremise.domain.folding import Word, fold, folded_set

_PLACES: Final = """
muscat mascate مسقط
geneva genève جنيف ژنو
vienna vienne wien فيينا وین
paris باريس پاریس
london londres لندن
brussels bruxelles بروكسل بروکسل
washington واشنطن واشنگتن
tehran téhéran teheran طهران تهران
doha الدوحة دوحه دوحة
riyadh riyad الرياض ریاض
abu_dhabi abou_dabi أبوظبي أبو_ظبي ابوظبی
dubai dubaï دبي دبی
baghdad bagdad بغداد
cairo caire القاهرة قاهره
beirut beyrouth بيروت بیروت
amman عمّان
kuwait koweït الكويت کویت
manama المنامة منامه
ankara أنقرة آنکارا
istanbul إسطنبول استانبول
moscow moscou موسكو مسکو
beijing pékin بكين پکن
islamabad إسلام_آباد اسلام‌آباد
rome روما رم
berlin برلين برلین
oslo أوسلو اسلو
stockholm ستوكهولم استکهلم
zurich zürich زيورخ زوریخ
lausanne لوزان
new_york نيويورك نیویورک
jerusalem القدس قدس
sanaa صنعاء صنعا
aden عدن
hormuz ormuz هرمز
natanz نطنز
fordow fordo فردو فوردو
isfahan esfahan ispahan أصفهان اصفهان
bushehr bouchehr بوشهر
arak آراك اراک
qom قم
salalah صلالة صلاله
oman عمان عُمان
qatar قطر
iran إيران ایران
iraq irak العراق عراق
egypt égypte egypte مصر
jordan jordanie الأردن اردن
turkey türkiye turquie تركيا ترکیه
pakistan باكستان پاکستان
russia russie روسيا روسیه
china chine الصين چین
france فرنسا فرانسه
germany allemagne ألمانيا آلمان
switzerland suisse سويسرا سوئیس
norway norvège النرويج نروژ
yemen yémen اليمن یمن
syria syrie سوريا سوریه
lebanon liban لبنان
israel israël إسرائيل اسرائیل
saudi saoudite السعودية سعودی عربستان
emirates émirats الإمارات امارات
iaea aiea
un onu الأمم_المتحدة سازمان_ملل
unsc
eu ue
swift سويفت سوئیفت
opec opep أوبك اوپک
jcpoa pagc برجام
"""
"""One place or body a line, in as many languages; two words joined by “_”."""

KNOWN: Final[Mapping[str, str]] = {
    "_".join(fold(part) for part in name.split("_")): line.split()[0]
    for line in _PLACES.strip().splitlines()
    for name in line.split()
}
LEAST_CONSONANTS: Final = 4
"""Of a name that is found in another script, where nothing but its consonants says that it is one."""
LEAST_OF_NAMES: Final = 3
"""Of a name that is found by them where both are known to be names."""
LEAST_OF_TWO: Final = 5
"""Of two names in a row."""

_LATIN: Final = (
    ("tch", "c"), ("sch", "c"), ("dj", "j"), ("kh", "x"), ("gh", "q"), ("ch", "c"), ("sh", "c"), ("zh", "j"),
    ("th", "t"), ("ph", "f"), ("ck", "k"), ("ou", ""), ("qu", "k"),
)  # fmt: skip
_ARABIC: Final = str.maketrans({
    **dict.fromkeys("اآأإءئؤعة", ""),
    **dict.fromkeys("سصثزذضظ", "s"), **dict.fromkeys("تط", "t"), **dict.fromkeys("حه", "h"),
    **dict.fromkeys("قغگ", "q"), **dict.fromkeys("شچ", "c"), **dict.fromkeys("جژ", "j"), **dict.fromkeys("کك", "k"),
    "ب": "b", "پ": "p", "ف": "f", "د": "d", "ر": "r", "ل": "l", "م": "m", "ن": "n", "خ": "x", "و": "w",
    "ی": "y", "ي": "y",
})  # fmt: skip
_ONE_SOUND: Final = str.maketrans("gzvx", "qswx")
_TWICE: Final = re.compile(r"(.)\1+")
_TITLES: Final = folded_set(
    "mr mrs ms dr sir madam ambassador minister president foreign deputy secretary general prince sheikh excellency "
    "room desk january february march april may june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday english french arabic persian farsi gregorian "
    "m mme monsieur madame ambassadeur ministre président premier lundi mardi mercredi jeudi vendredi samedi "
    "dimanche "
    "et al el bin ibn ok usd eur gbp irr pm am "
    "american iranian european omani western américain américaine iranien iranienne européen omanais"
)


BEFORE_NAMES: Final = folded_set(
    "آقای خانم دکتر مهندس سروان سرهنگ سرتیپ ژنرال سردار سید حاج شیخ سفیر جناب سرکار وکیل کاپیتان "
    "السيد السيدة الدكتور الدكتورة دكتور الشيخ الكابتن العقيد العميد اللواء النقيب الجنرال السفير الأستاذ أبو "
    "أبي المحامي"
)
"""Titles in Arabic script, which are followed by a name."""


def is_arabic(word: str) -> bool:
    """Whether a folded word is written in Arabic letters."""
    return "ء" <= word[:1] <= "ۓ"


def skeleton(word: str) -> str:
    """The consonants of a folded name, one for each way of writing a sound, with its first vowel and a last i.

    >>> skeleton("araghchi") == skeleton(fold("عراقچی"))
    True
    """
    if is_arabic(word):
        bones = word.translate(_ARABIC)
        begins = word[:1] in "اآأإعئ"
    else:
        bones = word
        for letters, sound in _LATIN:
            bones = bones.replace(letters, sound)
        bones = re.sub(r"c(?=[ei])", "s", bones) if "ch" not in word and "sh" not in word else bones
        bones = re.sub(r"i$", "y", bones).translate(_ONE_SOUND)
        bones = re.sub(r"[aeiou]", "", bones).replace("'", "")
        begins = word[:1] in "aeiou"
    first, middle, last = bones[:1], bones[1:-1], bones[-1:] if len(bones) > 1 else ""
    middle = re.sub(r"[wy]", "", middle)
    last = "" if last in {"h", "w"} else last
    return ("A" if begins else "") + _TWICE.sub(r"\1", first + middle + last)


def cores(word: str) -> tuple[str, ...]:
    """A word in Arabic letters, and without what Arabic writes together with it."""
    without = [word[len(before) :] for before in ("وال", "بال", "لل", "ال", "و", "ب", "ل") if word.startswith(before)]
    return (word, *(one for one in without if len(one) > 2))


def known_at(words: Sequence[Word], at: int) -> tuple[str, int] | None:
    """The place or body of the table that is named from a word on, and the last word of its name."""
    word = words[at].folded
    if at + 1 < len(words):
        for one in cores(word) if is_arabic(word) else (word,):
            found = KNOWN.get(f"{one}_{words[at + 1].folded}")
            if found is not None:
                return found, at + 1
    for one in cores(word) if is_arabic(word) else (word,):
        found = KNOWN.get(one)
        if found is not None:
            return found, at
    return None


def is_capital(written: str, word: str) -> bool:
    """Whether a word as it is written may be a name: it begins with a capital letter, and is no title or day."""
    return written[:1].isupper() and len(word) > 1 and word not in _TITLES and not word.isdecimal()

"""Words without their endings, by the Snowball stemmers: English and French one after the other, Arabic, Persian.

English and French are mixed in one text, and told apart badly in three words; so what is in Latin letters passes both.
Nothing of a word is kept here.
"""

import threading
from typing import Final

import Stemmer

from entremise.domain.folding import fold
from entremise.domain.guard import Language

_TO_ARABIC: Final = str.maketrans({"ی": "ي", "ک": "ك"})


class Stems:
    """A word's stem. One for a process, used from any thread."""

    def __init__(self) -> None:
        # A stemmer works in memory of its own, and keeps no words with 0.
        self._lock = threading.Lock()
        self._english = Stemmer.Stemmer("english", 0)
        self._french = Stemmer.Stemmer("french", 0)
        self._arabic = Stemmer.Stemmer("arabic", 0)
        self._persian = Stemmer.Stemmer("persian", 0)

    def __call__(self, word: str, language: Language) -> str:
        """See `entremise.domain.guard.Stem`."""
        with self._lock:
            match language:
                case Language.LATIN:
                    return str(self._french.stemWord(self._english.stemWord(word.lower())))
                case Language.ARABIC:
                    return str(self._arabic.stemWord(word.translate(_TO_ARABIC)))
                case Language.PERSIAN:
                    return str(self._persian.stemWord(fold(word)))

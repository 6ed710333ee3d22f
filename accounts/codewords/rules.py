"""What a codeword may be, and whether a word is the one that only its owner knows."""

import re
import unicodedata

from django.contrib.auth.hashers import check_password
from django.views.decorators.debug import sensitive_variables

from accounts.codewords.common_words import COMMON_WORDS, DATE_WORDS, fold
from accounts.codewords.errors import (
    CodewordDate,
    CodewordDigits,
    CodewordLength,
    CodewordOwnData,
    CodewordTrivial,
)
from accounts.hashes import nobodys_hash
from accounts.models import Customer
from homebank.lib.card_numbers import holds_card_number

SHORTEST, LONGEST = 4, 40
FEWEST_LETTERS = 3
# So many digits in a row are a year, a day, the end of a card or a part of a phone.
TELLING_DIGITS = 4
ROWS = ("01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзх", "фывапролджэ",
        "ячсмитьбю", "abcdefghijklmnopqrstuvwxyz", "абвгдеёжзийклмнопрстуфх")  # fmt: skip
NOT_LETTERS = re.compile(r"[\W\d_]+")


@sensitive_variables("codeword", "word")
def check_codeword(codeword: str, *, own: tuple[str, ...]) -> None:
    """CodewordRefused if others could guess it: too short, a date, everyday, the owner's own data.

    `own` holds the owner's names, IIN, ISO birth date and phone. Digits and signs beside a word
    make it no better: without them it is judged as well.
    """
    word = normalised(codeword)
    if not SHORTEST <= len(word) <= LONGEST:
        raise CodewordLength(shortest=SHORTEST, longest=LONGEST)
    letters = NOT_LETTERS.sub("", word)
    if len(letters) < FEWEST_LETTERS or holds_card_number(word):
        raise CodewordDigits
    if _holds_name(word, own) or _holds_digits(word, own):
        raise CodewordOwnData
    if len(set(letters)) < 3 or _is_a_row(letters):
        raise CodewordTrivial
    _check_words(word)


@sensitive_variables("codeword")
def codeword_matches(customer: Customer | None, codeword: str) -> bool:
    """Whether it is the customer's codeword, and no legacy one that was used before.

    Nobody's costs the same: one hash either way.
    """
    on_file = customer.codeword_hash if customer and not customer.must_change_codeword else ""
    same = check_password(normalised(codeword), on_file or nobodys_hash())
    return same and bool(on_file)


def spend_legacy(*, customer: Customer) -> None:
    """A legacy codeword has proven who the customer is: from now on another one is asked for.

    Inside the transaction of what it opened. A codeword of today stays as it is.
    """
    kept = Customer.objects.filter(pk=customer.pk, codeword_state=Customer.Codeword.LEGACY)
    kept.update(codeword_state=Customer.Codeword.SPENT)


@sensitive_variables()
def normalised(word: str) -> str:
    """One form for all ways to write it: case, blanks, width and composed letters are equal."""
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())


def _holds_name(word: str, own: tuple[str, ...]) -> bool:
    """A name of the owner, in whichever alphabet it is written."""
    names = {part for fact in own for part in NOT_LETTERS.split(normalised(fact))}
    written = {(name, word) for name in names} | {(_plain(name), _plain(word)) for name in names}
    return any(len(name) > 2 and name in text for name, text in written)


def _plain(text: str) -> str:
    """In Latin letters: «Айгерим» is Aigerim and Aygerim."""
    return "".join(fold(text)).replace("y", "i")


def _holds_digits(word: str, own: tuple[str, ...]) -> bool:
    """Digits of the owner's IIN, phone or birth date, in one run or with signs between them."""
    runs = {*re.findall(r"\d+", word), re.sub(r"\D", "", word)}
    forms = [_digit_forms(fact) for fact in own]
    return any(len(run) >= TELLING_DIGITS and run in form for run in runs for form in forms)


def _digit_forms(fact: str) -> str:
    """The digits of a fact; of an ISO date also day first, and with a short year."""
    forms = [re.sub(r"\D", "", fact)]
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", fact):
        year, month, day = fact.split("-")
        forms += [day + month + year, day + month + year[2:], year[2:] + month + day]
    return " ".join(forms)


def _check_words(word: str) -> None:
    """CodewordDate or CodewordTrivial for what is made of words that everybody would try."""
    words = set(fold(word))
    if words and words <= DATE_WORDS:
        raise CodewordDate
    if words and (words <= COMMON_WORDS | DATE_WORDS or "".join(fold(word)) in COMMON_WORDS):
        raise CodewordTrivial


def _is_a_row(word: str) -> bool:
    return any(word in row or word in row[::-1] for row in ROWS)

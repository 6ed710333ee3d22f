"""What a codeword may be, and whether a word is the one that only its owner knows."""

import re
import unicodedata

from django.contrib.auth.hashers import check_password
from django.views.decorators.debug import sensitive_variables

from accounts.codewords.errors import CodewordLength, CodewordOwnData, CodewordTrivial
from accounts.hashes import nobodys_hash
from accounts.models import Customer
from homebank.identity import BANK

SHORTEST, LONGEST = 4, 40
# The first words that a stranger tries, in the three languages, and rows of keys.
TRIVIAL = {
    "codeword", "code word", "password", "secret", "qwerty", "bank", "homebank", "kazakhstan",
    "almaty", "astana", "mother", "mama", "papa", "love", "кодовое слово", "кодовое", "слово",
    "пароль", "секрет", "йцукен", "банк", "казахстан", "алматы", "астана", "мама", "папа", "любовь",
    "код сөзі", "құпия", "құпиясөз", "қазақстан", "анам", "әкем", "махаббат",
}  # fmt: skip


@sensitive_variables("codeword", "word")
def check_codeword(codeword: str, *, own: tuple[str, ...]) -> None:
    """CodewordRefused if others could guess it: too short, trivial, or the owner's own data.

    `own` holds the owner's names, IIN, ISO birth date and phone.
    """
    word = normalised(codeword)
    if not SHORTEST <= len(word) <= LONGEST:
        raise CodewordLength(shortest=SHORTEST, longest=LONGEST)
    if word in {*TRIVIAL, BANK["name"].casefold()} or len(set(word)) < 3 or _is_a_row(word):
        raise CodewordTrivial
    names = {part for fact in own for part in normalised(fact).split() if part.isalpha()}
    digits = re.sub(r"\D", "", word)
    is_date_or_number = len(digits) >= 4 and any(digits in _digit_forms(fact) for fact in own)
    if any(len(name) > 2 and name in word for name in names) or is_date_or_number:
        raise CodewordOwnData


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


def _digit_forms(fact: str) -> str:
    """The digits of a fact; of an ISO date also day first, and with a short year."""
    forms = [re.sub(r"\D", "", fact)]
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", fact):
        year, month, day = fact.split("-")
        forms += [day + month + year, day + month + year[2:], year[2:] + month + day]
    return " ".join(forms)


def _is_a_row(word: str) -> bool:
    rows = ("01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзх", "фывапролджэ",
            "ячсмитьбю", "abcdefghijklmnopqrstuvwxyz", "абвгдеёжзийклмнопрстуфх")  # fmt: skip
    return any(word in row or word in row[::-1] for row in rows)

"""A sum in words, as certificates write it beside the digits: in Kazakh, Russian and English."""

from homebank.lib.money import Money

GROUP = 1_000
KK_ONES = ("", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз")
KK_TENS = ("", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан")
KK_GROUPS = ("", "мың", "миллион", "миллиард", "триллион", "квадриллион", "квинтиллион")
RU_ONES = ("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
RU_TEENS = ("десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать",
            "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать")  # fmt: skip
RU_TENS = ("", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят",
           "восемьдесят", "девяносто")  # fmt: skip
RU_HUNDREDS = ("", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот",
               "восемьсот", "девятьсот")  # fmt: skip
RU_GROUPS = (("", "", ""), ("тысяча", "тысячи", "тысяч"), ("миллион", "миллиона", "миллионов"),
             ("миллиард", "миллиарда", "миллиардов"), ("триллион", "триллиона", "триллионов"),
             ("квадриллион", "квадриллиона", "квадриллионов"),
             ("квинтиллион", "квинтиллиона", "квинтиллионов"))  # fmt: skip
EN_ONES = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
           "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
           "eighteen", "nineteen")  # fmt: skip
EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
EN_GROUPS = ("", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion")
ZERO = {"kk": "нөл", "ru": "ноль", "en": "zero"}
MINUS = {"kk": "минус", "ru": "минус", "en": "minus"}
UNIT = {"kk": ("теңге", "тиын"), "ru": ("тенге", "тиын"), "en": ("tenge", "tiyn")}


def sum_in_words(money: Money, *, language: str) -> str:
    """`двенадцать тысяч пятьсот тенге 00 тиын`: tenge in words, tiyn in digits."""
    whole, tiyn = divmod(abs(money.minor), 100)
    words = ([MINUS[language]] if money.minor < 0 else []) + _number(whole, language)
    unit, part = UNIT[language]
    return " ".join([*words, unit, f"{tiyn:02d}", part])


def _number(number: int, language: str) -> list[str]:
    if not number:
        return [ZERO[language]]
    spell = {"kk": _kazakh, "ru": _russian, "en": _english}[language]
    words: list[str] = []
    place = 0
    while number:
        number, group = divmod(number, GROUP)
        if group:
            words = spell(group, place) + words
        place += 1
    return words


def _kazakh(group: int, place: int) -> list[str]:
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    said = [KK_ONES[hundreds], "жүз" if hundreds else "", KK_TENS[tens], KK_ONES[ones]]
    return [word for word in [*said, KK_GROUPS[place]] if word]


def _russian(group: int, place: int) -> list[str]:
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    last = [RU_TEENS[ones]] if tens == 1 else [RU_TENS[tens], _gendered(ones, place)]
    said = [RU_HUNDREDS[hundreds], *last, RU_GROUPS[place][_form(tens, ones)]]
    return [word for word in said if word]


def _gendered(ones: int, place: int) -> str:
    """A thousand is feminine: одна тысяча, две тысячи."""
    return {1: "одна", 2: "две"}.get(ones, RU_ONES[ones]) if place == 1 else RU_ONES[ones]


def _form(tens: int, ones: int) -> int:
    """Which of one, two to four, and many the noun follows."""
    if tens == 1 or ones == 0 or ones > 4:
        return 2
    return 0 if ones == 1 else 1


def _english(group: int, place: int) -> list[str]:
    hundreds, rest = divmod(group, 100)
    said = [EN_ONES[hundreds], "hundred"] if hundreds else []
    if rest < len(EN_ONES):
        said.append(EN_ONES[rest])
    else:
        tens, ones = divmod(rest, 10)
        said.append(EN_TENS[tens] + (f"-{EN_ONES[ones]}" if ones else ""))
    return [word for word in [*said, EN_GROUPS[place]] if word]

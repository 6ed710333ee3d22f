"""Currencies by their number in card messages: code and decimals, of ISO 4217.

A purchase may be in any of these. The book holds fewer (homebank.lib.money).
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Currency:
    """`exponent` is how many decimals its minor unit has."""

    number: str
    code: str
    exponent: int


LISTED = (
    "398 KZT 2, 840 USD 2, 978 EUR 2, 643 RUB 2, 826 GBP 2, 756 CHF 2, 156 CNY 2, 392 JPY 0, "
    "410 KRW 0, 949 TRY 2, 784 AED 2, 417 KGS 2, 860 UZS 2, 972 TJS 2, 934 TMT 2, 981 GEL 2, "
    "944 AZN 2, 051 AMD 2, 933 BYN 2, 980 UAH 2, 985 PLN 2, 203 CZK 2, 348 HUF 2, 975 BGN 2, "
    "946 RON 2, 208 DKK 2, 752 SEK 2, 578 NOK 2, 352 ISK 0, 356 INR 2, 764 THB 2, 458 MYR 2, "
    "702 SGD 2, 344 HKD 2, 704 VND 0, 360 IDR 2, 608 PHP 2, 036 AUD 2, 554 NZD 2, 124 CAD 2, "
    "986 BRL 2, 484 MXN 2, 710 ZAR 2, 818 EGP 2, 376 ILS 2, 682 SAR 2, 634 QAR 2, 414 KWD 3, "
    "048 BHD 3, 512 OMR 3, 400 JOD 3, 788 TND 3, 364 IRR 2, 496 MNT 2, 498 MDL 2, 941 RSD 2"
)


def _listed() -> Mapping[str, Currency]:
    rows = [row.split() for row in LISTED.split(", ")]
    return {number: Currency(number, code, int(exponent)) for number, code, exponent in rows}


BY_NUMBER: Mapping[str, Currency] = _listed()
BY_CODE: Mapping[str, Currency] = {each.code: each for each in BY_NUMBER.values()}
TENGE = BY_CODE["KZT"]

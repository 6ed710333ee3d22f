"""Who the simulator's billers say an account belongs to, and what it owes: the same every time.

Names and addresses are invented and masked, as real billers show them.
"""

from dataclasses import dataclass
from zlib import crc32

NAMES = (
    "Айгүл",
    "Данияр",
    "Гүлнар",
    "Марат",
    "Әсел",
    "Тимур",
    "Сәуле",
    "Ерлан",
    "Ольга",
    "Бауыржан",
)
INITIALS = "АБЖКМНОСТШ"
STREETS = (
    "Абай көшесі",
    "Қабанбай батыр даңғылы",
    "Достық даңғылы",
    "Сейфуллин көшесі",
    "Бөгенбай батыр көшесі",
)
# A phone of ten digits has no name: operators do not tell whose it is.
PHONE_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Owed:
    """A line of an invoice as a utility prints it: sum in tiyn, what was used, the measure."""

    key: str
    name: str
    minor: int
    used: str
    measure: str


# By the biller's code of the service: what its bill has, with an ordinary month's sums.
LINES: dict[str, tuple[Owed, ...]] = {
    "137": (
        Owed("1", "Жылу / Отопление", 981_240, "2,431", "Гкал"),
        Owed("2", "Суық су / Холодная вода", 110_400, "6", "м³"),
        Owed("3", "Ыстық су / Горячая вода", 395_620, "4", "м³"),
        Owed("4", "Су бұру / Водоотведение", 131_000, "10", "м³"),
        Owed("5", "Қоқыс шығару / Вывоз отходов", 145_740, "3", "чел."),
        Owed("6", "Домофон", 100_000, "", ""),
    ),
    "229": (Owed("1", "Электр энергиясы / Электроэнергия", 684_000, "212", "кВт·ч"),),
}
OTHER_LINES = (Owed("1", "Қызметтер / Услуги", 500_000, "", ""),)


def holder_of(account: str) -> str:
    """`Айгүл С.`, or nothing for a phone."""
    if len(account) == PHONE_DIGITS and account.startswith("7") and account.isdigit():
        return ""
    drawn = crc32(account.encode())
    return f"{NAMES[drawn % len(NAMES)]} {INITIALS[drawn // 10 % len(INITIALS)]}."


def address_of(account: str) -> str:
    """`Абай көшесі, ••, 41`: the street and the flat, without the house."""
    drawn = crc32(account[::-1].encode())
    return f"{STREETS[drawn % len(STREETS)]}, ••, {drawn % 120 + 1}"


def owed_by(account: str, service: str) -> list[Owed]:
    """The lines of the month, dearer or cheaper than usual by what the account's number says."""
    percent = 50 + crc32(f"{service}/{account}".encode()) % 101
    return [Owed(line.key, line.name, line.minor * percent // 100, line.used, line.measure)
            for line in LINES.get(service, OTHER_LINES)]  # fmt: skip

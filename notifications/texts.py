"""The texts of SMS messages in three languages, and how they are cut to fit one message.

A code comes first, then what it is for; its last line binds it to the site (`@host #code`), so that
a browser offers it on our pages only. Russian and Kazakh are sent as UCS-2: 70 units a message;
English keeps to letters of GSM-7: 160. A code never leaves in two messages: zero tiyn are never
written, the payee is cut (not below 8 units), then the warning goes, then the last line. Code,
purpose and amount are never cut.
"""

import re
import unicodedata
from collections.abc import Iterator

from django.conf import settings

from homebank.identity import BANK
from homebank.lib import amounts
from homebank.lib.money import Money
from notifications import card_texts, order_texts
from notifications.latin import latin
from notifications.text_parts import CodeText

ONE_MESSAGE = {"kk": 70, "ru": 70, "en": 160}
TWO_MESSAGES = {"kk": 134, "ru": 134, "en": 306}
SHORTEST_PAYEE = 8
LANGUAGES = ("kk", "ru", "en")
CARD_AT_END = re.compile(r" \*[0-9]{4}$")
# ASCII that GSM-7 writes in two units; the backtick it cannot write at all.
TWO_UNITS = set("^{}\\[~]|")


CODES: dict[str, dict[str, CodeText]] = {
    **card_texts.CODES,
    **order_texts.CODES,
    "sign-in": {
        "en": CodeText("sign in to Homebank", ". Tell nobody"),
        "ru": CodeText("вход в Homebank", ". Никому не говорите код"),
        "kk": CodeText("Homebank кіру коды", ". Ешкімге айтпаңыз"),
    },
    "registration": {
        "en": CodeText("registration", ". Tell nobody"),
        "ru": CodeText("регистрация", ". Никому не говорите код"),
        "kk": CodeText("тіркелу", ". Кодты ешкімге айтпаңыз"),
    },
    "registration-without-card": {
        "en": CodeText("access without a card", ". Tell nobody"),
        "ru": CodeText("доступ без карты", ". Никому не говорите код"),
        "kk": CodeText("картасыз тіркелу", ". Кодты ешкімге айтпаңыз"),
    },
    "new-codeword": {
        "en": CodeText("codeword, a new one", ". Not you? {call}"),
        "ru": CodeText("кодовое слово, новое", ". Не вы? {call}"),
        "kk": CodeText("код сөзін ауыстыру", ". Сіз емес пе? {call}"),
    },
    "payment": {
        "en": CodeText("payment {amount}, {payee}"),
        "ru": CodeText("оплата {amount}, {payee}"),
        "kk": CodeText("төлем {amount}, {payee}"),
    },
    "new-password": {
        "en": CodeText("new Homebank password", ". Not you? {call}"),
        "ru": CodeText("новый пароль Homebank", ". Не вы? {call}"),
        "kk": CodeText("жаңа құпиясөз", ". Сіз емес пе? {call}"),
    },
    "authenticator": {
        "en": CodeText("add an authenticator app", ". Not you? {call}"),
        "ru": CodeText("добавить приложение", ". Не вы? {call}"),
        "kk": CodeText("қолданба қосу", ". Сіз емес пе? {call}"),
    },
    "no-authenticator": {
        "en": CodeText("remove the authenticator app", ". Not you? {call}"),
        "ru": CodeText("убрать приложение", ". Не вы? {call}"),
        "kk": CodeText("аутентификатор өшіру", ". Сіз емес пе? {call}"),
    },
    "passkey": {
        "en": CodeText("passkey to be added", ". Not you? {call}"),
        "ru": CodeText("ключ доступа: добавить", ". Не вы? {call}"),
        "kk": CodeText("кіру кілтін қосу", ". Сіз емес пе? {call}"),
    },
    "no-passkey": {
        "en": CodeText("delete a passkey", ". Not you? {call}"),
        "ru": CodeText("удалить ключ доступа", ". Не вы? {call}"),
        "kk": CodeText("кілтті өшіру", ". Сіз емес пе? {call}"),
    },
    "recovery-codes": {
        "en": CodeText("recovery codes, a new set", ". Not you? {call}"),
        "ru": CodeText("резервные коды, новые", ". Не вы? {call}"),
        "kk": CodeText("қосалқы жаңа кодтар", ". Сіз емес пе? {call}"),
    },
    "own-data": {
        "en": CodeText("file of my data", ". Not you? {call}"),
        "ru": CodeText("файл с моими данными", ". Не вы? {call}"),
        "kk": CodeText("деректерім бар файл", ". Сіз емес пе? {call}"),
    },
    "transfer": {
        "en": CodeText("transfer {amount}, {payee}"),
        "ru": CodeText("перевод {amount}, {payee}"),
        "kk": CodeText("аударым {amount}, {payee}"),
    },
    "internet-limit": {
        "en": CodeText("internet limit {amount}", ", card *{card_last4}"),
        "ru": CodeText("интернет-лимит {amount}", ", карта *{card_last4}"),
        "kk": CodeText("интернет лимиті {amount}", ", карта *{card_last4}"),
    },
    "transfers-limit": {
        "en": CodeText("transfers limit {amount}", ", card *{card_last4}"),
        "ru": CodeText("переводы: лимит {amount}", ", карта *{card_last4}"),
        "kk": CodeText("аударымдар лимиті {amount}", ", карта *{card_last4}"),
    },
    "cash-limit": {
        "en": CodeText("withdrawal limit {amount}", ", card *{card_last4}"),
        "ru": CodeText("снятие: лимит {amount}", ", карта *{card_last4}"),
        "kk": CodeText("қолма-қол лимиті {amount}", ", карта *{card_last4}"),
    },
    "purchase": {
        "en": CodeText("purchase {amount}, {payee}, card *{card_last4}", ". Tell nobody", False),
        "ru": CodeText(
            "покупка {amount}, {payee}, карта *{card_last4}", ". Никому не говорите", False
        ),
        "kk": CodeText(
            "сатып алу {amount}, {payee}, карта *{card_last4}", ". Ешкімге айтпаңыз", False
        ),
    },
    "cash": {
        "en": CodeText("cash {amount} at an ATM. Until {until}", bound=False),
        "ru": CodeText("наличные {amount} в банкомате. Срок {until}", bound=False),
        "kk": CodeText("банкоматта {amount} алу. Мерзімі {until}", bound=False),
    },
}

ALERTS: dict[str, dict[str, str]] = {
    **card_texts.ALERTS,
    **order_texts.ALERTS,
    "homebank-id": {
        "en": "Homebank ID: {homebank_id}. You sign in with it",
        "ru": "Homebank ID: {homebank_id}. С ним вы входите в Homebank",
        "kk": "Homebank ID: {homebank_id}. Homebank порталына кіру үшін керек",
    },
    "already-registered": {
        "en": "You already have access to Homebank. Not you? Call {call}",
        "ru": "У вас уже есть доступ к Homebank. Это не вы? Позвоните {call}",
        "kk": "Сіз Homebank порталында тіркелгенсіз. Сіз емес пе? Қоңырау: {call}",
    },
    "known-number": {
        "en": "The bank knows this number. Register with your card. Not you? Call {call}",
        "ru": "Банк знает этот номер: регистрируйтесь по карте. Не вы? {call}",
        "kk": "Банк бұл нөмірді біледі: картамен тіркеліңіз. Сіз емес пе? {call}",
    },
    "identified": {
        "en": "The bank has identified you. Register in Homebank with your card, old access is off",
        "ru": "Вас идентифицировали. Прежний вход закрыт: войдите по карте",
        "kk": "Сіз сәйкестендірілдіңіз. Бұрынғы кіру жабық: картамен тіркеліңіз",
    },
    "registration-tried": {
        "en": "Someone entered your card to register in Homebank. Not you? Call {call}",
        "ru": "Вашу карту ввели при регистрации в Homebank. Это не вы? Позвоните {call}",
        "kk": "Картаңыз Homebank тіркелуінде енгізілді. Сіз емес пе? Қоңырау: {call}",
    },
    "access-recovered": {
        "en": "Homebank ID {homebank_id}: new password. Not you? Call {call}",
        "ru": "Homebank ID {homebank_id}: новый пароль. Это не вы? Позвоните {call}",
        "kk": "Homebank ID {homebank_id}: жаңа құпиясөз. Сіз емес пе? Қоңырау: {call}",
    },
    "password-changed": {
        "en": "Homebank password changed. Not you? Call {call}",
        "ru": "Пароль Homebank изменён. Это не вы? Позвоните {call}",
        "kk": "Homebank құпиясөзі өзгерді. Сіз емес пе? Қоңырау: {call}",
    },
    "authenticator-added": {
        "en": "An app now confirms your Homebank operations. Not you? Call {call}",
        "ru": "Добавлено приложение для кодов Homebank. Не вы? Звоните {call}",
        "kk": "Homebank кодтары үшін қолданба қосылды. Сіз емес пе? {call}",
    },
    "authenticator-removed": {
        "en": "Homebank codes come by SMS again. Not you? Call {call}",
        "ru": "Коды Homebank снова приходят по SMS. Не вы? Позвоните {call}",
        "kk": "Homebank кодтары қайтадан SMS-пен келеді. Сіз емес пе? {call}",
    },
    "passkey-added": {
        "en": "A passkey now confirms your Homebank operations. Not you? Call {call}",
        "ru": "Добавлен ключ доступа к Homebank. Не вы? Позвоните {call}",
        "kk": "Homebank кіру кілті қосылды. Сіз емес пе? Қоңырау: {call}",
    },
    "passkey-removed": {
        "en": "A passkey was removed from Homebank. Not you? Call {call}",
        "ru": "Ключ доступа к Homebank убран. Не вы? Позвоните {call}",
        "kk": "Homebank кіру кілті өшірілді. Сіз емес пе? Қоңырау: {call}",
    },
    "passkey-copied": {
        "en": "A Homebank passkey was refused: it may be a copy. Not you? Call {call}",
        "ru": "Ключ доступа отклонён: возможна копия. Не вы? Звоните {call}",
        "kk": "Кіру кілті қабылданбады: көшірме болуы мүмкін. {call}",
    },
    "recovery-codes-made": {
        "en": "New recovery codes for Homebank were made. Not you? Call {call}",
        "ru": "Созданы новые резервные коды Homebank. Не вы? Звоните {call}",
        "kk": "Homebank жаңа қосалқы кодтары жасалды. Сіз емес пе? {call}",
    },
    "recovery-code-used": {
        "en": "A recovery code signed in to Homebank. Left: {left}. Not you? Call {call}",
        "ru": "Вход в Homebank резервным кодом. Осталось: {left}. Не вы? {call}",
        "kk": "Homebank: қосалқы кодпен кірді. Қалды: {left}. Сіз емес пе? {call}",
    },
    "number-changed": {
        "en": "Trusted number changed. Not you? Call {call}",
        "ru": "Доверенный номер изменён. Это не вы? Позвоните {call}",
        "kk": "Сенімді нөмір өзгерді. Сіз емес пе? {call} нөміріне хабарласыңыз",
    },
    "sim-changed": {
        "en": "SIM card changed: no more codes by SMS. Come to a branch or call {call}",
        "ru": "SIM-карту сменили: коды по SMS остановлены. Звоните {call}",
        "kk": "SIM-карта ауысты: SMS-кодтар тоқтатылды. Қоңырау: {call}",
    },
    "codeword-changed": {
        "en": "Your codeword was changed. Not you? Call {call}",
        "ru": "Кодовое слово изменено. Это не вы? Позвоните {call}",
        "kk": "Код сөзі өзгертілді. Сіз емес пе? Қоңырау: {call}",
    },
    "codeword-reset": {
        "en": "Choose a new codeword on the Homebank site: Help, Codeword. Not you? Call {call}",
        "ru": "Сайт Homebank, «Кодовое слово»: выберите новое. Не вы? {call}",
        "kk": "Homebank сайты, «Код сөзі»: жаңасын таңдаңыз. Сіз емес пе? {call}",
    },
    "overdraft": {
        "en": "Card *{card_last4}: a shop took {amount} more than there was. Top up the card",
        "ru": "Карта *{card_last4}: не хватило {amount}, банк доплатил. Пополните",
        "kk": "*{card_last4} картасы: қалдықтан {amount} артық алынды. Толтырыңыз",
    },
    "dispute-received": {
        "en": "Dispute, card *{card_last4}: received. Each change comes by SMS",
        "ru": "Спор, карта *{card_last4}: получен. О каждом шаге напишем",
        "kk": "Дау, карта *{card_last4}: қабылданды. Әр қадамын хабарлаймыз",
    },
    "dispute-examined": {
        "en": "Dispute, card *{card_last4}: the bank is looking into it",
        "ru": "Спор, карта *{card_last4}: банк разбирается",
        "kk": "Дау, карта *{card_last4}: банк қарап жатыр",
    },
    "dispute-asked": {
        "en": "Dispute, card *{card_last4}: the shop is asked, we wait for its answer",
        "ru": "Спор, карта *{card_last4}: банк спросил магазин, ждём ответа",
        "kk": "Дау, карта *{card_last4}: дүкеннен сұралды, жауабын күтеміз",
    },
    "dispute-released": {
        "en": "Dispute, card *{card_last4}: the blocked amount is free again",
        "ru": "Спор, карта *{card_last4}: блокировка снята, деньги доступны",
        "kk": "Дау, карта *{card_last4}: бұғаттау алынды, ақша қолжетімді",
    },
    "dispute-returned": {
        "en": "Dispute, card *{card_last4}: the money is back on the account",
        "ru": "Спор, карта *{card_last4}: деньги вернулись на счёт",
        "kk": "Дау, карта *{card_last4}: ақша шотқа қайтты",
    },
    "dispute-refused": {
        "en": "Dispute, card *{card_last4}: refused. The reason stands in Homebank",
        "ru": "Спор, карта *{card_last4}: отказ. Причина в Homebank",
        "kk": "Дау, карта *{card_last4}: бас тартылды. Себебі Homebank порталында",
    },
    "purchase-done": {
        "en": "Purchase {amount}, {payee}, card *{card_last4}{balance}",
        "ru": "Покупка {amount}, {payee}, карта *{card_last4}{balance}",
        "kk": "Сатып алу {amount}, {payee}, карта *{card_last4}{balance}",
    },
    "payment-done": {
        "en": "Payment {amount}, {payee}, card *{card_last4}{balance}",
        "ru": "Оплата {amount}, {payee}, карта *{card_last4}{balance}",
        "kk": "Төлем {amount}, {payee}, карта *{card_last4}{balance}",
    },
    "payment-done-other": {
        "en": "Payment {amount}, {payee}, card *{card_last4}",
        "ru": "Оплата {amount}, {payee}, карта *{card_last4}",
        "kk": "Төлем {amount}, {payee}, карта *{card_last4}",
    },
    "other-card-attached": {
        "en": "Card *{card_last4} of another bank is attached to Homebank. Not you? Call {call}",
        "ru": "К Homebank привязана карта *{card_last4}. Не вы? Позвоните {call}",
        "kk": "Homebank порталына *{card_last4} картасы тіркелді. Сіз емес пе? {call}",
    },
    "transfer-reversed": {
        "en": "The bank reversed a transfer of {amount}. Questions: {call}",
        "ru": "Банк отменил перевод на {amount}. Вопросы: {call}",
        "kk": "Банк {amount} аударымды қайтарды. Сұрақтар: {call}",
    },
    "payment-returned": {
        "en": "Money returned: {amount}, {payee}, card *{card_last4}",
        "ru": "Деньги возвращены: {amount}, {payee}, карта *{card_last4}",
        "kk": "Ақша қайтарылды: {amount}, {payee}, карта *{card_last4}",
    },
}
# What is left on the card stands at the end while it has room.
BALANCE = {
    "en": ". Available {available}",
    "ru": ". Доступно {available}",
    "kk": ". Қалдық {available}",
}


def code_text(*, purpose: str, language: str, code: str, host: str = "", **params: object) -> str:
    """The message that carries a code: one SMS. `host` is the site's (settings.CODE_HOST).

    KeyError for an unknown purpose or a missing param. ValueError if even the shortest form does
    not fit, which no purpose of ours can do (tests/notifications/test_texts.py).
    """
    language = spoken(language)
    text = CODES[purpose][language]
    params["call"] = BANK["contacts"]["short"]
    binding = f"\n@{host or settings.CODE_HOST} #{code}" if text.bound else ""
    for ending in dict.fromkeys((binding, "")):
        for warning in dict.fromkeys((text.warning, "")):
            line = f"{{code}}: {text.line}{warning}"
            shown = _filled(line, language, room=ONE_MESSAGE[language] - units(ending, language),
                            code=code, **params)  # fmt: skip
            if shown is not None:
                return shown + ending
    raise ValueError(f"the text for {purpose} in {language} fits no message")


def alert_text(*, purpose: str, language: str, **params: object) -> str:
    """A notice: one SMS where cutting the payee or dropping the balance is enough, else two.

    KeyError as above.
    """
    language = spoken(language)
    line = ALERTS[purpose][language]
    params["call"] = BANK["contacts"]["short"]
    for room in (ONE_MESSAGE[language], TWO_MESSAGES[language]):
        for balance in (BALANCE[language], ""):
            shown = _filled(line.replace("{balance}", balance), language, room=room, **params)
            if shown is not None:
                return shown
    raise ValueError(f"the text for {purpose} in {language} does not fit two messages")


def spoken(language: str) -> str:
    """The language of the texts nearest to a language code (`en-gb` is `en`, unknown is `ru`)."""
    short = language[:2].lower()
    return short if short in LANGUAGES else str(settings.LANGUAGE_CODE)


def units(text: str, language: str) -> int:
    """How long the text is to a gateway: GSM-7 units in English, UCS-2 units otherwise."""
    if language == "en":
        return len(text) + sum(letter in TWO_UNITS for letter in text)
    return len(text.encode("utf-16-le")) // 2


def _filled(line: str, language: str, *, room: int, **params: object) -> str | None:
    """The line with its params, the payee cut as far as needed. None if it does not fit."""
    said = {name: _said(value, language) for name, value in params.items()}
    for payee in _cuts(said.get("payee", ""), language):
        text = line.format_map(said | {"payee": payee} if "payee" in said else said)
        if units(text, language) <= room:
            return text
    return None


def _said(value: object, language: str) -> str:
    """A param as the message writes it: one line, plain blanks, in English plain letters."""
    if isinstance(value, Money):
        return _amount(value, language)
    text = latin(str(value)) if language == "en" else str(value)
    kept = (" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return re.sub(" +", " ", "".join(kept)).strip()


def _amount(money: Money, language: str) -> str:
    if language == "en":
        shown = amounts.show(money, short=True, language="ru").rsplit("\u00a0", 1)[0]
        plain = shown.replace("\u2212", "-").replace(",", ".")
        return f"{money.currency} {plain}".replace("\u00a0", " ")
    return amounts.show(money, short=True, language=language).replace("\u00a0", " ")


def _cuts(payee: str, language: str) -> Iterator[str]:
    """The payee whole, then ever shorter with an ellipsis, down to the shortest that tells.

    The digits of a payee's card at its end stay.
    """
    yield payee
    card = "".join(CARD_AT_END.findall(payee))
    name = payee.removesuffix(card)
    dots = "..." if language == "en" else "…"
    for length in range(min(len(name) - 1, TWO_MESSAGES[language]), 0, -1):
        cut = name[:length].rstrip() + dots + card
        if units(cut, language) < SHORTEST_PAYEE:
            return
        yield cut

"""Texts about cards: changes, limits, switches, statements, SMS alerts, answers to own SMS."""

from notifications.text_parts import CodeText

CODES: dict[str, dict[str, CodeText]] = {
    "virtual-card": {
        "en": CodeText("virtual card, a new one", ". Not you? {call}"),
        "ru": CodeText("виртуальная карта", ". Не вы? {call}"),
        "kk": CodeText("виртуалды карта ашу", ". Сіз емес пе? {call}"),
    },
    "card-reissue": {
        "en": CodeText("reissue card *{card_last4}", ". Not you? {call}"),
        "ru": CodeText("перевыпуск карты *{card_last4}", ". Не вы? {call}"),
        "kk": CodeText("ауыстыру: карта *{card_last4}", ". Сіз емес пе? {call}"),
    },
    "card-closing": {
        "en": CodeText("close card *{card_last4}", ". Not you? {call}"),
        "ru": CodeText("закрыть карту *{card_last4}", ". Не вы? {call}"),
        "kk": CodeText("жабу: карта *{card_last4}", ". Сіз емес пе? {call}"),
    },
    "unfreeze-card": {
        "en": CodeText("unfreeze card *{card_last4}", ". Not you? {call}"),
        "ru": CodeText("возобновить карту *{card_last4}", ". Не вы? {call}"),
        "kk": CodeText("қайта қосу, карта *{card_last4}", ". Сіз емес пе? {call}"),
    },
    "three-ds": {
        "en": CodeText("change 3-D Secure, card *{card_last4}", ". Not you? {call}"),
        "ru": CodeText("настройка 3-D Secure, *{card_last4}", ". Не вы? {call}"),
        "kk": CodeText("баптау: 3-D Secure, *{card_last4}", ". Сіз емес пе? {call}"),
    },
    "three-ds-password": {
        "en": CodeText("own 3-D Secure password, card *{card_last4}", ". Not you? {call}"),
        "ru": CodeText("свой пароль 3-D Secure, *{card_last4}", ". Не вы? {call}"),
        "kk": CodeText("құпиясөз: 3-D Secure, *{card_last4}", ". Сіз емес пе? {call}"),
    },
    # Sent only where HOMEBANK_CVV_BY_SMS says so (cards/checks.py warns of it).
    "cvv": {
        "en": CodeText("CVV of card *{card_last4}", ". Tell nobody", False),
        "ru": CodeText("CVV карты *{card_last4}", ". Никому не говорите", False),
        "kk": CodeText("CVV, карта *{card_last4}", ". Ешкімге айтпаңыз", False),
    },
    "show-card": {
        "en": CodeText("show number and CVV, card *{card_last4}", ". Tell nobody"),
        "ru": CodeText("показать номер и CVV, *{card_last4}", ". Никому"),
        "kk": CodeText("нөмір мен CVV, карта *{card_last4}", ". Ешкімге айтпаңыз"),
    },
    "sms-alerts": {
        "en": CodeText("SMS alerts, {amount} a month, card *{card_last4}"),
        "ru": CodeText("SMS {amount}/мес, *{card_last4}"),
        "kk": CodeText("SMS айына {amount}, *{card_last4}"),
    },
}

ALERTS: dict[str, dict[str, str]] = {
    "virtual-card-issued": {
        "en": "Virtual card *{card_last4} is issued. Not you? Call {call}",
        "ru": "Выпущена виртуальная карта *{card_last4}. Не вы? Звоните {call}",
        "kk": "*{card_last4} виртуалды картасы ашылды. Сіз емес пе? {call}",
    },
    "card-made": {
        "en": "Card *{card_last4} is made in your name. Not you? Call {call}",
        "ru": "Выпущена карта *{card_last4}. Не вы? Звоните {call}",
        "kk": "*{card_last4} картасы шығарылды. Сіз емес пе? {call}",
    },
    "card-reissued": {
        "en": "Card *{card_last4} is reissued. Not you? Call {call}",
        "ru": "Карта *{card_last4} перевыпущена. Не вы? Звоните {call}",
        "kk": "*{card_last4} картасы қайта шығарылды. Сіз емес пе? {call}",
    },
    "card-handed-over": {
        "en": "Card *{card_last4} is handed over and works. Not you? Call {call}",
        "ru": "Карта *{card_last4} выдана и работает. Не вы? Звоните {call}",
        "kk": "*{card_last4} картасы берілді, жұмыс істейді. Сіз емес пе? {call}",
    },
    "card-closed": {
        "en": "Card *{card_last4} is closed. Not you? Call {call}",
        "ru": "Карта *{card_last4} закрыта. Не вы? Звоните {call}",
        "kk": "*{card_last4} картасы жабылды. Сіз емес пе? {call}",
    },
    "internet-closed": {
        "en": "Card *{card_last4}: internet purchases are closed again, as agreed",
        "ru": "Карта *{card_last4}: покупки в интернете снова закрыты, срок истёк",
        "kk": "*{card_last4} картасы: мерзімі бітті, интернет сатып алу жабылды",
    },
    "cash-closed": {
        "en": "Card *{card_last4}: cash is closed again, as agreed",
        "ru": "Карта *{card_last4}: снятие наличных снова закрыто, срок истёк",
        "kk": "*{card_last4} картасы: мерзімі бітті, қолма-қол ақша жабылды",
    },
    "transfers-closed": {
        "en": "Card *{card_last4}: transfers are closed again, as agreed",
        "ru": "Карта *{card_last4}: переводы снова закрыты, срок истёк",
        "kk": "*{card_last4} картасы: мерзімі бітті, аударымдар жабылды",
    },
    "internet-lowered": {
        "en": "Card *{card_last4}: the internet limit is {amount} a day again",
        "ru": "Карта *{card_last4}: лимит в интернете снова {amount} в день",
        "kk": "*{card_last4} картасы: интернет лимиті қайтадан күніне {amount}",
    },
    "cash-lowered": {
        "en": "Card *{card_last4}: the cash limit is {amount} a day again",
        "ru": "Карта *{card_last4}: лимит наличных снова {amount} в день",
        "kk": "*{card_last4} картасы: қолма-қол лимиті қайтадан күніне {amount}",
    },
    "transfers-lowered": {
        "en": "Card *{card_last4}: the transfer limit is {amount} a day again",
        "ru": "Карта *{card_last4}: лимит переводов снова {amount} в день",
        "kk": "*{card_last4} картасы: аударым лимиті қайтадан күніне {amount}",
    },
    "statement-ready": {
        "en": "The statement of card *{card_last4} is ready: Homebank, the card, Statement",
        "ru": "Выписка по карте *{card_last4} готова: Homebank, карта, Выписка",
        "kk": "*{card_last4} картасының үзінді көшірмесі Homebank порталында дайын",
    },
    "statement-failed": {
        "en": "The statement of card *{card_last4} was not made: choose a shorter period",
        "ru": "Выписка по карте *{card_last4} не получилась: возьмите срок короче",
        "kk": "*{card_last4} картасының үзінді көшірмесі жасалмады: мерзімді қысқартыңыз",
    },
    "three-ds-off": {
        "en": "Card *{card_last4}: 3-D Secure is off. Not you? Call {call}",
        "ru": "Карта *{card_last4}: 3-D Secure выключен. Не вы? Звоните {call}",
        "kk": "*{card_last4} картасы: 3-D Secure өшірілді. Сіз емес пе? {call}",
    },
    "three-ds-dynamic": {
        "en": "Card *{card_last4}: purchases are confirmed by SMS codes. Not you? Call {call}",
        "ru": "Карта *{card_last4}: покупки подтверждает код из SMS. Не вы? {call}",
        "kk": "*{card_last4} картасы: сатып алу SMS кодпен. Сіз емес пе? {call}",
    },
    "three-ds-static": {
        "en": "Card *{card_last4}: a 3-D Secure password is set. Not you? Call {call}",
        "ru": "Карта *{card_last4}: задан пароль 3-D Secure. Не вы? {call}",
        "kk": "*{card_last4}: 3-D Secure құпиясөзі қойылды. Сіз емес пе? {call}",
    },
    "card-frozen": {
        "en": "Card *{card_last4} is frozen. Unfreeze it in Homebank. Not you? Call {call}",
        "ru": "Карта *{card_last4} приостановлена. Возобновить: Homebank. Не вы? {call}",
        "kk": "*{card_last4} картасы уақытша тоқтатылды. Қайта қосу: Homebank. {call}",
    },
    "card-unfrozen": {
        "en": "Card *{card_last4} works again. Not you? Call {call}",
        "ru": "Карта *{card_last4} снова работает. Не вы? Позвоните {call}",
        "kk": "*{card_last4} картасы қайта қосылды. Сіз емес пе? Қоңырау: {call}",
    },
    "card-unblocked": {
        "en": "Card *{card_last4} is unblocked and works again. Not you? Call {call}",
        "ru": "Карта *{card_last4} разблокирована. Не вы? Звоните {call}",
        "kk": "*{card_last4} картасы бұғаттан шықты. Сіз емес пе? {call}",
    },
    "card-blocked": {
        "en": "Card *{card_last4} is blocked. Only a branch unblocks it. Questions: {call}",
        "ru": "Карта *{card_last4} заблокирована. Снимет только отделение. {call}",
        "kk": "*{card_last4} картасы бұғатталды. Бөлімше ғана шығарады. {call}",
    },
    "card-revealed": {
        "en": "Number and CVV of card *{card_last4} were shown in Homebank. Not you? Call {call}",
        "ru": "Номер и CVV карты *{card_last4} показаны в Homebank. Не вы? {call}",
        "kk": "*{card_last4} картасының нөмірі мен CVV көрсетілді. Сіз емес пе? {call}",
    },
    "all-frozen": {
        "en": "All your cards are frozen and visits ended. Unfreeze: Homebank. Not you? {call}",
        "ru": "Все карты приостановлены, входы завершены. Не вы? {call}",
        "kk": "Барлық карта тоқтатылды, кірулер аяқталды. Сіз емес пе? {call}",
    },
    "alerts-on": {
        "en": "SMS alerts of card *{card_last4} are on",
        "ru": "SMS-информирование по карте *{card_last4} включено",
        "kk": "*{card_last4} картасы: SMS-хабарлау қосылды",
    },
    "alerts-off": {
        "en": "SMS alerts of card *{card_last4} are off",
        "ru": "SMS-информирование по карте *{card_last4} отключено",
        "kk": "*{card_last4} картасы: SMS-хабарлау өшірілді",
    },
    "alerts-paused": {
        "en": "Card *{card_last4}: no {amount} for SMS alerts, they pause. Resume them in Homebank",
        "ru": "Карта *{card_last4}: нет {amount} за SMS, они на паузе до оплаты",
        "kk": "*{card_last4}: SMS-хабарлауға {amount} жетпеді, ол тоқтатылды",
    },
    "alerts-resumed": {
        "en": "SMS alerts of card *{card_last4} work again",
        "ru": "SMS-информирование по карте *{card_last4} снова работает",
        "kk": "*{card_last4} картасы: SMS-хабарлау қайта жұмыс істейді",
    },
    "cash-done": {
        "en": "Cash {amount}, {payee}, card *{card_last4}{balance}",
        "ru": "Наличные {amount}, {payee}, карта *{card_last4}{balance}",
        "kk": "Қолма-қол {amount}, {payee}, карта *{card_last4}{balance}",
    },
    "card-transfer-done": {
        "en": "Transfer {amount}, {payee}, card *{card_last4}{balance}",
        "ru": "Перевод {amount}, {payee}, карта *{card_last4}{balance}",
        "kk": "Аударым {amount}, {payee}, карта *{card_last4}{balance}",
    },
    "card-declined": {
        "en": "Declined: {amount}, {payee}, card *{card_last4}. The reason stands in Homebank",
        "ru": "Отказ: {amount}, {payee}, карта *{card_last4}",
        "kk": "Бас тартылды: {amount}, {payee}, карта *{card_last4}",
    },
    "card-reversed": {
        "en": "Cancelled by the shop: {amount}, {payee}, card *{card_last4}{balance}",
        "ru": "Отмена: {amount}, {payee}, карта *{card_last4}{balance}",
        "kk": "Күшін жойды: {amount}, {payee}, карта *{card_last4}{balance}",
    },
    "card-settled": {
        "en": "Taken: {amount}, {payee}, card *{card_last4}{balance}",
        "ru": "Списано {amount}, {payee}, карта *{card_last4}{balance}",
        "kk": "Есептен шықты {amount}, {payee}, карта *{card_last4}{balance}",
    },
    "card-refunded": {
        "en": "Refund {amount}, {payee}, card *{card_last4}{balance}",
        "ru": "Возврат {amount}, {payee}, карта *{card_last4}{balance}",
        "kk": "Қайтарылды {amount}, {payee}, карта *{card_last4}{balance}",
    },
    "command-unknown": {
        "en": "To freeze a card send BLOCK and its last 4 digits: BLOCK 1234. Help: {call}",
        "ru": "Приостановить карту: БЛОК и 4 последние цифры. Помощь: {call}",
        "kk": "Картаны тоқтату: БЛОК және соңғы 4 цифр. Көмек: {call}",
    },
    "command-which": {
        "en": "No such card. Send BLOCK and the last 4 digits of yours, or BLOCK ALL. Help: {call}",
        "ru": "Какая карта? БЛОК и 4 последние цифры, или БЛОК ВСЕ. {call}",
        "kk": "Қай карта? БЛОК және соңғы 4 цифр, не БЛОК БАРЛЫҒЫ. {call}",
    },
    "command-no-card": {
        "en": "You have no card that works: nothing is paid. Help: {call}",
        "ru": "Действующих карт нет: платить нечем. Помощь: {call}",
        "kk": "Жұмыс істейтін карта жоқ. Көмек: {call}",
    },
    "command-stopped": {
        "en": "Card *{card_last4} does not work already: nothing is paid with it. Help: {call}",
        "ru": "Карта *{card_last4} уже не работает, платежей не будет. {call}",
        "kk": "*{card_last4} картасы онсыз да жұмыс істемейді. Көмек: {call}",
    },
}

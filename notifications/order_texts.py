"""Texts about an order of a card: its codes, and each step of it."""

from notifications.text_parts import CodeText

CODES: dict[str, dict[str, CodeText]] = {
    "card-order": {
        "en": CodeText("order of a card", ". Not you? {call}"),
        "ru": CodeText("заказ карты", ". Не вы? {call}"),
        "kk": CodeText("картаға тапсырыс", ". Сіз емес пе? {call}"),
    },
    "order-phone": {
        "en": CodeText("this number in an order of a card", ". Tell nobody"),
        "ru": CodeText("номер в заявке на карту", ". Никому"),
        "kk": CodeText("өтінімдегі нөмір", ". Ешкімге айтпаңыз"),
    },
}

ALERTS: dict[str, dict[str, str]] = {
    "order-received": {
        "en": "Order {number} of a card: received. The bank will call you",
        "ru": "Заявка {number} на карту: принята. Банк позвонит вам",
        "kk": "{number} карта өтінімі: қабылданды. Банк қоңырау шалады",
    },
    "order-resent": {
        "en": "Order {number} of a card: your corrections are received",
        "ru": "Заявка {number} на карту: исправления получены",
        "kk": "{number} карта өтінімі: түзетулер қабылданды",
    },
    "order-claimed": {
        "en": "Order {number} of a card: an operator is checking it",
        "ru": "Заявка {number} на карту: оператор проверяет",
        "kk": "{number} карта өтінімі: оператор тексеріп жатыр",
    },
    "order-returned": {
        "en": "Order {number} of a card: correct it in Homebank, My bank",
        "ru": "Заявка {number} на карту: исправьте её в Homebank",
        "kk": "{number} карта өтінімі: Homebank порталында түзетіңіз",
    },
    "order-in-production": {
        "en": "Order {number} of a card: approved, the card is being made",
        "ru": "Заявка {number}: одобрена, карта изготавливается",
        "kk": "{number} карта өтінімі: мақұлданды, карта жасалып жатыр",
    },
    "order-on-its-way": {
        "en": "Order {number} of a card: the card is on its way",
        "ru": "Заявка {number}: карта в пути",
        "kk": "{number} карта өтінімі: карта жолда",
    },
    "order-remake": {
        "en": "Order {number}: another card is made, it takes longer. See Homebank, My bank",
        "ru": "Заявка {number}: карту делают заново, это дольше. См. Homebank",
        "kk": "{number} өтінімі: карта қайта жасалады, ұзағырақ. Толығы: Homebank",
    },
    "order-undelivered": {
        "en": "Order {number}: the card was not delivered. Where it waits: Homebank, My bank",
        "ru": "Заявка {number}: карта не доставлена. Где она: Homebank",
        "kk": "{number} өтінімі: карта жеткізілмеді. Қайда екені: Homebank",
    },
    "order-sent-again": {
        "en": "Order {number} of a card: the card is on its way again",
        "ru": "Заявка {number}: карта снова в пути",
        "kk": "{number} өтінімі: карта қайтадан жолда",
    },
    "order-redirected": {
        "en": "Order {number}: the card goes to another place now. Where: Homebank, My bank",
        "ru": "Заявка {number}: карту везут в другое место. Куда: Homebank",
        "kk": "{number} өтінімі: карта басқа жерге жіберілді. Қайда: Homebank",
    },
    "order-not-collected": {
        "en": "Order {number}: card *{card_last4} was not handed over, it is destroyed",
        "ru": "Заявка {number}: карта *{card_last4} не вручена, уничтожена",
        "kk": "{number} өтінімі: *{card_last4} картасы берілмеді, жойылды",
    },
    "order-issued": {
        "en": "Order {number}: card *{card_last4} is issued. Details are in Homebank",
        "ru": "Заявка {number}: карта *{card_last4} выпущена. Реквизиты в Homebank",
        "kk": "{number} өтінімі: *{card_last4} картасы ашылды. Толығы: Homebank",
    },
    # To who ordered a card that lies in another's file: nothing of that card.
    "order-not-collected-other": {
        "en": "Order {number}: the card was not handed over, it is destroyed",
        "ru": "Заявка {number}: карта не вручена, она уничтожена",
        "kk": "{number} өтінімі: карта берілмеді, жойылды",
    },
    "order-issued-other": {
        "en": "Order {number}: the card is issued",
        "ru": "Заявка {number}: карта выпущена",
        "kk": "{number} өтінімі: карта ашылды",
    },
    "order-expired": {
        "en": "Order {number} of a card: expired, no corrections came",
        "ru": "Заявка {number} на карту: срок истёк, исправлений не было",
        "kk": "{number} карта өтінімі: мерзімі өтті, түзету келмеді",
    },
}

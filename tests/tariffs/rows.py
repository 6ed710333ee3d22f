"""For each priced row of table VI, what reaches it: the tests walk over all of them."""

from tariffs.subjects import Subject

INSIDE, OUTSIDE = {"beneficiary_bank": "own"}, {"beneficiary_bank": "other"}
ACCOUNT, CARD = {"source": "current_account"}, {"source": "card"}

REACHED_BY: dict[str, Subject] = {
    "1": Subject("connection"),
    "2": Subject("portal_usage"),
    "2.a": Subject("subscription"),
    "3": Subject("mobile", biller="activ"),
    "4": Subject("landline"),
    "5": Subject("cable_tv"),
    "6": Subject("security_services"),
    "7": Subject("utilities", biller="almatyenergo"),
    "8": Subject("internet"),
    "9.1": Subject("university"),
    "9.2": Subject("school"),
    "9.3": Subject("kindergarten"),
    "9.4.a": Subject("university", operation="universal_transfer", facts=INSIDE),
    "9.4.b": Subject("kindergarten", operation="universal_transfer", facts=OUTSIDE),
    "10": Subject("domain_registration"),
    "11": Subject("payment_systems", biller="osmp"),
    "12": Subject("air_tickets"),
    "13": Subject("mortgage_loans"),
    "14": Subject("subscriptions_coupons"),
    "15": Subject("catalogue_orders", biller="avon"),
    "16": Subject("media_ads"),
    "17": Subject("ksk"),
    "18": Subject("mortgage_loans", biller="zhilstroysberbank", operation="loan_repayment"),
    "19": Subject("rent", biller="fn_management"),
    "20": Subject("university", biller="miras_university_shymkent"),
    "21": Subject("utilities", biller="astana_erc"),
    "22": Subject("internet", biller="basis_telecom"),
    "23": Subject("broker_topup"),
    "24": Subject("mutual_funds"),
    "25": Subject("taxes"),
    "26": Subject("traffic_fines"),
    "27": Subject("eds_smartcard"),
    "28": Subject("eds_reader"),
    "29.1": Subject("transfers", operation="own_accounts"),
    "29.2": Subject("transfers", facts={**CARD, "destination": "current_account", **INSIDE}),
    "29.2.a": Subject("transfers", facts={**CARD, "destination": "card", **INSIDE}),
    "29.2.b": Subject("transfers", facts={**ACCOUNT, "destination": "card", **INSIDE}),
    "29.2.c": Subject("transfers", facts={**ACCOUNT, "destination": "current_account", **OUTSIDE}),
    "30.1": Subject("sms_banking"),
}

# What the published table charges for 1,000 tenge, in tiyn.
PUBLISHED = {
    "1": 0, "2": 0, "2.a": 0, "3": 3500, "4": 5000, "5": 5000, "6": 5000, "7": 5000, "8": 5000,
    "9.1": 5000, "9.2": 5000, "9.3": 10000, "9.4.a": 20000, "9.4.b": 25000, "10": 500,
    "11": 9500, "12": 10000, "13": 10000, "14": 5000, "15": 5000, "16": 5000, "17": 10000,
    "18": 0, "19": 20000, "20": 0, "21": 5000, "22": 500, "23": 50000, "24": 100000, "25": 2500,
    "26": 20000, "27": 84000, "28": 392000, "29.1": 0, "29.2": 25000, "29.2.a": 9500,
    "29.2.b": 20000, "29.2.c": 25000, "30.1": 20000,
}  # fmt: skip

# Headings, and the one row whose price the published table lost.
WITHOUT_PRICE = {"9", "9.4", "29", "30", "30.2"}

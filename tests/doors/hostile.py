"""What attackers type: values for any field, and requests that are broken as a whole."""

# For every field; the rest takes turns.
WORST = [
    "a\x00b", "A" * 10_000, "9" * 10_000, "\u202e123456\u202c", "💥" * 50, "' OR 1=1 --", "-1",
    "<script>alert(1)</script>", "١٢٣٤٥٦", "9223372036854775808",
]  # fmt: skip
TURNS = [
    "\x00", "%ff%fe", "\r\nX-Evil: 1",
    "", " ", "\t\n", "0", "-0", "1e999", "9e99", "NaN", "Infinity", "-Infinity", "0x10", "1_000",
    "-9223372036854775809", "9" * 40, "1,5,0", "1.2.3", "0.001", "+", "１２３４５６", "²³", "Ⅻ",
    "\u200b123456\u200d", "\ufeff1", "\u2066x\u2069", "👩‍👩‍👧‍👦", "e\u0301" * 500, "Z̸̢̛͇a̶̡l̷͕g̸o̵",
    "'; DROP TABLE accounts_user; --", "1) UNION SELECT NULL,NULL--", "\\", "%", "%s%s%n", "%00",
    "{0.__class__}", "{{ 7*7 }}", "{% debug %}", "${jndi:ldap://x}", "$(id)", "`id`", "| cat",
    '"><svg onload=alert(1)>', "javascript:alert(1)", "<!--", "]]>", "&#0;", "../../etc/passwd",
    "..%2f..%2f", "file:///etc/passwd", "http://127.0.0.1:5432/", "None", "null", "true", "[]",
    "{}", '{"a": 1}', "\uffff", "\U0010ffff", "\ufdd0", "İ" * 300, "ß" * 300, "ﷺ" * 500, "\u212a",
    "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "{01a200cb-364c-7c54-965d-b4b2482998a9}", "g" * 36, "٣" * 32, "1" * 32, "-" * 36, "=", "&", ";",
    "a" * 255, "a" * 256, "+77000000000", "8 (700) 000-00-00", "4405640000000002", "12/99", "99/99",
    "29.02.2023", "0001-01-01", "9999-12-31", "31.12.0000", "000000", "1" * 100, "½",
]  # fmt: skip
VALUES = [*WORST, *TURNS]
EVERY, FEW = 16, 24
# Marks that must never come back as elements of the page.
ELEMENTS = ("<script>alert(1)", "<svg onload")

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
BODIES: list[tuple[str, bytes]] = [
    (FORM, b"typed=%ff%fe%80&password=%ff&code=%ff&account=%ff&amount=%c0%80&q=%ed%a0%80"),
    (FORM, b"typed=\xff\xfe\x80&password=\x00\x01\x02"),
    (FORM, b"&&&===&%&%zz=%zz;;;"),
    (FORM, b"typed[]=1&typed[a][b]=2&typed.x=3&typed=4&typed=5&code=1&code=2"),
    (FORM, b"x=1&" * 500),
    (FORM, b"typed=" + b"A" * 300_000),
    (FORM + "; charset=utf-7", b"typed=+ADw-script+AD4-"),
    (FORM + "; charset=no-such", b"typed=1"),
    (FORM + "; charset=utf-16", "typed=1".encode("utf-16")),
    (MULTIPART, b"--x\r\nContent-Disposition: form-data; name=\"typed\"\r\n\r\n1\r\n--x--\r\n"),
    (MULTIPART, b"--x\r\nContent-Disposition: form-data; name=\"typed\"; filename=\"../a\x00.exe\""
                b"\r\nContent-Type: text/html\r\n\r\n<script>\r\n--x--\r\n"),
    (MULTIPART, b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x"),
    (MULTIPART, b"--x\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; "
                b"name=\"typed\"\r\n\r\n!!!\r\n--x--\r\n"),
    (MULTIPART, b"\x00" * 1000),
    ("multipart/form-data", b"--x\r\n"),
    ("multipart/form-data; boundary=" + "x" * 300, b"--x\r\n"),
    ("multipart/form-data; boundary=\xff", b"--x\r\n"),
    ("application/json", b'{"typed": "1", "password": ["\\ud800"]}'),
    ("application/xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc">]>'),
    ("text/plain", b"typed=1"),
    ("", b"typed=1"),
    ("\x00;;;=,", b"typed=1"),
]  # fmt: skip
QUERIES = [
    "%ff%fe=%80&lang=%ff&view=%ff&q=%ed%a0%80", "lang=kk&lang=ru&lang=%00&view=dark&view=",
    "lang[]=kk&lang[0]=ru&q[]=1&q[a]=2&next[]=//evil", "&&&===&%&%zz=%zz", "q=" + "%00" * 100,
    "a=1&" * 300, "q=" + "я" * 2_000, "?" * 500, "after=&after=&repeat=&phone=%2B", ";" * 100,
    "next=" + "/" * 3_000, "lang=../../kk&view=__class__", "p=-1&o=-99999999999999999999&all=&e=1",
]  # fmt: skip
# Cookies and headers that are not ours to trust.
HEADERS = {
    "accept-language": [
        "kk;q=9", "x" * 5_000, "*;q=0", ",,,;;;", "ru-RU-" * 500, "\x00", "kk,ru;q=NaN",
    ],
    "cookie": [
        "homebank-session=" + "A" * 4_000, "homebank-session=\x00; homebank-csrf=\x01",
        "homebank-session=' OR 1=1; homebank-view=\"<script>\"; homebank-language=../../etc",
        ";;;===;;", "messages=not-signed; homebank-session=", "homebank-language=" + "k" * 3_000,
        "homebank-session=ключ", "homebank-session=a; homebank-session=b",
    ],
    "user-agent": ["", "x" * 8_000, "<script>alert(1)</script>", "() { :;}; echo"],
    "referer": ["//evil", "\x00", "x" * 8_000, "http://[bad"],
    "x-forwarded-for": ["1.2.3.4, " * 500, "not an address", "::1%eth0", "\x00", "٣.٣.٣.٣"],
    "range": ["bytes=0-0,-1", "bytes=" + "0-," * 999],
    "if-modified-since": ["Thu, 99 Foo 99999 99:99:99 GMT", "x" * 500],
    "if-none-match": ["*", '"' * 500],
    "content-length": ["-1", "x", "99999999999999999999"],
    "accept": ["application/json", "x/" * 500],
}  # fmt: skip
METHODS = ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get", "X" * 200]


def values_for(turn: int) -> list[str]:
    """The worst, and each time another part of the rest."""
    return [*WORST, *TURNS[turn % EVERY :: EVERY]]


def few_for(turn: int) -> list[str]:
    """Each time another part of all: for pages that cost much."""
    return [*WORST, *TURNS][turn % FEW :: FEW]


def on_the_wire(text: str) -> str:
    """As a server hands on the bytes of an address or a header."""
    return text.encode().decode("latin-1")

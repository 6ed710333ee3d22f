"""The fields of ISO 8583:1987, each as the standard writes it: `n12`, `ans..25`, `ans...999`.

The letters are n digits, an letters and digits, ans any printable ASCII, z digits and the signs
of a magnetic stripe, b binary written in hexadecimal, x a C or D before digits. Two dots: two
digits of length stand before the value, three dots: three.
"""

import re
from dataclasses import dataclass

SETS = {
    "n": "[0-9]",
    "an": "[0-9A-Za-z ]",
    "ans": "[ -~]",
    "z": "[0-9=D^ -~]",
    "b": "[0-9A-Fa-f]",
}
WRITTEN = re.compile(r"(x?)(n|an|ans|z|b)(\.{0,3})([0-9]+)")


@dataclass(frozen=True, slots=True)
class Format:
    """`prefix` is how many digits of length stand before the value; 0 is a fixed length."""

    written: str
    prefix: int
    longest: int
    shape: re.Pattern[str]

    @property
    def is_fixed(self) -> bool:
        return self.prefix == 0

    def fault(self, value: str) -> str:
        """Why the value does not fit; nothing if it does."""
        if self.is_fixed and len(value) != self.longest:
            return f"{len(value)} characters, needs {self.longest}"
        if len(value) > self.longest:
            return f"{len(value)} characters, at most {self.longest}"
        return "" if self.shape.fullmatch(value) else f"not of the form {self.written}"


def _format(written: str) -> Format:
    found = WRITTEN.fullmatch(written)
    assert found, written
    sign, letters, dots, digits = found.groups()
    shape = re.compile(("[CD]" if sign else "") + f"{SETS[letters]}*", re.ASCII)
    return Format(written, len(dots), int(digits) + bool(sign), shape)


# Field 1 is the second half of the bitmap; 65 would be a third, which nobody sends.
WRITTEN_FORMS = """
2 n..19    3 n6       4 n12      5 n12      6 n12      7 n10      8 n8       9 n8
10 n8      11 n6      12 n6      13 n4      14 n4      15 n4      16 n4      17 n4
18 n4      19 n3      20 n3      21 n3      22 n3      23 n3      24 n3      25 n2
26 n2      27 n1      28 xn8     29 xn8     30 xn8     31 xn8     32 n..11   33 n..11
34 ans..28 35 z..37   36 z...104 37 an12    38 an6     39 an2     40 an3     41 ans8
42 ans15   43 ans40   44 ans..25 45 ans..76 46 ans...999 47 ans...999 48 ans...999
49 n3      50 n3      51 n3      52 b16     53 n16     54 ans...240 55 ans...510
56 ans...999 57 ans...999 58 ans...999 59 ans...999 60 ans...999 61 ans...999
62 ans...999 63 ans...999 64 b16 66 n1      67 n2      68 n3      69 n3      70 n3
71 n4      72 n4      73 n6      74 n10     75 n10     76 n10     77 n10     78 n10
79 n10     80 n10     81 n10     82 n12     83 n12     84 n12     85 n12     86 n16
87 n16     88 n16     89 n16     90 n42     91 an1     92 an2     93 an5     94 an7
95 an42    96 b16     97 xn16    98 ans25   99 n..11   100 n..11  101 ans..17
102 ans..28 103 ans..28 104 ans...100 105 ans...999 106 ans...999 107 ans...999
108 ans...999 109 ans...999 110 ans...999 111 ans...999 112 ans...999 113 ans...999
114 ans...999 115 ans...999 116 ans...999 117 ans...999 118 ans...999 119 ans...999
120 ans...999 121 ans...999 122 ans...999 123 ans...999 124 ans...999 125 ans...999
126 ans...999 127 ans...999 128 b16
"""
FORMATS: dict[int, Format] = {
    int(number): _format(written) for number, written in re.findall(r"(\d+) +(\S+)", WRITTEN_FORMS)
}

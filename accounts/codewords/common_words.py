"""Words that a stranger tries first as a codeword, in the three languages: data, no rule.

They are compared in plain Latin letters (`fold`), so that a letter of another keyboard, Kazakh
letters written as Russian ones and «parol» for «пароль» are one word.
"""

import re

from homebank.identity import BANK
from notifications.latin import latin


def fold(text: str) -> list[str]:
    """The words of a text in small Latin letters: `8 Наурыз!` gives `["nauryz"]`."""
    return re.findall("[a-z]+", latin(text).lower())


# The whole codeword is one of these, or a few of these and nothing else.
COMMON = """
codeword code word password pass secret qwerty login admin welcome hello letmein iloveyou test
bank homebank money card visa mastercard phone number family mother mom mum father dad brother
sister son daughter grandmother grandfather wife husband baby love friend happy sunshine summer
winter home house dog cat football kazakhstan almaty astana shymkent
кодовое слово пароль секрет тест привет банк деньги карта виза мастеркард телефон номер семья мама
мамочка мать папа папочка отец брат сестра сын дочь дочка бабушка дедушка жена муж малыш любовь
любимая любимый люблю тебя друг подруга дружба счастье солнышко солнце жизнь лето зима весна осень
дом родина собака кошка котик футбол казахстан алматы алма ата астана шымкент
код сөзі кодтық сөз құпия құпиясөз кілт сәлем ақша карточка телефон нөмір отбасы ана анам анашым
әке әкем әкешім апа апам ата атам әже әжем аға ағам іні бауыр әпке қарындас ұл ұлым қыз қызым бала
балам жан жаным махаббат сүйемін дос досым бақыт күн өмір жаз қыс көктем күз үй отан туған жер
қазақ қазақстан ит мысық йцукен
"""
# Days, months, holidays and numbers, in the forms in which a date is said.
DATES = """
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday
sunday day year new years eve christmas easter birthday women victory independence republic
constitution unity holiday nowruz nauryz navruz valentine ramadan
январь января январе февраль февраля феврале март марта марте апрель апреля апреле май мая мае июнь
июня июне июль июля июле август августа августе сентябрь сентября сентябре октябрь октября октябре
ноябрь ноября ноябре декабрь декабря декабре понедельник вторник среда четверг пятница суббота
воскресенье день дня год года году рождение рождения рождество пасха новый праздник женский победа
победы независимость независимости республика республики конституция конституции единство единства
народа курбан ораза айт байрам наурыз мейрамы рамадан рамазан
қаңтар қаңтары ақпан ақпаны наурыз наурызы сәуір сәуірі мамыр мамыры маусым маусымы шілде шілдесі
тамыз тамызы қыркүйек қыркүйегі қазан қазаны қараша қарашасы желтоқсан желтоқсаны дүйсенбі сейсенбі
сәрсенбі бейсенбі жұма сенбі жексенбі күн күні күнім жыл жылы жылғы жаңа туған мейрам мейрамы
мереке мерекесі құрбан айт ораза рамазан жеңіс тәуелсіздік республика конституция бірлік әйелдер
халықаралық
"""
NUMBERS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
thousand first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth
st nd rd th
ноль один одна два две три четыре пять шесть семь восемь девять десять одиннадцать двенадцать
тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать
тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто сто двести триста четыреста
пятьсот шестьсот семьсот восемьсот девятьсот тысяча тысячи третье третьего третий третья
сороковой сорокового двухтысячный двухтысячного
нөл бір екі үш төрт бес алты жеті сегіз тоғыз он жиырма отыз қырық елу алпыс жетпіс сексен тоқсан
жүз мың
"""
# With an ending: «восьмое», «восьмого»; «сегізінші».
ORDINALS_RU = """
перв втор четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат
пятнадцат шестнадцат семнадцат восемнадцат девятнадцат двадцат тридцат пятидесят шестидесят
семидесят восьмидесят девяност
"""
ENDINGS_RU = ("ое", "ого", "ый", "ой", "ая", "ом")
ORDINALS_KK = """
бірінші екінші үшінші төртінші бесінші алтыншы жетінші сегізінші тоғызыншы оныншы жиырмасыншы
отызыншы қырқыншы елуінші алпысыншы жетпісінші сексенінші тоқсаныншы жүзінші мыңыншы
"""
# Said beside them, and no word of its own.
BESIDE = "my our the a of in and мой моя моё мое мои моего наш наша и в с менің біздің және г ж"

SMALL = frozenset(fold(BESIDE))
COMMON_WORDS = frozenset(fold(COMMON)) | frozenset(fold(BANK["name"])) | SMALL
_ENDED = " ".join(stem + ending for stem in ORDINALS_RU.split() for ending in ENDINGS_RU)
DATE_WORDS = frozenset(fold(f"{DATES} {NUMBERS} {_ENDED} {ORDINALS_KK}")) | SMALL

"""Every setting, from the environment; secrets from files. Nothing here has an unsafe default.

`X_FILE` names a file whose content is X. docs/operating.md lists each variable.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF

from homebank.env import database, env, env_bool, env_count, env_key, env_list
from homebank.sweeps import SWEEPS

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent


# A demo plays with invented people and money, over plain http on localhost. checks.py refuses
# everything of it elsewhere.
DEMO = env_bool("HOMEBANK_DEMO")
DEBUG = False
SECRET_KEY = env("HOMEBANK_SECRET_KEY")
SECRET_KEY_FALLBACKS = env_list("HOMEBANK_SECRET_KEY_FALLBACKS", "")
ALLOWED_HOSTS = env_list("HOMEBANK_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env_list("HOMEBANK_CSRF_TRUSTED_ORIGINS", "")
# The host that code messages are bound to (`@host #code`); glossary-texts, rule 5.
CODE_HOST = env("HOMEBANK_CODE_HOST", "localhost" if DEMO else None)
ADMIN_PATH = env("HOMEBANK_ADMIN_PATH", "desk")
# Where the desk is to be found from: networks like 10.20.0.0/16. None named: from anywhere.
DESK_NETWORKS = env_list("HOMEBANK_DESK_NETWORKS", "")
STATE_FOLDER = Path(env("HOMEBANK_STATE", str(BASE_DIR / ".state")))
# The switch of `manage.py maintenance`: while it is there, the site is closed for customers.
MAINTENANCE_FILE = env("HOMEBANK_MAINTENANCE_FILE", str(STATE_FOLDER / "maintenance.json"))
# What runs, for the manifest of a backup; the image is built with it.
COMMIT = env("HOMEBANK_COMMIT", "")

# Keys: each purpose has its own. FIELD_KEYS is `id:hex,id:hex`; the first seals, all unseal.
FIELD_KEYS = {
    key_id: bytes.fromhex(key)
    for key_id, key in (pair.split(":", 1) for pair in env_list("HOMEBANK_FIELD_KEYS"))
}
INDEX_KEY = env_key("HOMEBANK_INDEX_KEY", 32)
CODE_KEY = env_key("HOMEBANK_CODE_KEY", 32)
CARD_VERIFICATION_KEY = env_key("HOMEBANK_CARD_VERIFICATION_KEY", 16)

# The bank's electronic seal on its papers, a PKCS#12 file with the chain (docs/documents.md), and
# the address of the site as papers name it. checks.py of documents refuses a bank without a seal.
SEAL_FILE = env("HOMEBANK_SEAL_FILE", "")
SEAL_PASSPHRASE = env("HOMEBANK_SEAL_PASSPHRASE", "")
PUBLIC_URL = env("HOMEBANK_PUBLIC_URL", "http://localhost:8000" if DEMO else f"https://{CODE_HOST}")

# Passkeys belong to a host for ever: another one makes all of them useless. They answer on pages
# of these origins only.
PASSKEY_HOST = env("HOMEBANK_PASSKEY_HOST", CODE_HOST)
PASSKEY_ORIGINS = env_list("HOMEBANK_PASSKEY_ORIGINS", PUBLIC_URL)

INSTALLED_APPS = [
    "homebank.apps.HomebankConfig",
    "homebank.lib.apps.LibConfig",
    "ledger",
    "tariffs",
    "notifications",
    "documents.apps.DocumentsConfig",
    "accounts",
    "cards",
    "payments",
    "desk",
    "channel",
    "accounts.staff.admin_site.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
]

MIDDLEWARE = [
    "homebank.middleware.request_reference",
    "homebank.proxies.proxies_only",
    "homebank.desk_place.desk_place",
    # Above all that may answer by itself, so that a refused Host or visit wears them too.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Before anything asks for a visit: works end none. Files above and the desk go on.
    "homebank.works.works",
    "homebank.sessions.PatientSessionMiddleware",
    "homebank.middleware.language",
    "homebank.appearance.appearance",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "accounts.middleware.session_limits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "homebank.middleware.private_pages",
]

ROOT_URLCONF = "homebank.urls"
WSGI_APPLICATION = "homebank.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "homebank.context.bank",
                "accounts.context.stay",
            ],
            "builtins": ["homebank.templatetags.bank"],
        },
    }
]
FORM_RENDERER = "homebank.forms.Renderer"

DATABASES = {"default": database(env("DATABASE_URL"))}
# Migrations run as the owner of the tables; the site never does (homebank/database.py).
DATABASE_OWNER_URL = env("DATABASE_OWNER_URL", "")
# The folder of pg_dump and pg_restore for backups; empty: those of the wheel.
POSTGRES_BIN = env("HOMEBANK_POSTGRES_BIN", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "homebank",
    }
}

# Who signs in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.SessionBackend"]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "admin:index"  # asked by the desk's door only; the portal knows its own
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "accounts.sign_in.passwords.PolicyValidator"}]
# `modern` or `homebank` (docs/identity.md); customers' only, staff have a stricter one.
PASSWORD_POLICY = env("HOMEBANK_PASSWORD_POLICY", "modern")
OTP_TOTP_ISSUER = "Homebank"
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

# Cookies and transport. Only the demo, over http on localhost, drops Secure and the prefix.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "homebank-session" if DEMO else "__Host-session"
CSRF_COOKIE_NAME = "homebank-csrf" if DEMO else "__Host-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE = timedelta(minutes=15)
SESSION_ABSOLUTE = timedelta(hours=12)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_WARNING = timedelta(minutes=2)  # before its end a page says that the visit ends
# The places of sign-ins: a file in MaxMind's format, or none (docs/identity.md).
GEOIP_FILE = env("HOMEBANK_GEOIP_FILE", "")
# Sign-in by certificate: a folder of the authorities that the bank recognises, one of their lists
# of revoked certificates (the same, if empty), and where NCALayer listens (docs/identity.md).
CERTIFICATE_AUTHORITIES = env("HOMEBANK_CERTIFICATE_AUTHORITIES", "")
CERTIFICATE_LISTS = env("HOMEBANK_CERTIFICATE_LISTS", "")
NCALAYER_URL = env("HOMEBANK_NCALAYER_URL", "wss://127.0.0.1:13579")
# How long codes and tries that are over are kept (accounts/purging.py).
KEEP_TRACES_DAYS = env_count("HOMEBANK_KEEP_TRACES_DAYS", 30)
SECURE_SSL_REDIRECT = not DEMO
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if DEMO else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The proxy is trusted only where it is named; its address hands over the client's.
TRUSTED_PROXIES = env_list("HOMEBANK_TRUSTED_PROXIES", "")
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "homebank.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS = ["homebank.lib.uploads.PageUploads"]

# Words, dates, time
LANGUAGE_CODE = "ru"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "homebank-language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = not DEMO
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["homebank.formats"]
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Asia/Almaty"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("HOMEBANK_STATIC_ROOT", str(BASE_DIR / "staticfiles")))
# The page for when nothing answers is made by `build_maintenance_page` (docs/public-site.md).
STATICFILES_DIRS: list[Any] = [
    BASE_DIR / "static",
    ("maintenance", BASE_DIR / "homebank" / "public" / "maintenance"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 365 * 24 * 60 * 60

# The outside, each door by the dotted path of its maker
CLOCK_FILE = env("HOMEBANK_CLOCK_FILE", "")
# Gateways of SMS in order of preference: the next has its turn when the one before it cannot.
SMS_GATEWAYS = env_list("HOMEBANK_SMS_GATEWAY")
SMS_PREFIXES = env_list("HOMEBANK_SMS_PREFIXES", "+77")
# What codes may cost (notifications/budgets.py): above a budget they wait and operators hear of it.
SMS_CODES_PHONE_DAY = env_count("HOMEBANK_SMS_CODES_PHONE_DAY", 120)
SMS_CODES_BLOCK_HOUR = env_count("HOMEBANK_SMS_CODES_BLOCK_HOUR", 300)
SMS_CODES_HOUR = env_count("HOMEBANK_SMS_CODES_HOUR", 5000)
SMS_CODES_DAY = env_count("HOMEBANK_SMS_CODES_DAY", 30000)
SMSC_KZ_URL = env("HOMEBANK_SMSC_KZ_URL", "https://smsc.kz/sys")
SMSC_KZ_LOGIN = env("HOMEBANK_SMSC_KZ_LOGIN", "")
SMSC_KZ_PASSWORD = env("HOMEBANK_SMSC_KZ_PASSWORD", "")
SMSC_KZ_API_KEY = env("HOMEBANK_SMSC_KZ_API_KEY", "")
MOBIZON_URL = env("HOMEBANK_MOBIZON_URL", "https://api.mobizon.kz/service")
MOBIZON_API_KEY = env("HOMEBANK_MOBIZON_API_KEY", "")
# Whom a message is from, as registered with the operators; smpp.Smpp needs it (docs/smpp.md).
SMS_SENDER = env("HOMEBANK_SMS_SENDER", "HOMEBANK")
SMPP_URL = env("HOMEBANK_SMPP_URL", "")
SMPP_SYSTEM_TYPE = env("HOMEBANK_SMPP_SYSTEM_TYPE", "")
SMPP_WINDOW = env("HOMEBANK_SMPP_WINDOW", "10")
# Codes, limits, holds and bounds of card operations (docs/authorisation.md).
CARD_RULES_FILE = env(
    "HOMEBANK_CARD_RULES_FILE", str(BASE_DIR / "cards" / "authorization" / "rules.toml")
)
# Whether a shown card's CVV goes by SMS too. It is off, and a check warns of it (D-21).
CVV_BY_SMS = env_bool("HOMEBANK_CVV_BY_SMS")
# Where the card host listens, and where a demo's shops find it.
CARDHOST_PORT = env_count("HOMEBANK_CARDHOST_PORT", 8583)
# Certificates of the card host: its own, its key, and whoever may sign those of its clients.
CARDHOST_CERTIFICATE = env("HOMEBANK_CARDHOST_CERTIFICATE", "")
CARDHOST_KEY = env("HOMEBANK_CARDHOST_KEY", "")
CARDHOST_CLIENTS = env("HOMEBANK_CARDHOST_CLIENTS", "")
# For whom files of cards to be made are sealed (cards/ordering/batches.py): PEM.
CARD_BUREAU_CERTIFICATE = env("HOMEBANK_CARD_BUREAU_CERTIFICATE", "")
# Signs the book each night, and where its roots are published: off the database's machine.
BOOK_KEY = env("HOMEBANK_BOOK_KEY", "")
BOOK_ROOTS_FOLDER = env("HOMEBANK_BOOK_ROOTS_FOLDER", "")
# 3-D Secure passwords set before this day are void (D-14): YYYY-MM-DD, or empty.
THREE_DS_CUT_OVER = env("HOMEBANK_THREE_DS_CUT_OVER", "2016-08-09")
# Cards of other banks: who issued which, and who debits them for us (docs/other-cards.md).
CARD_BANKS_FILE = env("HOMEBANK_CARD_BANKS_FILE", str(BASE_DIR / "cards" / "other" / "banks.toml"))
ACQUIRER = env("HOMEBANK_ACQUIRER", "cards.other.acquirers.json_http.JsonAcquirer")
ACQUIRER_URL = env("HOMEBANK_ACQUIRER_URL", "")
ACQUIRER_KEY = env("HOMEBANK_ACQUIRER_KEY", "demo" if DEMO else "")
CARD_HOLDER_LOOKUP = "cards.holders.find_holder"
CARD_OWNER_LOOKUP = "cards.holders.find_owner"
# What each room holds on a customer, for the file that the customer takes (lib/own_data.py).
OWN_DATA = [
    "accounts.own_data.sections.tell", "cards.own_data.tell", "payments.own_data.tell",
    "channel.own_data.tell",
]  # fmt: skip
# What each room knows of one deed, for `manage.py explain` and its desk page (lib/stories.py).
STORIES = [
    f"{room}.story.TELLER"
    for room in ("payments", "cards", "cards.ordering", "accounts", "tariffs", "ledger",
                 "notifications", "channel")
]  # fmt: skip
# What waits for people at the desk in rooms beside it: lines as in desk/queues.py.
DESK_QUEUES = ["channel.queues.STOPPED"]
# What needs four eyes: one class each (docs/four-eyes.md).
FOUR_EYES = [
    "accounts.second_eyes.ChangeNumber",
    "accounts.second_eyes.ResetCodeword",
    "accounts.second_eyes.ChangeRoles",
    "cards.second_eyes.UnblockCard",
    "cards.second_eyes.ReleaseHold",
    "cards.second_eyes.ReleaseForDispute",
    "payments.second_eyes.TakeBackPayment",
    "payments.second_eyes.ReverseTransfer",
    "cards.ordering.linking.LinkOrder",
    "desk.second_eyes.ImportCards",
    "desk.second_eyes.DifferenceToSuspense",
    "homebank.public.editing.second_eyes.PublishWords",
]
# What a day does not close on, beside suspense: callables: day -> how many (ledger/closing.py).
UNEXPLAINED_ON_A_DAY = ["desk.registers.working.unexplained_until"]
MOVEMENT_SUBJECTS = "payments.movements.tell_payments"
DISPUTED_SUBJECT = "payments.movements.find_disputed"
# Who does what customers ask for by SMS (notifications/hearing.py).
SMS_HEARER = "cards.by_sms.hear"
SERVICE_SUBJECT_LOOKUP = "payments.catalogue.subjects.subject_of"
# Branches that hand ordered cards out.
BRANCHES_LOOKUP = "homebank.public.card_branches.card_branches"
# Whether the bank and its couriers work on a day: by the holidays of branches.yaml.
WORKING_DAY_LOOKUP = "homebank.public.card_branches.is_working_day"
DEMO_PHONES_LOOKUP = "homebank.demo_bank.handsets.demo_phones"
BILLER_GATEWAYS = {
    "osmp": "payments.billers.osmp.OsmpBiller",
    "invoice": "payments.billers.invoice.InvoiceBiller",
}
# Who we are to billers of the invoice protocol.
INVOICE_USER = env("HOMEBANK_INVOICE_USER", "demo" if DEMO else "")
INVOICE_PASSWORD = env("HOMEBANK_INVOICE_PASSWORD", "demo" if DEMO else "")
INVOICE_TERMINAL = env("HOMEBANK_INVOICE_TERMINAL", "1")
# Where the demo's biller simulator listens; a real biller's address stands in its own record.
BILLER_SIMULATOR_URL = env("HOMEBANK_BILLER_SIMULATOR_URL", "http://127.0.0.1:8090")

# Celery: messages are nudges, rows are the truth; JSON with ids only.
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "work"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 60,
    "max_retries": 0,  # a web process whose broker is down goes on at once
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = SWEEPS

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "homebank.logs.Redact"}},
    "formatters": {"json": {"()": "homebank.logs.formatter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "filters": ["redact"], "formatter": "json"}
    },
    "root": {"handlers": ["stderr"], "level": env("HOMEBANK_LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "httpx": {"level": "WARNING"},
    },
}

"""Every limit of this room by its name; docs/identity.md shows the same table, a test compares."""

from datetime import timedelta

from accounts.waits import GrowingWait, Pace, Slowdown
from homebank.lib.throttle import Limit

SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)

# One-time codes (S2). 3-D Secure and cash ask for three guesses.
CODE_LIFE = 5 * MINUTE
GUESSES = 5
SENDS = 3
BETWEEN_SENDS = 30 * SECOND

# What a passkey is asked to sign: good for two and a half minutes to five.
CHALLENGE_LIFE = 5 * MINUTE
PASSKEYS = 10
RECOVERY_CODES = 10

# Wrong codes. Before sign-in per customer and network; after it per customer and purpose.
WRONG_CODES_HOUR = Limit("wrong-codes-hour", 10, HOUR)
WRONG_CODES_DAY = Limit("wrong-codes-day", 20, DAY)
WRONG_CODES_CUSTOMER = Slowdown("wrong-codes-customer", 20, DAY, longest=2 * SECOND)

# Sends (S5). Before sign-in per phone; after it per customer. Alerts are not counted.
SMS_PHONE_PAUSE = Pace("sms-phone-pause", BETWEEN_SENDS)
SMS_PHONE_HOUR = Limit("sms-phone-hour", 5, HOUR)
SMS_PHONE_DAY = Limit("sms-phone-day", 10, DAY)
# Anybody may ask for a recovery, or for a registration without a card, by the number alone: of a
# phone's codes that many at most, so that no stranger uses up those that its owner signs in with.
SMS_RECOVERY_HOUR = Limit("sms-recovery-hour", 3, HOUR)
SMS_RECOVERY_DAY = Limit("sms-recovery-day", 6, DAY)
# Numbers that the bank does not know get codes for a registration without a card, and for it alone.
SMS_NETWORK_HOUR = Limit("sms-network-hour", 20, HOUR)
SMS_CUSTOMER_HOUR = Limit("sms-customer-hour", 30, HOUR)
SMS_CUSTOMER_DAY = Limit("sms-customer-day", 100, DAY)

# Wrong passwords (S3), customers and staff.
WRONG_PASSWORDS = GrowingWait("wrong-passwords", 10, first=MINUTE, longest=DAY, forgets=DAY)
WRONG_PASSWORDS_NETWORK = Limit("wrong-passwords-network", 100, HOUR)
WRONG_PASSWORDS_ACCOUNT = Slowdown("wrong-passwords-account", 20, DAY, longest=2 * SECOND)

# Registration by card (S4), and one warning of a kind a day to the owner. A card is refused per
# network only: whoever knows no more than its number must not keep its owner out.
REGISTRATION_CARD = Limit("registration-card", 5, DAY)
REGISTRATION_CARD_NETWORKS = Slowdown("registration-card-networks", 5, DAY, longest=2 * SECOND)
REGISTRATION_NETWORK = Limit("registration-network", 20, DAY)
REGISTRATION_WARNING = Limit("registration-warning", 1, DAY)
REGISTRATION_LIFE = 15 * MINUTE
LOGIN_NAMES = Limit("login-names", 20, DAY)

# Registration without a card: starts per network, whichever the numbers; taken login names that it
# was told of. Codes to numbers are counted above.
CARDLESS_NETWORK = Limit("cardless-network", 60, HOUR)
LOGIN_NAMES_NETWORK = Limit("login-names-network", 20, DAY)

# Recovery of access: starts per network, wrong second proofs per customer and network; all over
# the networks they slow. After it new payees wait.
RECOVERY_NETWORK = Limit("recovery-network", 20, HOUR)
RECOVERY_PROOF = Limit("recovery-proof", 5, DAY)
RECOVERY_PROOF_CUSTOMER = Slowdown("recovery-proof-customer", 5, DAY, longest=2 * SECOND)
RECOVERY_LIFE = 15 * MINUTE
COOLING = DAY

# Staff: files looked for, files opened with a reason, and how long a reason is good for; calls
# announced; changes of what a customer is known by. A proposal of another number is counted per
# customer too.
FILE_OPENINGS = Limit("file-openings", 60, HOUR)
FILE_SEARCHES = Limit("file-searches", 120, HOUR)
OPENING_LIFE = 15 * MINUTE
BANK_CALLS = Limit("bank-calls", 30, HOUR)
CALL_LIFE = 15 * MINUTE
TRUST_CHANGES = Limit("trust-changes", 20, HOUR)
NUMBER_PROPOSALS = Limit("number-proposals", 3, DAY)
# What needs four eyes: deeds proposed and decided per member of staff; and how often one thing is
# asked for about one row, so that nobody wears an approver down.
PROPOSALS = Limit("proposals", 60, HOUR)
PROPOSALS_SUBJECT = Limit("proposals-subject", 5, DAY)
# A codeword that a caller says: wrong ones per customer (or order) over all of staff, and all that
# an operator compares, so that nobody tries the commonest word on one file after another.
CODEWORD_CHECKS = Limit("codeword-checks", 3, DAY)
CODEWORD_OPERATOR = Limit("codeword-operator", 30, HOUR)

# A change of access that waits for its code.
DEED_LIFE = 15 * MINUTE

# Between the password and its code.
SIGN_IN_LIFE = 15 * MINUTE

# Open visits of one customer at a time: one more ends the longest unused.
MOST_VISITS = 10
# A visit made to last longer by the warning's button; any page does it too.
VISIT_STAYS = Limit("visit-stays", 60, HOUR)
# What was typed into a form that came after its visit had ended.
TYPED_LIFE = HOUR
# Files of one's own data, and how long after the code a visit may take them.
OWN_DATA_FILES = Limit("own-data-files", 20, DAY)
OWN_DATA_LIFE = 15 * MINUTE

# Tries to sign in by certificate, right ones given back; each has one text to sign, once.
CERTIFICATE_NETWORK = Limit("certificate-network", 30, HOUR)
CERTIFICATE_LIFE = 5 * MINUTE

# Cards: looks at a whole number asked for. What is asked by SMS: commands obeyed, answers to words
# that are none, or that changed nothing. Reports of a lost card or phone from the public page; the
# codeword there is counted with the other second proofs (RECOVERY_PROOF).
CARD_REVEALS = Limit("card-reveals", 10, DAY)
SMS_COMMANDS = Limit("sms-commands", 20, DAY)
SMS_ANSWERS = Limit("sms-answers", 5, HOUR)
LOST_NETWORK = Limit("lost-network", 20, HOUR)
# How often a report also ends visits and codes: who knows the codeword freezes cards whenever they
# like, but does not keep the owner from signing in and changing it.
LOST_ENDS = Limit("lost-ends", 3, DAY)

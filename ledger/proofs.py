"""What must hold in the book, each as one query that finds where it does not.

A proof's query gives nothing when the book is right. Its columns name the place and fill the
sentence; `account`, `shard`, `transfer` and `hold` are identifiers.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proof:
    """One rule of the book: its name, the sentence for a breach, the query that finds breaches."""

    name: str
    sentence: str
    query: str


ZERO_SUM = Proof(
    "transfers sum to zero",
    "transfer {transfer}: its entries in {currency} sum to {sum}, not to zero",
    """
    SELECT transfer_id AS transfer, currency, sum(amount_minor) AS sum
    FROM ledger_entry GROUP BY transfer_id, currency HAVING sum(amount_minor) <> 0
    """,
)
NO_EMPTY_TRANSFER = Proof(
    "transfers have entries",
    "transfer {transfer} has no entries",
    """
    SELECT t.id AS transfer FROM ledger_transfer t
    WHERE NOT EXISTS (SELECT FROM ledger_entry e WHERE e.transfer_id = t.id)
    """,
)
NO_ORPHAN_ENTRY = Proof(
    "entries belong to a transfer and an account",
    "account {account}: entry {entry} of transfer {transfer} has no transfer, no account,"
    " or another currency than its account",
    """
    SELECT e.account_id AS account, e.id AS entry, e.transfer_id AS transfer
    FROM ledger_entry e
    LEFT JOIN ledger_transfer t ON t.id = e.transfer_id
    LEFT JOIN ledger_account a ON a.id = e.account_id
    WHERE t.id IS NULL OR a.id IS NULL OR a.currency <> e.currency
    """,
)
CHAIN = Proof(
    "entries follow each other without a gap",
    "account {account}, shard {shard}: entry {sequence} (transfer {transfer}) follows entry"
    " {last} with balance {before}, moves {amount} and leaves {after}",
    """
    SELECT account_id AS account, shard, sequence, transfer_id AS transfer, last, before,
           amount_minor AS amount, balance_after_minor AS after
    FROM (SELECT *, lag(sequence, 1, 0::bigint) OVER chain AS last,
                 lag(balance_after_minor, 1, 0::bigint) OVER chain AS before
          FROM ledger_entry
          WINDOW chain AS (PARTITION BY account_id, shard ORDER BY sequence)) AS line
    WHERE sequence <> last + 1 OR balance_after_minor <> before + amount_minor
    """,
)
BALANCES = Proof(
    "balances equal the sums of their entries",
    "account {account}, shard {shard}: the balance is {balance} after {counted} entries, but"
    " {entries} entries sum to {sum}",
    """
    SELECT account_id AS account, shard, coalesce(b.amount_minor, 0) AS balance,
           coalesce(b.sequence, 0) AS counted, coalesce(e.entries, 0) AS entries,
           coalesce(e.sum, 0) AS sum
    FROM (SELECT account_id, shard, sum(amount_minor) AS sum, count(*) AS entries
          FROM ledger_entry GROUP BY account_id, shard) AS e
    FULL JOIN ledger_balance b USING (account_id, shard)
    WHERE b.account_id IS NULL OR b.amount_minor <> coalesce(e.sum, 0)
       OR b.sequence <> coalesce(e.entries, 0)
    """,
)
SHARDS = Proof(
    "accounts have all their balances",
    "account {account}: it has {found} balances instead of {shards}, or one with another floor",
    """
    SELECT a.id AS account, a.shards, count(b.shard) AS found
    FROM ledger_account a LEFT JOIN ledger_balance b ON b.account_id = a.id
    GROUP BY a.id
    HAVING count(b.shard) <> a.shards OR max(b.shard) <> a.shards - 1
        OR bool_or(b.floor_minor IS DISTINCT FROM a.floor_minor)
    """,
)
FLOORS = Proof(
    "floors hold",
    "account {account}, shard {shard}: {balance} less {held} held is below the floor of {floor}",
    """
    SELECT account_id AS account, shard, amount_minor AS balance, held_minor AS held,
           floor_minor AS floor
    FROM ledger_balance WHERE amount_minor - held_minor < floor_minor OR held_minor < 0
    """,
)
HELD = Proof(
    "held sums equal the open holds",
    "account {account}: {held} is held, but its open holds sum to {sum}: {holds}",
    """
    SELECT account_id AS account, coalesce(b.held, 0) AS held, coalesce(h.sum, 0) AS sum,
           coalesce(h.holds, 'none') AS holds
    FROM (SELECT account_id, sum(held_minor) AS held FROM ledger_balance GROUP BY 1) AS b
    FULL JOIN (SELECT h.account_id, sum(h.amount_minor) AS sum,
                      string_agg(h.id::text, ', ' ORDER BY h.placed_at DESC) AS holds
               FROM ledger_hold h
               WHERE NOT EXISTS (SELECT FROM ledger_holdresolution r WHERE r.hold_id = h.id)
               GROUP BY h.account_id) AS h USING (account_id)
    WHERE coalesce(b.held, 0) <> coalesce(h.sum, 0)
    """,
)
NO_ORPHAN_HOLD = Proof(
    "holds belong to an account, and their ends to them",
    "hold {hold}: {what}",
    """
    SELECT h.id AS hold, 'its account ' || h.account_id || ' is unknown or in another currency'
           AS what
    FROM ledger_hold h LEFT JOIN ledger_account a ON a.id = h.account_id
    WHERE a.id IS NULL OR a.currency <> h.currency
    UNION ALL
    SELECT r.hold_id, 'it is ' || r.outcome || ' without ever having been placed'
    FROM ledger_holdresolution r LEFT JOIN ledger_hold h ON h.id = r.hold_id WHERE h.id IS NULL
    UNION ALL
    SELECT r.hold_id, 'it is ' || r.outcome || ', but the transfer says otherwise'
    FROM ledger_holdresolution r LEFT JOIN ledger_transfer t ON t.id = r.transfer_id
    WHERE (r.outcome = 'settled') <> (t.id IS NOT NULL)
    """,
)
REVERSALS = Proof(
    "reversals are the opposite of what they reverse",
    "transfer {transfer} is not the opposite of transfer {reversed}, which it reverses",
    """
    SELECT t.id AS transfer, t.reverses_id AS reversed FROM ledger_transfer t
    WHERE t.reverses_id IS NOT NULL AND EXISTS (
        SELECT FROM (SELECT account_id, currency, -amount_minor AS amount FROM ledger_entry
                     WHERE transfer_id = t.reverses_id) AS wrong
        FULL JOIN (SELECT account_id, currency, amount_minor AS amount FROM ledger_entry
                   WHERE transfer_id = t.id) AS opposite
        USING (account_id, currency, amount)
        WHERE wrong IS NULL OR opposite IS NULL)
    """,
)
TRANSFER_DIGESTS = Proof(
    "transfers are as they were asked for",
    "transfer {transfer}: its customer, kind, subject, memo or entries are not those of its digest",
    """
    SELECT t.id AS transfer FROM ledger_transfer t
    JOIN (SELECT transfer_id, array_agg(account_id ORDER BY account_id) AS accounts,
                 array_agg(amount_minor ORDER BY account_id) AS amounts,
                 array_agg(currency::text ORDER BY account_id) AS currencies
          FROM ledger_entry GROUP BY transfer_id) AS e ON e.transfer_id = t.id
    LEFT JOIN ledger_holdresolution r ON r.transfer_id = t.id
    WHERE t.digest <> sha256(convert_to(CASE
        WHEN t.reverses_id IS NOT NULL THEN ROW('reversal', t.reverses_id, t.memo)::text
        WHEN r.hold_id IS NOT NULL
        THEN ROW(r.hold_id, t.kind, t.memo, e.accounts, e.amounts, e.currencies)::text
        ELSE ROW(t.customer, t.kind, t.subject, t.memo, e.accounts, e.amounts,
                 e.currencies)::text END, 'UTF8'))
    """,
)
HOLD_DIGESTS = Proof(
    "holds are as they were asked for",
    "hold {hold}: its customer, kind, subject, account or amount are not those of its digest",
    """
    SELECT h.id AS hold FROM ledger_hold h
    WHERE h.digest <> sha256(convert_to(
        ROW(h.customer, h.kind, h.subject, h.account_id, h.amount_minor, h.currency)::text,
        'UTF8'))
    """,
)
WHOLE = Proof(
    "all balances sum to zero",
    "all accounts in {currency} sum to {sum}, not to zero",
    """
    SELECT a.currency, sum(b.amount_minor) AS sum
    FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id
    GROUP BY a.currency HAVING sum(b.amount_minor) <> 0
    """,
)

PROOFS = (
    ZERO_SUM, NO_EMPTY_TRANSFER, NO_ORPHAN_ENTRY, CHAIN, BALANCES, SHARDS, FLOORS, HELD,
    NO_ORPHAN_HOLD, REVERSALS, TRANSFER_DIGESTS, HOLD_DIGESTS, WHOLE,
)  # fmt: skip

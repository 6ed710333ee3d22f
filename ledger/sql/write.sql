-- Writes one transfer with all its entries: locks, then checks, then the lines. For the verbs only.
-- Customers' balances are locked in the order of accounts, then the bank's own shards, so that two
-- transfers never wait for each other in a circle and the busy rows are held for the shortest time.
-- The time is taken when all locks are held: order by sequence and order by time agree.
CREATE OR REPLACE FUNCTION ledger_write(
    p_id uuid, p_customer uuid, p_kind text, p_subject uuid, p_memo text, p_digest bytea,
    p_reverses uuid, p_accounts bigint[], p_amounts bigint[], p_currencies text[],
    p_offset interval, p_hold_account bigint DEFAULT NULL, p_hold_amount bigint DEFAULT 0
) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
    leg record;
    written_at timestamptz;
    freed bigint := 0;
    balance bigint;
    number bigint;
    seen int := 0;
    accounts bigint[]; shards smallint[]; numbers bigint[];
    amounts bigint[]; currencies text[]; balances bigint[];
BEGIN
    FOR leg IN
        SELECT a.id, a.currency, given.amount, given.currency AS given_currency,
               CASE WHEN a.shards = 1 OR a.id = p_hold_account THEN 0
                    ELSE (uuid_hash(p_id) & 2147483647) % a.shards END AS shard
        FROM unnest(p_accounts, p_amounts, p_currencies) AS given (account, amount, currency)
        JOIN ledger_account AS a ON a.id = given.account
        ORDER BY a.owner_id IS NULL, a.id
    LOOP
        IF leg.currency <> leg.given_currency THEN
            RAISE EXCEPTION 'account % is in %', leg.id, leg.currency USING ERRCODE = 'LB004';
        END IF;
        seen := seen + 1;
        freed := CASE WHEN leg.id = p_hold_account THEN p_hold_amount ELSE 0 END;
        UPDATE ledger_balance AS b
        SET amount_minor = b.amount_minor + leg.amount, held_minor = b.held_minor - freed,
            sequence = b.sequence + (leg.amount <> 0)::int
        WHERE b.account_id = leg.id AND b.shard = leg.shard
          AND (b.floor_minor IS NULL
               OR b.amount_minor + leg.amount - b.held_minor + freed >= b.floor_minor)
        RETURNING b.amount_minor, b.sequence INTO balance, number;
        IF NOT FOUND THEN
            PERFORM ledger_not_enough(leg.id, -leg.amount, freed);
        END IF;
        IF leg.amount <> 0 THEN
            accounts := accounts || leg.id;
            shards := shards || leg.shard::smallint;
            numbers := numbers || number;
            amounts := amounts || leg.amount;
            currencies := currencies || leg.currency::text;
            balances := balances || balance;
        END IF;
    END LOOP;
    IF seen <> cardinality(p_accounts) THEN
        RAISE EXCEPTION 'an account of % is unknown', p_accounts USING ERRCODE = 'LB006';
    ELSIF accounts IS NULL THEN
        RAISE EXCEPTION 'transfer % moves nothing', p_id USING ERRCODE = 'LB005';
    END IF;
    written_at := clock_timestamp() + p_offset;
    INSERT INTO ledger_transfer (id, customer, kind, subject, reverses_id, memo, digest, at)
    VALUES (p_id, p_customer, p_kind, p_subject, p_reverses, p_memo, p_digest, written_at);
    INSERT INTO ledger_entry (transfer_id, account_id, shard, sequence, amount_minor, currency,
                              balance_after_minor, at)
    SELECT p_id, line.account, line.shard, line.number, line.amount, line.currency, line.balance,
           written_at
    FROM unnest(accounts, shards, numbers, amounts, currencies, balances)
        AS line (account, shard, number, amount, currency, balance);
    RETURN written_at;
END $$;

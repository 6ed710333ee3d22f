-- Writes one transfer with all its entries: locks, then checks, then the lines. For the verbs only.
-- Customers' balances are locked in the order of accounts, then the bank's own shards, so that two
-- transfers never wait for each other in a circle and the busy rows are held for the shortest time.
-- Shards take turns: whoever posts at the same moment meets in none, as with any drawn by chance.
-- The time is taken when all locks are held: order by sequence and order by time agree.
CREATE OR REPLACE FUNCTION ledger_write(
    p_id uuid, p_customer uuid, p_kind text, p_subject uuid, p_memo text, p_digest bytea,
    p_reverses uuid, p_accounts bigint[], p_amounts bigint[], p_currencies text[],
    p_offset interval, p_hold_account bigint DEFAULT NULL, p_hold_amount bigint DEFAULT 0
) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
    turn bigint := nextval('ledger_turn');
    written_at timestamptz;
    leg record;
    place int;
    moved bigint;
    freed bigint;
    part smallint;
    balance bigint;
    number bigint;
    seen int := 0;
    accounts bigint[]; parts smallint[]; numbers bigint[];
    amounts bigint[]; currencies text[]; balances bigint[];
BEGIN
    FOR leg IN
        SELECT a.id, a.currency::text, a.shards
        FROM ledger_account AS a WHERE a.id = ANY (p_accounts)
        ORDER BY a.owner_id IS NULL, a.id
    LOOP
        seen := seen + 1;
        place := array_position(p_accounts, leg.id);
        IF leg.currency <> p_currencies[place] THEN
            RAISE EXCEPTION 'account % is in %', leg.id, leg.currency USING ERRCODE = 'LB004';
        END IF;
        moved := p_amounts[place];
        IF leg.id = p_hold_account THEN
            freed := p_hold_amount;
            part := 0;
        ELSE
            freed := 0;
            part := turn % leg.shards;
        END IF;
        UPDATE ledger_balance AS b
        SET amount_minor = b.amount_minor + moved, held_minor = b.held_minor - freed,
            sequence = b.sequence + (moved <> 0)::int
        WHERE b.account_id = leg.id AND b.shard = part
          AND (b.floor_minor IS NULL
               OR b.amount_minor + moved - b.held_minor + freed >= b.floor_minor)
        RETURNING b.amount_minor, b.sequence INTO balance, number;
        IF NOT FOUND THEN
            PERFORM ledger_not_enough(leg.id, -moved, freed);
        END IF;
        IF moved <> 0 THEN
            accounts := accounts || leg.id;
            parts := parts || part;
            numbers := numbers || number;
            amounts := amounts || moved;
            currencies := currencies || leg.currency;
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
    SELECT p_id, line.account, line.part, line.number, line.amount, line.currency, line.balance,
           written_at
    FROM unnest(accounts, parts, numbers, amounts, currencies, balances)
        AS line (account, part, number, amount, currency, balance);
    RETURN written_at;
END $$;

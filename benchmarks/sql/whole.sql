-- The whole payment in one call, as fast as PL/pgSQL lets it be: idempotency key, tariff and fee,
-- guard, three entries with the balance after, every balance kept, foreign keys, an SMS in the outbox.
-- What a bank's book has besides (append-only triggers, a proof that legs sum to zero, roles, a
-- digest, order of locks, floors, numbers without gaps) it has not.
CREATE TABLE account (id bigint PRIMARY KEY);
CREATE TABLE balance (
    account_id bigint NOT NULL REFERENCES account(id), shard smallint NOT NULL DEFAULT 0,
    amount bigint NOT NULL DEFAULT 0, version bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, shard)
) WITH (fillfactor = 50);
CREATE TABLE transfer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
    payer_id bigint NOT NULL REFERENCES account(id), biller_id bigint NOT NULL REFERENCES account(id),
    amount bigint NOT NULL CHECK (amount > 0), fee bigint NOT NULL CHECK (fee >= 0));
CREATE TABLE entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transfer_id bigint NOT NULL REFERENCES transfer(id),
    account_id bigint NOT NULL REFERENCES account(id),
    amount bigint NOT NULL CHECK (amount <> 0), created_at timestamptz NOT NULL DEFAULT now(),
    balance_after bigint);
CREATE INDEX entry_acc_time ON entry (account_id, created_at DESC, id DESC);
CREATE TABLE tariff (
    id int PRIMARY KEY, biller_id bigint NOT NULL REFERENCES account(id),
    valid_from timestamptz NOT NULL, bp int NOT NULL, fee_min bigint NOT NULL, fee_max bigint NOT NULL);
CREATE INDEX tariff_ix ON tariff (biller_id, valid_from DESC);
CREATE TABLE idem (
    payer_id bigint NOT NULL, key uuid NOT NULL, transfer_id bigint, PRIMARY KEY (payer_id, key));
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account_id bigint NOT NULL, body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(), sent_at timestamptz);
CREATE INDEX outbox_todo ON outbox (id) WHERE sent_at IS NULL;

INSERT INTO account
SELECT generate_series(1, {payers}) UNION ALL SELECT 1000000 + generate_series(1, {billers})
UNION ALL SELECT 2000001;
INSERT INTO balance
SELECT id, 0, CASE WHEN id <= {payers} THEN 1000000000000 ELSE 0 END FROM account;
INSERT INTO balance SELECT 2000001, shard FROM generate_series(1, 15) AS shard;
INSERT INTO tariff
SELECT n, 1000000 + n, '2020-01-01', 100, 1, 500 FROM generate_series(1, {billers}) AS n;

CREATE FUNCTION pay(p bigint, b bigint, amt bigint, k uuid, OUT t bigint, OUT fee_ bigint, OUT bal bigint)
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO idem (payer_id, key) VALUES (p, k) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        SELECT transfer_id INTO t FROM idem WHERE payer_id = p AND key = k;
        RETURN;
    END IF;
    SELECT least(greatest((amt * bp + 9999) / 10000, fee_min), fee_max) INTO STRICT fee_ FROM tariff
    WHERE biller_id = b AND valid_from <= now() ORDER BY valid_from DESC LIMIT 1;
    UPDATE balance SET amount = amount - (amt + fee_), version = version + 1
    WHERE account_id = p AND shard = 0 AND amount >= amt + fee_ RETURNING amount INTO bal;
    IF NOT FOUND THEN RAISE EXCEPTION 'insufficient'; END IF;
    INSERT INTO transfer (payer_id, biller_id, amount, fee) VALUES (p, b, amt, fee_)
    RETURNING id INTO t;
    INSERT INTO entry (transfer_id, account_id, amount, balance_after)
    VALUES (t, p, -(amt + fee_), bal), (t, b, amt, NULL), (t, 2000001, fee_, NULL);
    UPDATE idem SET transfer_id = t WHERE payer_id = p AND key = k;
    INSERT INTO outbox (account_id, body)
    VALUES (p, 'Paid ' || amt || ', fee ' || fee_ || ', balance ' || bal);
    UPDATE balance SET amount = amount + amt, version = version + 1
    WHERE account_id = b AND shard = 0;
    UPDATE balance SET amount = amount + fee_, version = version + 1
    WHERE account_id = 2000001 AND shard = t % 16;
END $$;

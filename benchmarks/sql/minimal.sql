-- The least that can be called a payment: guard, transfer, three entries; one call. No foreign keys,
-- no balance but the payer's, so no row that two payments share. The floor that P3 is held against.
CREATE TABLE balance (
    account_id bigint PRIMARY KEY, amount bigint NOT NULL
) WITH (fillfactor = 50);
CREATE TABLE transfer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
    payer_id bigint NOT NULL, biller_id bigint NOT NULL, amount bigint NOT NULL, fee bigint NOT NULL);
CREATE TABLE entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, transfer_id bigint NOT NULL,
    account_id bigint NOT NULL, amount bigint NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX entry_acc_time ON entry (account_id, created_at DESC, id DESC);
INSERT INTO balance SELECT payer, 1000000000000 FROM generate_series(1, {payers}) AS payer;

CREATE FUNCTION pay(p bigint, b bigint, amt bigint, fee_ bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    t bigint;
BEGIN
    UPDATE balance SET amount = amount - (amt + fee_)
    WHERE account_id = p AND amount >= amt + fee_;
    IF NOT FOUND THEN RAISE EXCEPTION 'insufficient'; END IF;
    INSERT INTO transfer (payer_id, biller_id, amount, fee) VALUES (p, b, amt, fee_)
    RETURNING id INTO t;
    INSERT INTO entry (transfer_id, account_id, amount)
    VALUES (t, p, -(amt + fee_)), (t, b, amt), (t, 2000001, fee_);
    RETURN t;
END $$;

-- Refuses a debit or a hold that the account cannot bear, and says what is needed and available.
-- p_freed is the held part that the refused deed would have set free.
CREATE OR REPLACE FUNCTION ledger_not_enough(p_account bigint, p_needed bigint, p_freed bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    detail text;
BEGIN
    SELECT json_build_object(
        'needed', p_needed, 'currency', a.currency,
        'available', b.amount_minor - b.held_minor + p_freed - coalesce(b.floor_minor, 0))
    INTO STRICT detail
    FROM ledger_balance AS b JOIN ledger_account AS a ON a.id = b.account_id
    WHERE b.account_id = p_account AND b.shard = 0;
    RAISE EXCEPTION 'account % has not enough money', p_account
        USING ERRCODE = 'LB001', DETAIL = detail;
END $$;

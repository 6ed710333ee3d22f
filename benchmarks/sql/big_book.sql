-- A book of {transfers} top-ups: a fifth of them on one whale's account, ten thousand (at full
-- scale) on a small one, the rest spread over many, all in turns, as time would have mixed them.
-- By a superuser with triggers off: through the verbs it would take an hour.
SET session_replication_role = replica;
SET maintenance_work_mem = '512MB';
SET synchronous_commit = off;

CREATE TEMP TABLE plan AS
SELECT n, ('0199' || lpad(to_hex(n), 28, '0'))::uuid AS transfer,
       timestamptz '2026-01-01' + n * interval '1 second' AS at,
       CASE WHEN n % 5 = 0 THEN {whale}
            WHEN j % {rarity} = 0 THEN {small}
            ELSE {first} + (k % {many}) END AS account,
       CASE WHEN n % 5 = 0 THEN n / 5 + 1
            WHEN j % {rarity} = 0 THEN j / {rarity} + 1
            ELSE k / {many} + 1 END AS number
FROM generate_series(0, {transfers} - 1) AS n,
     LATERAL (SELECT n / 5 * 4 + n % 5 - 1 AS j) AS rest,
     LATERAL (SELECT j - j / {rarity} - 1 AS k) AS others;

INSERT INTO ledger_transfer (id, kind, memo, digest, at) SELECT transfer, 'top-up', '', '', at FROM plan;
INSERT INTO ledger_entry (transfer_id, account_id, shard, sequence, amount_minor, currency,
                          balance_after_minor, at)
SELECT transfer, leg.account, leg.shard, leg.number, leg.amount, 'KZT', leg.number * leg.amount, at
FROM plan, LATERAL (VALUES
    (account, 0, number, 100), ({cash}, n % 16, n / 16 + 1, -100)
) AS leg (account, shard, number, amount);
UPDATE ledger_balance AS b SET amount_minor = last.balance, sequence = last.number
FROM (SELECT DISTINCT ON (account_id, shard) account_id, shard, balance_after_minor AS balance,
             sequence AS number
      FROM ledger_entry ORDER BY account_id, shard, sequence DESC) AS last
WHERE last.account_id = b.account_id AND last.shard = b.shard;
DROP TABLE plan;

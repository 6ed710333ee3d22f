-- The site reads the book and calls its verbs, nothing else. {web} is the role of DATABASE_URL.
REVOKE ALL ON ledger_account, ledger_balance, ledger_transfer, ledger_entry, ledger_hold,
    ledger_holdresolution FROM {web};
GRANT SELECT ON ledger_account, ledger_balance, ledger_transfer, ledger_entry, ledger_hold,
    ledger_holdresolution TO {web};
REVOKE ALL ON ledger_bookroot, ledger_bookcut, ledger_suspensenote, ledger_closedday
    FROM {web};
GRANT SELECT, INSERT ON ledger_bookroot, ledger_bookcut, ledger_suspensenote,
    ledger_closedday TO {web};
REVOKE ALL ON SEQUENCE ledger_account_id_seq, ledger_entry_id_seq, ledger_turn FROM {web};
GRANT USAGE ON SEQUENCE ledger_account_number TO {web};
REVOKE ALL ON FUNCTION ledger_open, ledger_post, ledger_hold, ledger_settle, ledger_release,
    ledger_reverse, ledger_write, ledger_first, ledger_not_enough, ledger_hold_refused,
    ledger_balanced, ledger_frozen FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_open, ledger_post, ledger_hold, ledger_settle, ledger_release,
    ledger_reverse TO {web};

DROP TRIGGER accounts_proposal_is_kept ON accounts_proposal;
DROP TRIGGER accounts_proposal_is_frozen ON accounts_proposal;
DROP FUNCTION accounts_proposal_frozen();

-- A proposal stays as it was made, whoever asks, and is decided once: only then do state, decider,
-- time and words of the decision change. Nothing is deleted. Sealed columns may be sealed anew under
-- another key: what was sealed under its column and key cannot be forged without them.
CREATE FUNCTION accounts_proposal_frozen() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (OLD.id, OLD.kind, OLD.customer_id, OLD.subject, OLD.reason, OLD.proposed_by_id,
        OLD.proposed_at, OLD.expires_at)
       IS NOT DISTINCT FROM
       (NEW.id, NEW.kind, NEW.customer_id, NEW.subject, NEW.reason, NEW.proposed_by_id,
        NEW.proposed_at, NEW.expires_at)
       AND (OLD.state = 'waits'
            OR (OLD.state, OLD.decided_by_id, OLD.decided_at, OLD.decision)
               IS NOT DISTINCT FROM
               (NEW.state, NEW.decided_by_id, NEW.decided_at, NEW.decision))
    THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'proposals are decided once: % of % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER accounts_proposal_is_frozen BEFORE UPDATE OR DELETE ON accounts_proposal
  FOR EACH ROW EXECUTE FUNCTION accounts_proposal_frozen();
CREATE TRIGGER accounts_proposal_is_kept BEFORE TRUNCATE ON accounts_proposal
  FOR EACH STATEMENT EXECUTE FUNCTION accounts_proposal_frozen();

-- A paper that was issued stays as it was, whoever asks: the owner of the tables too. It can be
-- withdrawn once, and counted when it is checked. Sealed columns may be sealed anew under another
-- key: the fingerprints beside them (sha256, code_hash) are frozen and tell whether they still fit.
CREATE SEQUENCE documents_number;

CREATE FUNCTION documents_frozen() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (OLD.id, OLD.number, OLD.kind, OLD.subject, OLD.owner_id, OLD.language,
        OLD.issued_to_masked, OLD.issued_at, OLD.code_hash, OLD.sha256)
       IS NOT DISTINCT FROM
       (NEW.id, NEW.number, NEW.kind, NEW.subject, NEW.owner_id, NEW.language,
        NEW.issued_to_masked, NEW.issued_at, NEW.code_hash, NEW.sha256)
       AND (OLD.withdrawn_at IS NULL
            OR (OLD.withdrawn_at, OLD.withdrawn_for) = (NEW.withdrawn_at, NEW.withdrawn_for))
       AND NEW.checked_count >= OLD.checked_count
    THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'papers are issued once: % of % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER documents_document_is_frozen BEFORE UPDATE OR DELETE ON documents_document
  FOR EACH ROW EXECUTE FUNCTION documents_frozen();
CREATE TRIGGER documents_document_is_kept BEFORE TRUNCATE ON documents_document
  FOR EACH STATEMENT EXECUTE FUNCTION documents_frozen();

DROP TRIGGER documents_document_is_kept ON documents_document;
DROP TRIGGER documents_document_is_frozen ON documents_document;
DROP FUNCTION documents_frozen();
DROP SEQUENCE documents_number;

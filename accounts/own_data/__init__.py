"""What the bank holds on a person: documents, consents, language, and the file of it."""

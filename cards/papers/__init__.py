"""Papers about an account: the notice of its number and the certificate of its funds."""

"""The desk's pages where contacts and help are written."""

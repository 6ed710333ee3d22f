"""The ledger of a usual Django tutorial, written well."""

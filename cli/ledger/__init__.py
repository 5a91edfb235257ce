"""`presence verify-ledger` and `presence protect-ledger`."""

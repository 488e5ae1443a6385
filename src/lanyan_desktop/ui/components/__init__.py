"""The small parts pages are put together from; they know no record, no ledger and no shell."""

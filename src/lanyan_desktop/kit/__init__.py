"""Paths, settings, logs, ids, clock: small tools that know no field of the trade."""

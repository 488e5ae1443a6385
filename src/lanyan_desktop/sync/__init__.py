"""Offices that meet at a place that keeps files: packing, keys, members, what to fetch, what to send, what to heal."""

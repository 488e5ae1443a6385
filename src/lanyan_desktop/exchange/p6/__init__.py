"""Primavera P6's XER: read into an exchanged plan."""

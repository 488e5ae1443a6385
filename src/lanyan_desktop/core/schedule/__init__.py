"""Calendars, the network and its dates."""

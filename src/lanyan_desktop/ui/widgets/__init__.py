"""Widgets shared by all tabs: the table, the form, the import wizard."""

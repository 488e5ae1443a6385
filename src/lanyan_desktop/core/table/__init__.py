"""What a table is, without a screen: columns, rows, queries, outlines, clipboard text, figures of a selection.

The shared table widget (`ui.widgets.table`) shows it, services fill it. Nothing here knows a widget or the ledger.
"""

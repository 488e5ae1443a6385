"""Forms out: a budget, a month of attendance or slips, a plan, as the workbook that the site prints and stamps.

Each reads what the ledger has, hands it to the writer of its form in `exchange.excel.writing`, and says what went out.
"""

from __future__ import annotations

from lanyan_desktop.services.exports.form import Exported, as_json, export_form, lines, suggested_name

__all__ = ["Exported", "as_json", "export_form", "lines", "suggested_name"]

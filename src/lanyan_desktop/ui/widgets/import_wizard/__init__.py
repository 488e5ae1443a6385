"""Import: one wizard for every form of a workbook, one page of the same parts for plan files (`PlanImport`).

The sheet is shown as it looks, with what each row was taken for, how its columns were mapped, problems by cell, sums
that tie or differ, and what the ledger would change; classes, columns, unit and month can be put right. Then one
undoable step writes it::

    wizard = ImportWizard(context.jobs, context.project_id, form="budget", path=path)
    wizard.committed.connect(…)   # services.imports.Committed
    wizard.closed.connect(…)

Reading and writing run as jobs with progress and cancel; a file may be dropped on it.
"""

from __future__ import annotations

from lanyan_desktop.ui.widgets.import_wizard.files import ask_file
from lanyan_desktop.ui.widgets.import_wizard.plan_page import PlanImport
from lanyan_desktop.ui.widgets.import_wizard.wizard import ImportWizard

__all__ = ["ImportWizard", "PlanImport", "ask_file"]

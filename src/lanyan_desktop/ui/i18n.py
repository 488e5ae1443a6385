"""Text for users: Chinese in the source, other languages through Qt's translators.

``tr("共 %1 项", count)``: the text is a literal (a test reads the source), particulars come as %1, %2 …, never through
an f-string, which no translation would ever match.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

CONTEXT = "lanyan"
_PLACE = re.compile(r"%(\d)")


def tr(text: str, *particulars: object) -> str:
    """The text in the user's language with its particulars filled in.

    >>> tr("共 %1 项，其中 %2 项未完", 12, 3)
    '共 12 项，其中 3 项未完'
    """
    translated = QCoreApplication.translate(CONTEXT, text)
    if not particulars:
        return translated
    return _PLACE.sub(lambda found: str(particulars[int(found[1]) - 1]), translated)

"""A new passphrase, typed twice, with a hint how strong it is; and the name under which others see this person."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QProgressBar, QVBoxLayout, QWidget

from lanyan_desktop.ui.components.label import box, label, retone
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.sharing.fields import text_field
from lanyan_desktop.ui.sharing.strength import LEAST, strength
from lanyan_desktop.ui.tokens import CAPTION, S
from lanyan_desktop.ui.widgets.form import RecordForm


class PassphraseForm(QWidget):
    """Gives `person` and `passphrase` once `is_fit`."""

    def __init__(self, person: str, *, asks_old: bool = False) -> None:
        super().__init__()
        old = [text_field("old", tr("现在的口令"))] if asks_old else []
        who = [] if asks_old else [text_field("person", tr("你的姓名"), high=40)]
        fields = [*who, *old, text_field("first", tr("口令")), text_field("second", tr("再输一次"))]
        self.form = RecordForm(fields, save=lambda _values: None, has_buttons=False, secrets=("old", "first", "second"))
        self.form.show_record({"person": person})
        self.form.changed.connect(self._hint)
        self._words = label("", CAPTION, tone="text3")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(140)
        self._bar.setRange(0, 10_000)
        self._bar.setAccessibleName(tr("口令强度"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.form)
        column.addWidget(box(92, self._bar, self._words, None))
        self._hint()

    def begin(self) -> None:
        """The keyboard goes to the first field that is empty."""
        for editor in self.form.editors.values():
            if isinstance(editor.widget, QLineEdit) and not editor.widget.text():
                editor.widget.setFocus()
                return

    def _text(self, name: str) -> str:
        return self.form.editors[name].text() if name in self.form.editors else ""

    @property
    def person(self) -> str:
        return self._text("person").strip()

    @property
    def old(self) -> str:
        return self._text("old")

    @property
    def passphrase(self) -> str:
        return self._text("first")

    def _hint(self) -> None:
        found = strength(self.passphrase)
        self._bar.setValue(found.share)
        self._words.setText(found.words if self.passphrase else tr("至少 %1 个字符，一句自己记得住的话最好", LEAST))
        retone(self._words, found.tone if self.passphrase else "text3")

    def is_fit(self) -> bool:
        """Whether it is long enough and typed the same twice; marks what is not."""
        reasons = self.form.problems()
        if not strength(self.passphrase).is_enough:
            reasons.setdefault("first", tr("至少 %1 个字符", LEAST))
        elif self.passphrase != self._text("second"):
            reasons["second"] = tr("两次输入的口令不同，请再输一次")
        self.form.show_problems(reasons)
        return not reasons

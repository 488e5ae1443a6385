"""Where to exchange: the kind of place, its few fields, and 测试连接 that says in words how it stands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from lanyan_desktop.core.values import Value
from lanyan_desktop.services.sharing.values import Tested
from lanyan_desktop.ui.companion import Companion
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import box, label, retone
from lanyan_desktop.ui.components.segmented import Segmented
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.sharing.fields import PlaceKind, place_fields, url_of
from lanyan_desktop.ui.tokens import CAPTION, FIGURE, M, S
from lanyan_desktop.ui.widgets.form import RecordForm

KINDS: Sequence[PlaceKind] = ("folder", "dav", "s3")
_HINTS = {
    "folder": "共享盘、NAS 上的文件夹、坚果云等会自己同步的文件夹，或 U 盘。每台电脑都要能打开它。",
    "dav": "坚果云（密码填“应用密码”）、Nextcloud、NAS，或办公室里用 lanyan serve 开的服务。",
    "s3": "阿里云 OSS、腾讯云 COS、MinIO 等。适合很多工地共用。",
}


class PlaceForm(QWidget):
    """Gives `url`, `name`, `user` and `password`; what is typed is never logged and never in the address."""

    changed = Signal()

    def __init__(self, companion: Companion, *, kind: PlaceKind = "folder", name: str = "") -> None:
        super().__init__()
        self._companion = companion
        self._tested_url = ""
        self._pinned: str | None = None
        self.switch = Segmented([tr("文件夹 / U 盘"), "WebDAV", tr("对象存储")], name=tr("类型"))
        self.switch.chosen.connect(self.show_kind)
        self._hint = label("", CAPTION, tone="text2", wraps=True)
        self._forms = {one: _form(one, name) for one in KINDS}
        self._stack = QStackedWidget()
        for form in self._forms.values():
            self._stack.addWidget(form)
            form.changed.connect(self._on_typed)
        self._pick = button(tr("选择文件夹…"))
        self._pick.clicked.connect(self._choose_folder)
        self.test = button(tr("测试连接"), icon="link")
        self.test.clicked.connect(self.test_connection)
        self._answer = label("", wraps=True)
        self._print = label("", FIGURE, 600, wraps=True)
        self._print.setAccessibleName(tr("证书指纹"))
        self.trust = button(tr("指纹一致，信任这台服务器"))
        self.trust.clicked.connect(self._trust)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(box(self.switch, None))
        column.addWidget(self._hint)
        column.addWidget(self._stack)
        column.addWidget(box(self.test, self._pick, None))
        for part in (self._answer, self._print, self.trust):
            column.addWidget(part)
        self.show_kind(KINDS.index(kind))

    # ---- what is given

    @property
    def kind(self) -> PlaceKind:
        return KINDS[self.switch.current]

    @property
    def form(self) -> RecordForm:
        return self._forms[self.kind]

    def _value(self, name: str) -> str:
        value: Value = self.form.values().get(name)
        return str(value or "").strip()

    @property
    def name(self) -> str:
        return self._value("name")

    @property
    def user(self) -> str:
        return self._value("user")

    @property
    def password(self) -> str:
        return str(self.form.values().get("password") or "")

    @property
    def url(self) -> str:
        """The address; with the certificate that was compared and trusted, if there was one."""
        plain = url_of(self.kind, self.form.values())
        return self._pinned if self._pinned is not None and plain == self._tested_url else plain

    def is_fit(self) -> bool:
        """Whether all that is needed is there; marks what is not."""
        reasons = self.form.problems()
        self.form.show_problems(reasons)
        return not reasons

    # ---- what happens

    def show_kind(self, place: int) -> None:
        """The fields of another kind of place."""
        self.switch.set_current(place)
        self._stack.setCurrentIndex(place)
        for n, form in enumerate(self._forms.values()):
            form.setMaximumHeight(16_777_215 if n == place else 0)  # the stack is as high as what is seen
        self._hint.setText(tr(_HINTS[KINDS[place]]))
        self._pick.setVisible(KINDS[place] == "folder")
        self._say("", "text2")
        self.changed.emit()

    def _on_typed(self) -> None:
        self._say("", "text2")
        self.changed.emit()

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("放同步内容的文件夹"), self._value("path"))
        if chosen:
            line = self._forms["folder"].editors["path"].widget
            if isinstance(line, QLineEdit):
                line.setText(chosen)

    def test_connection(self) -> None:
        """Try the place; the answer stands below in words."""
        if not self.is_fit():
            return
        url, user, password = self.url, self.user, self.password
        self._tested_url = url_of(self.kind, self.form.values())
        self.test.setEnabled(False)
        self._say(tr("正在连接…"), "text2")
        self._companion.run(
            "",
            lambda service, _token: service.test_remote(url, user=user, password=password),
            done=self._show_answer,
            failed=self._test_failed,
            owner=self,
        )

    def _test_failed(self, error: BaseException) -> None:
        self.test.setEnabled(True)
        self._say("", "text2")
        self._companion.tell_error(error)

    def _show_answer(self, tested: Tested) -> None:
        self.test.setEnabled(True)
        words = f"{tested.words}（{tested.detail}）" if tested.detail else tested.words
        self._say(words, "ok" if tested.is_good else "warn")
        if tested.fingerprint is not None and tested.pinned_url is not None:
            self._print.setText(tested.fingerprint)
            self._print.show()
            self.trust.setProperty("url", tested.pinned_url)
            self.trust.show()

    def _trust(self) -> None:
        """The person has compared the fingerprint: from now on this certificate and no other."""
        self._pinned = str(self.trust.property("url"))
        self.test_connection()

    def _say(self, words: str, tone: str) -> None:
        self._answer.setText(words)
        retone(self._answer, "ok" if tone == "ok" else "warn" if tone == "warn" else "text2")
        self._answer.setVisible(bool(words))
        self._print.hide()
        self.trust.hide()


def _form(kind: PlaceKind, name: str) -> RecordForm:
    form = RecordForm(place_fields(kind), save=lambda _values: None, has_buttons=False, secrets=("password",))
    form.show_record({"name": name or {"folder": tr("共享文件夹"), "dav": tr("云盘"), "s3": tr("对象存储")}[kind]})
    examples = {"path": "D:/共享/翠湖3#", "address": "https://dav.jianguoyun.com/dav/工地", "endpoint": "https://…"}
    for field, example in examples.items():
        line = form.editors[field].widget if field in form.editors else None
        if isinstance(line, QLineEdit):
            line.setPlaceholderText(tr("如 %1", example))
    form.setContentsMargins(0, 0, 0, M)
    return form

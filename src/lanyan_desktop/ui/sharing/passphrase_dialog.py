"""改口令: the old one, the new one twice; the keys and the recovery code stay as they are."""

from __future__ import annotations

from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.sharing.host import Host
from lanyan_desktop.ui.sharing.passphrase_form import PassphraseForm
from lanyan_desktop.ui.shell.dialog import Dialog


def ask_new_passphrase(host: Host) -> None:
    """Ask for it and change it."""
    form = PassphraseForm("", asks_old=True)
    sure, back = button(tr("改口令"), "primary"), button(tr("返回"))
    sentence = tr("口令只在这台电脑上用来打开钥匙；改了以后，恢复码仍然有效。")
    dialog = Dialog(host.window(), tr("改口令"), sentence=sentence, body=form, buttons=(back, sure))

    def change() -> None:
        if form.is_fit():
            old, new = form.old, form.passphrase
            host.companion.run(
                tr("改口令"),
                lambda service, _token: service.change_passphrase(old, new),
                done=lambda _none: host.say(tr("口令已改")),
            )
            dialog.accept()

    sure.clicked.connect(change)
    back.clicked.connect(dialog.reject)
    form.begin()
    dialog.exec()

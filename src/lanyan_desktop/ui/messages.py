"""What the window says of an error: the sentence of `services.messages`, through the translation."""

from __future__ import annotations

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.ui.i18n import tr


def words_of(error: BaseException) -> str:
    """One sentence a person can act on; for a bug, that it is one."""
    if isinstance(error, LanyanError):
        from lanyan_desktop.services.messages import sentence  # brings every declaration; not for the first window

        return sentence(error)
    if isinstance(error, MemoryError):
        return tr("内存不够，这一步没有完成；已保存的内容都在，请关闭其他程序后再试。")
    return tr("程序出了错，这一步没有完成；已保存的内容都在。可以继续工作，或导出诊断发给我们。")

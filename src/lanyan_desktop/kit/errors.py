"""Errors the user can act on, as a code and its particulars; the sentence is found in `services.messages`."""

from __future__ import annotations

import errno
from collections.abc import Mapping

_WHY = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EROFS: "磁盘是只读的",
    errno.EISDIR: "那是一个文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "已经有同名的文件",
    errno.ENAMETOOLONG: "名称太长",
    errno.EBUSY: "正被别的程序使用",
    errno.EIO: "磁盘读写出错",
    errno.ETIMEDOUT: "等了很久没有回应",
    errno.ECONNRESET: "连接中断了",
    errno.ECONNREFUSED: "对方没有开着服务",
    errno.EHOSTUNREACH: "网络不通",
    errno.ENETUNREACH: "网络不通",
}


class LanyanError(Exception):
    """Something the user can put right: bad input, a locked file, a full disk, a refused undo.

    Raise it with a code and the particulars of the sentence, never with a sentence: ``LanyanError("file.empty",
    file="预算.xlsx")``. Anything else that is raised is a bug and goes to the crash log.
    """

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: Mapping[str, object] = params

    def __str__(self) -> str:
        return f"{self.code} {dict(self.params)}" if self.params else self.code


def why(error: OSError) -> str:
    """What the system refused, as a part of a sentence; in its own words where it says something rare.

    >>> why(FileNotFoundError(2, "No such file or directory"))
    '没有这个文件或文件夹'
    """
    return _WHY.get(error.errno or 0) or error.strerror or str(error)

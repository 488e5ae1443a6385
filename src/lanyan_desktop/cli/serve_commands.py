"""`lanyan serve`: this computer as the server of the others, until Ctrl+C."""

from __future__ import annotations

import contextlib
import json
import signal
from argparse import Namespace
from types import FrameType

from lanyan_desktop.cli import secrets
from lanyan_desktop.cli.result import Result
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.serving import Serving, serving


def serve(options: Namespace) -> Result:
    """Says where and as whom to connect as soon as it can be, then serves; ends well by Ctrl+C or SIGTERM."""
    passwords = [(user, _password_of(user)) for user in options.users]
    signal.signal(signal.SIGTERM, _interrupt)
    with serving(
        options.folder, port=options.port, host=options.host, is_tls=options.tls, passwords=passwords
    ) as running, contextlib.suppress(KeyboardInterrupt):  # around the words too: who reads them may stop it at once
        if options.json:
            print(json.dumps(_data(running), ensure_ascii=False), flush=True)
        else:
            print("\n".join(_lines(running)), flush=True)
        running.wait()
    return Result({"stopped": True}, ["服务已停止；文件夹里的内容都在。"])


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _password_of(user: str) -> str:
    """From `LANYAN_REMOTE_PASSWORD`, else asked for twice; where nobody sits at a terminal nothing is waited for."""
    try:
        return secrets.secret(f"用户“{user}”的新密码", secrets.REMOTE_PASSWORD, twice=True)
    except LanyanError as error:
        raise LanyanError("serve.no_password", user=user) from error


def _data(running: Serving) -> dict[str, object]:
    return {
        "folder": str(running.folder),
        "urls": list(running.urls),
        "users": list(running.users),
        "fingerprint": running.fingerprint,
    }


def _lines(running: Serving) -> list[str]:
    lines = [f"正在提供文件夹 {running.folder}", "其他电脑的同步位置："]
    lines += [f"  {url}" for url in running.urls]
    lines.append(f"可登录的用户：{'、'.join(running.users)}")
    if running.fingerprint:
        lines += ["证书指纹（请与对方屏幕上的核对，完全相同才可信）：", f"  {running.fingerprint}"]
    elif running.is_local:
        lines.append("没有加密，所以只有本机能连接；加上 --tls 后其他电脑也能连接。")
    else:
        lines.append("注意：没有加密，同一网络里的人可能看到密码；建议加上 --tls。")
    return [*lines, "按 Ctrl+C 停止。"]

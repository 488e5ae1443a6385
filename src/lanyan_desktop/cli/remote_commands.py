"""`lanyan remote`: the places where a ledger is exchanged: add, list, test, rename, pause, remove."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from datetime import datetime

from lanyan_desktop.cli import secrets
from lanyan_desktop.cli.result import Result
from lanyan_desktop.cli.sharing_commands import beside, opened, person_of, unlock
from lanyan_desktop.services.sharing import remotes
from lanyan_desktop.services.sharing.values import RemoteView, Tested
from lanyan_desktop.services.sharing.wording import moment


def add(options: Namespace) -> Result:
    user, password = credentials(options.url)
    with opened(options) as sharing:
        passphrase = secrets.given(secrets.PASSPHRASE)
        if not sharing.is_shared:
            passphrase = secrets.secret("共享口令", secrets.PASSPHRASE, twice=True)
        added = sharing.add_remote(
            options.name,
            options.url,
            user=user,
            password=password,
            passphrase=passphrase,
            person=person_of(options),
            is_new=options.new,
        )
    lines = [f"已添加同步位置“{added.remote.name}”：{added.remote.url}"]
    if added.recovery_code:
        lines += [
            "这是恢复码。只显示这一次，程序不保存；请抄下来锁好，口令和所有电脑都没有了时靠它恢复：",
            f"  {added.recovery_code}",
        ]
    return Result({**_data(added.remote), "recovery_code": added.recovery_code}, lines)


def list_all(options: Namespace) -> Result:
    with beside(options) as sharing:
        found = sharing.remotes()
    lines = [f"{one.name}\t{one.url}\t{_last(one)}" for one in found] or ["还没有同步位置。"]
    return Result({"ledger": str(options.ledger), "remotes": [_data(one) for one in found]}, lines)


def test(options: Namespace) -> Result:
    """Of a name: the place that bears it; of an address: whatever stands there."""
    with beside(options) as sharing:
        if any(one.name == options.place for one in sharing.remotes()):
            unlock(sharing)
            tested = sharing.test_known(options.place)
        else:
            user, password = credentials(options.place)
            tested = sharing.test_remote(options.place, user=user, password=password)
    return Result(asdict(tested), _tested_lines(tested), is_good=tested.is_good)


def rename(options: Namespace) -> Result:
    with beside(options) as sharing:
        sharing.rename_remote(options.name, options.new_name)
    return Result({"name": options.new_name, "was": options.name}, [f"“{options.name}”改名为“{options.new_name}”"])


def pause(options: Namespace) -> Result:
    return _set_paused(options, is_paused=True)


def resume(options: Namespace) -> Result:
    return _set_paused(options, is_paused=False)


def _set_paused(options: Namespace, *, is_paused: bool) -> Result:
    with beside(options) as sharing:
        sharing.set_paused(options.name, is_paused)
    said = f"同步位置“{options.name}”" + ("已暂停" if is_paused else "已恢复")
    return Result({"name": options.name, "is_paused": is_paused}, [said])


def remove(options: Namespace) -> Result:
    with opened(options) as sharing:
        sharing.remove_remote(options.name)
    return Result({"removed": options.name}, [f"已移除同步位置“{options.name}”；那里的内容和本机的账套都没有动"])


def credentials(url: str) -> tuple[str, str]:
    """As whom; asked only of places that know users."""
    if not remotes.needs_credentials(url):
        return "", ""
    user = secrets.word("用户名", secrets.REMOTE_USER)
    return user, secrets.secret("密码", secrets.REMOTE_PASSWORD) if user else secrets.given(secrets.REMOTE_PASSWORD)


def _data(one: RemoteView) -> dict[str, object]:
    return {
        "name": one.name,
        "url": one.url,
        "kind": one.kind,
        "user": one.user,
        "is_paused": one.is_paused,
        "last": one.last.words if one.last else None,
        "last_good": _iso(one.last_good_ms),
        "waiting": one.waiting,
    }


def _iso(ms: int | None) -> str | None:
    return None if ms is None else datetime.fromtimestamp(ms // 1000).isoformat(sep=" ")


def _last(one: RemoteView) -> str:
    words = "已暂停，" if one.is_paused else ""
    if one.last is None:
        return words + ("还没有同步过" if one.last_good_ms is None else f"{moment(one.last_good_ms)} 没有新的修改")
    return f"{words}{moment(one.last.at_ms)} {one.last.words}"


def _tested_lines(tested: Tested) -> list[str]:
    lines = [tested.words]
    if tested.fingerprint:
        lines += ["它的证书指纹（请与服务器屏幕上的核对，完全相同才可信）：", f"  {tested.fingerprint}"]
        lines += ["核对无误后用这个地址：", f"  {tested.pinned_url}"]
    return lines

"""A folder of a Samba server, mounted as an office mounts its share; all of it on loopback and below one folder.

Mounted by smbnetfs (FUSE), which speaks SMB by Samba's own client: the cifs module of the kernel is seldom there where
tests run. The port is a part of the path in the mount, so a proxy can stand between.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.sync.remotes.servers import free_port, process

_SERVER = """[global]
server role = standalone server
map to guest = Bad User
guest account = root
smb ports = {port}
interfaces = 127.0.0.1
bind interfaces only = yes
load printers = no
disable spoolss = yes
log file = {own}/log
{folders}
[share]
path = {root}
guest ok = yes
read only = no
"""
_FOLDERS = ("private dir", "lock directory", "state directory", "cache directory", "pid directory", "ncalrpc dir")


@contextmanager
def shared_by_samba(root: Path) -> Iterator[tuple[int, Callable[[int], Path]]]:
    """The port of a server over this folder, and where its share is mounted as seen through a port."""
    if os.name == "nt" or os.geteuid() != 0 or not os.access("/dev/fuse", os.R_OK | os.W_OK):
        pytest.skip("needs root and FUSE, to mount a share")
    for program in ("smbd", "smbnetfs"):
        if not shutil.which(program):
            pytest.skip(f"needs {program}, which is not installed")
    port, own, mount = free_port(), root.parent / "samba", root.parent / "mount"
    for folder in (own, mount, own / ".smb"):
        folder.mkdir()
    folders = "\n".join(f"{name} = {own}" for name in _FOLDERS)
    (own / "smb.conf").write_text(_SERVER.format(port=port, own=own, root=root, folders=folders))
    (own / ".smb" / "smb.conf").write_text("[global]\nclient min protocol = SMB2\n")
    netfs = own / ".smb" / "smbnetfs.conf"
    netfs.write_text(f'log_file "{own}/netfs"\nauth "nobody" ""\n')
    netfs.chmod(0o600)
    server = ["smbd", "--foreground", "--debug-stdout", "-s", str(own / "smb.conf")]
    with process(server, port=port), process(["smbnetfs", "-f", str(mount)], port=port, env={"HOME": str(own)}):
        _wait_for(mount)

        yield port, lambda through: mount / f"127.0.0.1:{through}" / "share"


def _wait_for(mount: Path) -> None:
    until = time.monotonic() + 20
    while not mount.is_mount():
        if time.monotonic() > until:
            raise RuntimeError("the share was not mounted")
        time.sleep(0.05)

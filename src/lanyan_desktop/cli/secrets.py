"""What must not stand on a command line: asked for without an echo, or taken from the environment."""

from __future__ import annotations

import getpass
import os
import sys

from lanyan_desktop.kit.errors import LanyanError

PASSPHRASE, INVITE_CODE = "LANYAN_PASSPHRASE", "LANYAN_INVITE_CODE"
RECOVERY_CODE, NEW_PASSPHRASE = "LANYAN_RECOVERY_CODE", "LANYAN_NEW_PASSPHRASE"
REMOTE_USER, REMOTE_PASSWORD = "LANYAN_REMOTE_USER", "LANYAN_REMOTE_PASSWORD"


def given(*variables: str) -> str:
    """The first of these environment variables that is set; empty if none is."""
    return next((value for name in variables if (value := os.environ.get(name))), "")


def secret(what: str, *variables: str, twice: bool = False) -> str:
    """A secret from the environment, else from the person at the terminal; `twice`: a new one, typed two times.

    Raises:
        LanyanError: secret.missing, secret.unequal.
    """
    found = given(*variables)
    if found:
        return found
    first = _asked(what, variables[0])
    if twice and first != _asked(f"再输入一次{what}", variables[0]):
        raise LanyanError("secret.unequal", what=what)
    return first


def word(what: str, *variables: str) -> str:
    """Something that may be seen while it is typed, a user's name; empty where nobody can be asked."""
    found = given(*variables)
    if found or not sys.stdin.isatty():
        return found
    try:
        return input(f"{what}：").strip()
    except EOFError:
        return ""


def _asked(what: str, variable: str) -> str:
    if not sys.stdin.isatty():
        raise LanyanError("secret.missing", what=what, variable=variable)
    try:
        found = getpass.getpass(f"{what}：").strip()
    except EOFError:
        found = ""
    if not found:
        raise LanyanError("secret.missing", what=what, variable=variable)
    return found

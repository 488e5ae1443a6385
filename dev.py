#!/usr/bin/env python3
"""The two commands of this checkout, on a machine that has nothing but Python 3.11 to 3.13 (`py dev.py …` on Windows).

python3 dev.py run [args]    start the program; with args the same as `lanyan args` (run --help lists them)
python3 dev.py test [args]   all checks: ruff, mypy, import contracts, pytest; with args only pytest with these
python3 dev.py setup         only make the environment, with what the checks need
python3 dev.py lock          make requirements*.lock anew from pyproject.toml

Each does its own set-up first: the system libraries Qt opens (as root on Debian and its kin; else it says the one
command that does), and `.venv` from a lock with hashes, again only when the lock changes. Standard library only.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
IS_WINDOWS = os.name == "nt"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if IS_WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if IS_WINDOWS else "python")
STAMP = VENV / "locks.sha256"
RUN_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-dev.lock"
"""A superset of RUN_LOCK with the same versions."""
OLDEST, NEWEST = (3, 11), (3, 13)

LIBRARIES = {  # shared object Qt opens -> Debian package that brings it
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
}
SCREEN_LIBRARIES = {  # what a window on X11 opens beside those
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
TEST_PROGRAMS = {  # what opens our exported workbooks as a stranger would, and looks at the result
    "soffice": "libreoffice-calc-nogui",
    "pdftoppm": "poppler-utils",
}


def main(arguments: list[str]) -> int:
    command, *rest = arguments or ["help"]
    _go_on_with_a_fit_python()
    if command == "run":
        set_up(RUN_LOCK)
        return _call([PYTHON, "-m", "lanyan_desktop", *rest])
    if command == "test":
        set_up(TEST_LOCK)
        return _call([PYTHON, "-m", "pytest", *rest], cwd=ROOT) if rest else check_all()
    if command == "setup":
        set_up(TEST_LOCK)
        return 0
    if command == "lock":
        return make_locks()
    print(__doc__)
    return 0 if command in {"help", "-h", "--help"} else 2


def check_all() -> int:
    """Every check, also after one has failed: a red run shows all there is to mend."""
    checks: dict[str, list[str | Path]] = {
        "ruff": [PYTHON, "-m", "ruff", "check", "."],
        "mypy": [PYTHON, "-m", "mypy"],
        "import contracts": [BIN / "lint-imports", "--no-logo"],
        "pytest": [PYTHON, "-m", "pytest"],
    }
    verdicts: list[str] = []
    is_red = False
    for name, command in checks.items():
        print(f"== {name}", flush=True)
        begun = time.monotonic()
        failed = _call(command, cwd=ROOT) != 0
        is_red |= failed
        verdicts.append(f"{name}: {'FAILED' if failed else 'passed'} in {time.monotonic() - begun:.0f} s")
    print("\n".join(["== all", *verdicts]))
    return int(is_red)


def set_up(lock: Path) -> None:
    """The system libraries and an environment that holds at least this lock."""
    install_system_packages(wants_test_programs=lock == TEST_LOCK)
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    make_venv()
    if STAMP.exists() and digest in STAMP.read_text().split():
        return
    print(f"installing {lock.name} …", file=sys.stderr, flush=True)
    _pip_install("--require-hashes", "--only-binary=:all:", "-r", lock)
    held = [lock, RUN_LOCK] if lock == TEST_LOCK else [lock]
    STAMP.write_text("\n".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in held))


def make_venv() -> None:
    """An empty environment, unless there is one whose Python still starts."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0:
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)


def install_system_packages(*, wants_test_programs: bool) -> None:
    """Bring what Linux lacks, or say how. Windows and macOS wheels hold all they need."""
    if not sys.platform.startswith("linux"):
        return
    vital = [] if importlib.util.find_spec("ensurepip") else ["python3-venv"]  # Debian splits it off
    missing = [package for name, package in {**LIBRARIES, **SCREEN_LIBRARIES}.items() if not _can_open(name)]
    if not _has_chinese_font():
        missing.append("fonts-noto-cjk")
    programs = [package for name, package in TEST_PROGRAMS.items() if not shutil.which(name)]
    wanted = [*vital, *missing, *(programs if wants_test_programs else [])]
    if not wanted:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _apt_get(wanted)
    else:
        print(f"missing, please install: sudo apt-get install {' '.join(wanted)}", file=sys.stderr)
        if vital:
            sys.exit(1)


def make_locks() -> int:
    """Both locks from pyproject.toml, for every platform and Python we support; they hold hashes and no address."""
    make_venv()
    _pip_install("uv")
    how = ["--only-binary", ":all:", "--generate-hashes", "--universal", "--no-header", "--no-annotate", "--quiet"]
    how += ["--python-version", "3.11"]
    for extra, lock in ((["--extra", "dev"], TEST_LOCK), (["--constraint", TEST_LOCK], RUN_LOCK)):
        lock.unlink(missing_ok=True)  # else uv keeps the versions it finds there
        words: list[str | Path] = [PYTHON, "-m", "uv", "pip", "compile", "pyproject.toml", *extra, *how, "-o", lock]
        subprocess.run(words, cwd=ROOT, check=True)
    return 0


def _go_on_with_a_fit_python() -> None:
    """Start over with a Python we support if this one is not and another is at hand."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other and subprocess.run([other, "-c", ""], check=False, capture_output=True).returncode == 0:
            sys.exit(subprocess.run([other, __file__, *sys.argv[1:]], check=False).returncode)
    sys.exit(f"Python 3.11, 3.12 or 3.13 is needed; this is {sys.version.split()[0]}")


def _pip_install(*words: str | Path) -> None:
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *words], check=True)


def _apt_get(packages: list[str]) -> None:
    print(f"installing {' '.join(packages)} …", file=sys.stderr, flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", *words], env=env, check=False, stdout=subprocess.DEVNULL)
        if done.returncode:
            print(f"apt-get {words[0]} failed; going on without", file=sys.stderr)
            return


def _can_open(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_chinese_font() -> bool:
    if shutil.which("fc-list"):
        return bool(subprocess.run(["fc-list", ":lang=zh-cn"], check=False, capture_output=True).stdout.strip())
    return any(any(Path(folder).glob("**/*CJK*")) for folder in ("/usr/share/fonts", "/usr/local/share/fonts"))


def _call(command: list[str | Path], cwd: Path | None = None) -> int:
    """Run it with the sources in reach; in the caller's own folder unless said otherwise, so that file names hold."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
    try:
        return subprocess.run(command, cwd=cwd, env=env, check=False).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

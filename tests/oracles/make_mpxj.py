"""Makes an environment of its own with MPXJ, for the oracle tests: `python tests/oracles/make_mpxj.py FOLDER`.

Only when asked for: MPXJ is no dependency. Needs a JVM (Debian: default-jre-headless). Afterwards
`LANYAN_MPXJ=FOLDER/bin/python pytest tests/oracles` runs what is skipped otherwise.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    if shutil.which("java") is None:
        print("no JVM: install one first (Debian: apt-get install default-jre-headless)")
        return 1
    folder = Path(sys.argv[1])
    venv.create(folder, with_pip=True)
    pip = folder / ("Scripts" if sys.platform == "win32" else "bin") / "pip"
    subprocess.run([pip, "install", "--only-binary", ":all:", "mpxj", "JPype1"], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

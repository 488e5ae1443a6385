"""Draw the program's mark into the files that packages want: `icons.py FOLDER` makes lanyan.ico and lanyan.png.

An .ico is a short table and the PNG of each size (Windows Vista and later read those); Qt itself writes one size only.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QGuiApplication

from lanyan_desktop.ui.shell.mark import window_icon

SIZES = (16, 24, 32, 48, 64, 128, 256)


def png_of(size: int) -> bytes:
    """The mark as a PNG of this many pixels square."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not window_icon().pixmap(size, size).save(buffer, "PNG"):
        raise RuntimeError("Qt cannot write PNG")
    return bytes(held.data())


def ico_of(pictures: dict[int, bytes]) -> bytes:
    """The pictures by their size in one .ico; 256 is written as 0, as the format wants."""
    place = 6 + 16 * len(pictures)
    table = struct.pack("<HHH", 0, 1, len(pictures))
    for size, png in pictures.items():
        table += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(png), place)
        place += len(png)
    return table + b"".join(pictures.values())


def main(folder: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication([])
    pictures = {size: png_of(size) for size in SIZES}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lanyan.ico").write_bytes(ico_of(pictures))
    (folder / "lanyan.png").write_bytes(pictures[256])
    del app


if __name__ == "__main__":
    main(Path(sys.argv[1]))

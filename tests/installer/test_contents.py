"""What is in the installed program, and what may not be: licences, tests, servers' drivers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import PySide6
import pytest

from tests.house.tree import module_of, name_of, nothing
from tests.installer.bundle import Bundle

pytestmark = [pytest.mark.full, pytest.mark.timeout(600)]

BUDGET = 260_000_000
"""248 MB on Debian 12, 42 of them NumPy, on which the scheduler works; whoever adds more says so
here and in docs/installer.md."""
GPL_ONLY = re.compile(
    r"(?i)Qt6?(Charts|DataVisualization|Graphs|VirtualKeyboard|NetworkAuth|HttpServer"
    r"|Quick3DPhysics|Lottie|Bodymovin)|virtualkeyboard"
    r"|(^|/)(lib)?(x264|x265|readline|gdbm|heif|postproc)[-.\d]"
)
UNUSED_QT = re.compile(r"(?i)Qt6?(WebEngine|Qml|Quick|3D|Pdf|Multimedia|Designer|Sql|Test)|/qml/")
BUILDS = ("PyInstaller", "setuptools", "pkg_resources", "pip", "wheel", "ruff", "pyright")
TESTS = ("tests", "pytest", "_pytest", "pytestqt", "hypothesis", "xdist", "importlinter", "grimp")
ASIDE = ("psycopg", "psycopg_binary", "psycopg2", "loro", "pycrdt", "tkinter", "sqlite3")
OTHERS = ("readline", "_gdbm", "IPython", "matplotlib", "PyQt5", "PyQt6", "PySide2")
FOREIGN = frozenset([*BUILDS, *TESTS, *ASIDE, *OTHERS])
SYSTEM = ("libc", "libm", "libdl", "libpthread", "librt", "libresolv", "libutil", "libxcb")
GRAPHICS = ("libEGL", "libGL", "libGLX", "libGLdispatch", "libOpenGL")
BASE = frozenset([*SYSTEM, *GRAPHICS])
"""What every Linux with a screen has, and what has to fit its kernel and its graphics card."""
APART = frozenset({"pyside6-addons"})
"""Listed as the owner of the package PySide6, and only GPL modules are its own."""


def modules_of(bundle: Bundle, program: str) -> set[str]:
    """Every Python module that a program carries inside it."""
    from PyInstaller.archive.readers import CArchiveReader

    archive = CArchiveReader(bundle.program(program))
    return set(archive.open_embedded_archive("PYZ.pyz").toc)


def tops(bundle: Bundle) -> set[str]:
    """Every package, as Python or as a library."""
    libraries = {re.split(r"[./]", path.name)[0] for path in bundle.inside.iterdir()}
    return libraries | {name.split(".", maxsplit=1)[0] for name in modules_of(bundle, "Fairway")}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_both_programs_and_every_module_of_ours(bundle: Bundle):
    ours = {module_of(path) for path in bundle.sources if path.suffix == ".py"}
    assert {"ui.__main__", "app.__main__", "sync.server.__main__"} <= ours
    for program in ("Fairway", "fairway-cli"):
        assert os.access(bundle.program(program), os.X_OK)
        nothing(ours - modules_of(bundle, program))


def test_no_library_under_the_gpl_alone(bundle: Bundle):
    nothing(name for name in bundle.files() if GPL_ONLY.search(name))
    nothing(name for name in bundle.files() if UNUSED_QT.search(name))


def test_nothing_that_only_builds_tests_or_serves_postgresql(bundle: Bundle):
    inside = [name for name in bundle.files() if set(Path(name).parts) & FOREIGN]
    nothing([*(tops(bundle) & FOREIGN), *inside])


def test_qt_as_it_was_delivered_and_to_be_exchanged(bundle: Bundle):
    """The LGPL: libraries of their own, unchanged, where a person can put in others."""
    delivered = Path(PySide6.__file__).parent
    libraries = [
        path
        for path in (bundle.inside / "PySide6").rglob("*")
        if path.is_file() and ".so" in path.name
    ]
    assert {"libQt6Core.so.6", "libQt6Widgets.so.6"} <= {path.name for path in libraries}
    nothing(
        path.name
        for path in libraries
        if path.read_bytes()
        != (delivered / path.relative_to(bundle.inside / "PySide6")).read_bytes()
    )


def test_every_licence_comes_along(bundle: Bundle):
    texts = {path.name for path in (bundle.inside / "licences").iterdir()}
    assert {"LICENSE", "LGPL-3.txt", "GPL-3.txt", "installer.md"} <= texts
    owners = metadata.packages_distributions()
    wanted = {plain(owner) for top in tops(bundle) for owner in owners.get(top, [])} - APART
    told = {
        plain(folder.name.removesuffix(".dist-info").rsplit("-", 1)[0])
        for folder in bundle.inside.glob("*.dist-info")
    }
    assert {"pyside6", "shiboken6", "apsw", "sqlalchemy"} <= told
    nothing(wanted - told - {"fairway"})


def test_resources_and_the_words_of_qt(bundle: Bundle):
    ours = {name_of(path) for path in bundle.sources if path.suffix != ".py"}
    assert "resources/i18n/zh_CN.json" in ours
    here = {name.removeprefix("_internal/") for name in bundle.files()}
    nothing(ours - here)
    words = [name for name in here if name.endswith(".qm")]
    assert words == ["PySide6/Qt/translations/qtbase_zh_CN.qm"]


@pytest.mark.skipif(sys.platform != "linux", reason="asks the loader of Linux")
def test_every_library_finds_the_others_inside(bundle: Bundle):
    libraries = [str(path) for path in bundle.inside.rglob("*.so*") if not path.is_symlink()]
    env = os.environ | {"LD_LIBRARY_PATH": str(bundle.inside)}
    told = subprocess.run(
        ["ldd", *libraries], env=env, capture_output=True, text=True, check=False
    ).stdout
    found = re.findall(r"(lib\S+?)\.so\S* => (.+?)(?: \(0x|$)", told, re.MULTILINE)
    assert len(found) > len(libraries)
    nothing({name for name, path in found if not path.startswith(str(bundle.inside))} - BASE)


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="asks the packages of Debian")
def test_the_licences_of_the_systems_libraries(bundle: Bundle):
    texts = {path.stem for path in (bundle.inside / "licences" / "system").iterdir()}
    assert {"libdbus-1-3", "libglib2.0-0", "libfreetype6"} <= texts


def test_no_link_leads_outside(bundle: Bundle):
    links = [path for path in bundle.folder.rglob("*") if path.is_symlink()]
    nothing(
        str(path) for path in links if not path.resolve().is_relative_to(bundle.folder.resolve())
    )


def test_size(bundle: Bundle, capsys: pytest.CaptureFixture[str]):
    size = bundle.size()
    with capsys.disabled():
        print(f" [the bundle has {size / 1e6:.0f} MB] ", end="", flush=True)  # noqa: T201
    assert size < BUDGET

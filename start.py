#!/usr/bin/env python3
"""The two commands, start and test, and the way to every other verb (standard library only)."""

import sys

if sys.version_info < (3, 11):  # every Python 3 must be able to read this far: no newer syntax
    sys.stderr.write(
        "Fairway needs Python 3.11 or newer; this is %d.%d. Install one and run start.py with it.\n"  # noqa: UP031
        "航道需要 Python 3.11 或更新的版本，当前是 %d.%d。请安装后再用它运行 start.py。\n"
        % (sys.version_info[:2] * 2)
    )
    sys.exit(4)

import contextlib
import hashlib
import importlib.util
import json
import locale
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
LOCK = os.path.join(ROOT, "requirements.lock")
STAMP = os.path.join(VENV, "fairway.stamp")
FROZEN = bool(getattr(sys, "frozen", False))

MODULES = {
    **dict.fromkeys(("join", "device", "invite", "revoke", "sync", "story"), "sync.client"),
    **dict.fromkeys(("serve", "hub"), "sync.server"),
    **dict.fromkeys(("demo", "shots", "thumb", "--self-test"), "ui"),
}
WITH_VALUE = ("--profile", "--lang")  # options that may stand before the verb

# What Qt opens without a screen, and what more it opens on one: files and their Debian packages.
OFFSCREEN = {
    "libglib-2.0.so.0 libEGL.so.1 libGL.so.1": "libglib2.0-0 libegl1 libgl1",
    "libxkbcommon.so.0 libdbus-1.so.3": "libxkbcommon0 libdbus-1-3",
    "libfontconfig.so.1 libgssapi_krb5.so.2": "libfontconfig1 libgssapi-krb5-2",
}
WINDOW = {
    **OFFSCREEN,
    "libxcb-cursor.so.0 libxcb-icccm.so.4": "libxcb-cursor0 libxcb-icccm4",
    "libxcb-keysyms.so.1 libxkbcommon-x11.so.0": "libxcb-keysyms1 libxkbcommon-x11-0",
    "libxcb-shape.so.0 libxcb-xkb.so.1": "libxcb-shape0 libxcb-xkb1",
}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
FONT_NAMES = ("notosanscjk", "notoserifcjk", "wqy", "sourcehan", "droidsansfallback", "fandol")

# Run by the venv's Python: every package of the lock that is there must be there completely.
COMPLETE = """
import importlib.metadata, os, pip, re, sys
names = set(re.findall(r"^([A-Za-z0-9_.-]+)==", open(sys.argv[1], encoding="utf-8").read(), re.M))
plain = lambda name: re.sub(r"[-_.]+", "-", name or "").lower()
wanted = {plain(name) for name in names}
for found in importlib.metadata.distributions():
    if plain(found.metadata["Name"]) in wanted:
        for file in found.files or sys.exit(1):
            known = file.size is not None and file.suffix != ".pyc"
            if known and os.stat(file.locate()).st_size != file.size:
                sys.exit(1)
sys.exit(sys.version_info < (3, 11))
"""


class Stop(Exception):
    """It cannot be done now; told in two languages, exit 4 (`contract.md` 3)."""

    def __init__(self, code: str, english: str, chinese: str) -> None:
        super().__init__(english)
        self.code = code
        self.text = word(english, chinese)


def word(english: str, chinese: str) -> str:
    """The text in the language of the machine."""
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_CTYPE, "")
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    language = (named or locale.getlocale()[0] or "").lower()
    return chinese if language.startswith(("zh", "chinese")) else english


def say(english: str, chinese: str) -> None:
    """Progress goes to standard error: standard output belongs to the answer."""
    print(word(english, chinese), file=sys.stderr, flush=True)


def environment() -> dict[str, str]:
    """Ours is found from any folder, and nothing else is."""
    env = {key: value for key, value in os.environ.items() if key != "PYTHONHOME"}
    return env | {"PYTHONPATH": ROOT, "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1"}


def prepare() -> None:
    """Make `.venv` match `requirements.lock`; costs one file comparison when it does."""
    with open(LOCK, "rb") as lock:
        want = hashlib.sha256(lock.read()).hexdigest()
    if stamped(want):
        return
    with alone():
        if stamped(want):
            return
        if not os.path.exists(VENV) or not complete():
            make_venv()
        with contextlib.suppress(FileNotFoundError):
            os.remove(STAMP)
        install()
        with open(STAMP + ".new", "w", encoding="ascii") as file:
            file.write(want)
        os.replace(STAMP + ".new", STAMP)
        say("Fairway is ready.", "航道已准备就绪。")


def stamped(want: str) -> bool:
    """Whether an earlier start has installed exactly this lock."""
    with contextlib.suppress(OSError), open(STAMP, encoding="ascii") as file:
        return file.read() == want and os.path.exists(PYTHON)
    return False


def complete() -> bool:
    """Whether `.venv` works and holds no package that was cut off in the middle."""
    with contextlib.suppress(OSError):
        command = [PYTHON, "-I", "-c", COMPLETE, LOCK]
        return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0
    return False


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One start at a time; the lock goes with the process, however it ends."""
    with open(VENV + ".lock", "a", encoding="ascii") as file:
        os.set_inheritable(file.fileno(), True)  # held as long as pip lives, should we be killed
        told = False
        while not try_lock(file.fileno()):
            if not told:
                say("Another start is setting up; waiting.", "另一个启动正在安装，请稍候。")
                told = True
            time.sleep(0.2)
        yield


def try_lock(descriptor: int) -> bool:
    """Take the lock if it is free."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def make_venv() -> None:
    """An empty `.venv`, whatever was there."""
    if importlib.util.find_spec("ensurepip") is None:
        need_packages([f"python3.{sys.version_info.minor}-venv"], ["the module ensurepip"])
    say("Making .venv …", "正在创建 .venv …")
    base: str = getattr(sys, "_base_executable", sys.executable)
    command = [base, "-m", "venv", "--clear", VENV]
    if subprocess.run(command, stdout=2, close_fds=False, check=False).returncode:
        raise Stop("disk_full", "The folder .venv could not be made.", "无法创建 .venv 文件夹。")


def install() -> None:
    """Everything that the lock names, checked by its hash; no package is built here."""
    say("Installing what Fairway needs, about a minute …", "正在安装所需组件，约需一分钟 …")
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--require-hashes", "--only-binary=:all:", "-r", LOCK]
    if not sys.stderr.isatty():
        command.append("-qq")
    stray = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")
    env = {key: value for key, value in os.environ.items() if key not in stray}
    if subprocess.run(command, stdout=2, env=env, close_fds=False, check=False).returncode:
        reason = "The installation failed; the reason is above. Start again to go on."
        raise Stop("offline", reason, "组件未能安装，原因见上文。重新启动即可继续。")


def need_system(libraries: Mapping[str, str]) -> None:
    """Qt's libraries and a Chinese font, installed or asked for."""
    if not sys.platform.startswith("linux"):
        return
    missing = absent(libraries)
    fonts = [] if has_chinese_font() else ["fonts-noto-cjk"]
    if missing:
        packages = " ".join(libraries[files] for files in libraries if set(files.split()) & missing)
        need_packages([*packages.split(), *fonts], sorted(missing))
        names = ", ".join(sorted(absent(libraries)))
        if names:
            raise Stop("offline", f"Still missing: {names}", f"仍缺少：{names}")
    elif fonts:
        try:
            need_packages(fonts, ["a font with Chinese characters"])
        except Stop as stop:
            print(stop.text, file=sys.stderr, flush=True)


def absent(libraries: Mapping[str, str]) -> set[str]:
    """The libraries that the loader does not find."""
    import ctypes  # noqa: PLC0415

    missing: set[str] = set()
    for name in " ".join(libraries).split():
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.add(name)
    return missing


def has_chinese_font() -> bool:
    """Whether a font file is known to hold Chinese; without one Qt draws boxes."""
    for folder in FONT_FOLDERS:
        for _, _, files in os.walk(os.path.expanduser(folder)):
            names = (file.lower().replace("-", "") for file in files)
            if any(name.startswith(FONT_NAMES) for name in names):
                return True
    return False


def need_packages(packages: Sequence[str], missing: Sequence[str]) -> None:
    """Install system packages as root on Debian and its kin, else tell the one command."""
    if not shutil.which("apt-get"):
        names = ", ".join(missing)
        raise Stop(
            "offline",
            f"This system lacks {names}. Install them with its package manager, then start again.",
            f"系统缺少：{names}。请用系统的软件包管理器安装后重新启动。",
        )
    install_command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    line = f"sudo apt-get update && sudo {' '.join(install_command)}"
    wanted = Stop("offline", f"Run this once, then start again:\n{line}", f"请先运行：\n{line}")
    if sys.platform != "linux" or os.geteuid() != 0:
        raise wanted
    say(f"Installing {' '.join(packages)} …", f"正在安装 {' '.join(packages)} …")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], [*install_command, "-qq"]):
        status = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=2, env=env, check=False)
        if status.returncode and "install" in command:
            raise wanted


def find_verb(args: Sequence[str]) -> str:
    """The first argument that is no option and no option's value."""
    rest = iter(args)
    for arg in rest:
        if arg in WITH_VALUE:
            next(rest, None)
        elif arg == "--self-test" or not arg.startswith("-"):
            return arg
    return ""


def target(verb: str, args: Sequence[str]) -> tuple[str, list[str]]:
    """Which module answers, and with which words."""
    if verb == "bench":
        if not os.path.exists(os.path.join(ROOT, "tests", "bench")):
            raise Stop("too_new", "There are no benchmarks here.", "这里没有基准测试。")
        return "tests.bench", without(verb, args)
    if not verb and not {"-h", "--help", "--version"} & set(args):
        return "ui", list(args)
    module = "ui" if verb.startswith("fairway:") else MODULES.get(verb, "app")
    if module == "ui" and not FROZEN and not os.path.exists(os.path.join(ROOT, "ui")):
        raise Stop(
            "too_new",
            f"“{verb}” comes with the window, which this version does not have yet.",
            f"“{verb}” 随窗口界面提供，本版本尚未包含。",
        )
    return module, list(args)


def without(verb: str, args: Sequence[str]) -> list[str]:
    """The words that are left for the verb."""
    at = args.index(verb)
    return [*args[:at], *args[at + 1 :]]


def run_frozen(args: Sequence[str]) -> int:
    """Inside the bundle there is no `python -m`: the module runs in this process."""
    import runpy  # noqa: PLC0415

    verb = find_verb(args)
    if verb in ("test", "bench"):
        say("Tests are not part of the installed program.", "安装版不包含测试。")
        return 2
    module, words = target(verb, args)
    sys.argv[1:] = words
    runpy.run_module(module, run_name="__main__", alter_sys=True)
    return 0


def launch(module: str, args: Sequence[str]) -> int:
    """Become the program, in `.venv`."""
    prepare()
    command = [PYTHON, "-m", module, *args]
    if sys.platform != "win32":
        os.execve(PYTHON, command, environment())
    return subprocess.run(command, env=environment(), check=False).returncode


def test(args: Sequence[str]) -> int:
    """Every check, or with PATHs (and other words for pytest) these tests alone."""
    full = "--full" in args
    words = [anchored(arg) for arg in args if arg != "--full"]
    need_system(OFFSCREEN)
    prepare()
    env = check_environment(full)
    tests = [] if words and {"-n", "--pdb"} & set(words) else ["-n", "2"]
    tests += ["-o", "timeout=900"] if full else []
    steps = [("Tests 测试", ["-m", "pytest", *tests, *words])]
    if not words:
        steps = [*checks(full), *steps]
    failed = [name for name, command in steps if not passes(name, command, env)]
    if failed:
        print(f"FAILED: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


def checks(full: bool) -> list[tuple[str, list[str]]]:
    """What is asked before the tests, cheapest first."""
    lint = "from importlinter.cli import lint_imports_command as run; run()"
    steps = [
        ("Format 格式", ["-m", "ruff", "format", "--check", "."]),
        ("Lint 规范", ["-m", "ruff", "check", "."]),
        ("Contracts 层次", ["-c", lint, "--no-cache"]),
        ("Types 类型", ["-m", "pyright", "--project", "pyproject.toml"]),
    ]
    suite = os.path.join("tests", "app", "sql", "compliance")
    if full and os.path.isdir(os.path.join(ROOT, suite)):
        own = os.path.join(suite, "pytest.ini")
        config = ["-c", own] if os.path.exists(os.path.join(ROOT, own)) else []
        steps.append(("SQL dialect 方言", ["-m", "pytest", *config, suite]))
    return steps


def anchored(arg: str) -> str:
    """A path as seen from where the person stands; pytest runs in the root."""
    path = arg.split("::", maxsplit=1)[0]
    return os.path.abspath(path) + arg[len(path) :] if os.path.exists(path) else arg


def check_environment(full: bool) -> dict[str, str]:
    """The same time zone, language and screen on every machine."""
    env = environment()
    for stray in ("LANGUAGE", "PYTHONWARNINGS", "FAIRWAY_FAILPOINT", "FAIRWAY_FULL"):
        env.pop(stray, None)
    env.setdefault("FAIRWAY_SHARED", os.path.join(os.path.dirname(ROOT), "shared"))
    env |= {"TZ": "Asia/Shanghai", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    env |= {"QT_QPA_PLATFORM": "offscreen", "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    return env | ({"FAIRWAY_FULL": "1"} if full else {})


def passes(name: str, command: Sequence[str], env: dict[str, str]) -> bool:
    """Run one check under its heading."""
    print(f"\n=== {name} ===", flush=True)
    return subprocess.run([PYTHON, *command], cwd=ROOT, env=env, check=False).returncode == 0


def main(args: list[str]) -> int:
    """Dispatch; a failure of the set-up itself is told here."""
    try:
        if FROZEN:
            return run_frozen(args)
        verb = find_verb(args)
        if verb == "test":
            return test(without(verb, args))
        module, words = target(verb, args)
        if module == "ui":
            need_system(WINDOW)
        return launch(module, words)
    except Stop as stop:
        return tell(stop.code, stop.text, args)
    except OSError as error:
        return tell("disk_full", str(error), args)
    except KeyboardInterrupt:
        return 130


def tell(code: str, text: str, args: Sequence[str]) -> int:
    """The answer of a start that did not come to its verb."""
    print(text, file=sys.stderr, flush=True)
    if "--json" in args:
        error = {"code": code, "message": text, "kept": "", "hint": ""}
        print(json.dumps({"ok": False, "error": error}, ensure_ascii=False), flush=True)
    return 4


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`platform/` is a folder and never a package: a package of that name would replace Python's own module."""

import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_there_is_no_package_called_platform():
    assert not (ROOT / "platform" / "__init__.py").exists()


def test_a_fresh_interpreter_at_the_root_imports_python_s_own_platform():
    words = [sys.executable, "-c", "import platform; print(platform.__file__); platform.python_version()"]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert Path(said.strip()).parent == Path(sysconfig.get_paths()["stdlib"])


def test_no_room_has_the_name_of_a_standard_module():
    rooms = {path.name for path in (ROOT / "platform").iterdir() if path.is_dir()}
    assert rooms & (set(sys.stdlib_module_names) - {"platform"}) == set()

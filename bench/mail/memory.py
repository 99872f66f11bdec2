"""The memory of this process, as Linux tells it."""

import re
from pathlib import Path


def at_most(*, again: bool = False) -> int:
    """Return the most memory this process held, in MB, since it began or since it was last asked ``again``."""
    if again:
        Path("/proc/self/clear_refs").write_text("5")
    found = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) // 1024 if found else 0

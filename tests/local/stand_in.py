"""A program that never wants to stop, with a child of its own: what the launcher must be able to end."""

import os
import signal
import sys
import time
from pathlib import Path

for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
os.fork()
with Path(sys.argv[1]).open("a") as file:
    file.write(f"{os.getpid()}\n")
time.sleep(300)

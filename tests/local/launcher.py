"""A launcher of the servers and of a program that refuses to stop, without the site: the tests start and kill it."""

import os
import signal
import sys
import time
from pathlib import Path

from local.demo import stop_on_signals
from local.errors import CannotStart, StopRequested
from local.places import Data
from local.postgres import Postgres
from local.process import Child, Stack
from local.valkey import Valkey

data = Data(Path(sys.argv[1]))
try:
    data.open()
except CannotStart as error:
    sys.exit(str(error))
stack = Stack(data.lock)
stop_on_signals(stack)
try:
    addresses = Postgres(data).start(stack)
    Valkey(data).start(stack)
    words = [sys.executable, str(Path(__file__).with_name("stand_in.py")), str(data.root / "pids")]
    (data.root / "pids").write_text("")
    stubborn = Child(
        "The stand-in",
        words,
        log=data.folder("logs") / "x.log",
        cwd=data.root,
        env=os.environ,
        stop_signal=signal.SIGTERM,
        patience=0.5,
    )
    stack.start(stubborn)
    stack.wait(stubborn, lambda: (data.root / "pids").read_text().count("\n") == 2)
    sys.stdout.write(f"{addresses.owner}\n")
    sys.stdout.flush()
    while True:
        stack.check()
        time.sleep(0.05)
except CannotStart as error:
    sys.stdout.write(f"{error}\n")
    sys.stdout.flush()
except StopRequested:
    sys.stdout.write("stopped\n")
    sys.stdout.flush()
finally:
    stack.stop()
    data.close()

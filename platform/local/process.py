"""Starts programs that cannot outlive the launcher, and stops them."""

import contextlib
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from local.errors import CannotStart
from local.places import explained

TAIL = 20


class Child:
    """One program in its own session, with its log and a signal that reaches it when the launcher dies."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        cwd: Path,
        env: Mapping[str, str],
        stop_signal: signal.Signals = signal.SIGTERM,
        patience: float = 10.0,
        account: pwd.struct_passwd | None = None,
    ) -> None:
        self.name, self.command, self.log, self.cwd, self.env = (
            name,
            [str(part) for part in command],
            log,
            cwd,
            dict(env),
        )
        self.stop_signal, self.patience, self.account = stop_signal, patience, account
        self.process: subprocess.Popen[bytes] | None = None
        self.lasts = True

    def start(self) -> int:
        """Start the program and return its number, which is also its session's."""
        death = ["setpriv", "--pdeathsig", self.stop_signal.name.removeprefix("SIG"), "--"]
        if self.account:
            # A change of user clears the parent-death signal, so it is set after, by a second setpriv
            death = [*as_account(self.account), *death]
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        try:
            with os.fdopen(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
                self.process = subprocess.Popen(
                    [*death, *self.command],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    cwd=self.cwd,
                    env=self.env,
                    start_new_session=True,
                )
        except FileNotFoundError as error:
            raise CannotStart(f"The program {error.filename} is missing: install the package util-linux.") from error
        except OSError as error:
            raise explained(error, self.log) from error
        return self.process.pid

    def ended(self) -> bool:
        """Return True when the program ended. It is not buried yet, so nobody else can take its number."""
        if self.process is None or self.process.returncode is not None:
            return True
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def bury(self) -> int:
        """Kill what is left of the program's group, then return its exit code."""
        if self.process is None:
            return 0
        if self.process.returncode is None:
            # Refused when nothing is left but the ended program itself
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        return int(self.process.returncode)

    def stop(self, hurry: Callable[[], bool] = lambda: False) -> None:
        """Ask the program to stop, wait, then kill its whole group."""
        if self.process is None or self.process.returncode is not None:
            return
        deadline = time.monotonic() + self.patience
        if not self.ended():
            os.kill(self.process.pid, self.stop_signal)
        while not self.ended() and time.monotonic() < deadline and not hurry():
            time.sleep(0.02)
        self.bury()

    def tail(self) -> str:
        """Return the last lines of the log."""
        try:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return ""
        return "\n".join(lines[-TAIL:])

    def complaint(self) -> CannotStart:
        """Return the sentence for a program that ended by itself, with what it said last."""
        said = self.tail()
        if "No space left on device" in said:
            return CannotStart(
                f"{self.name} stopped because the disk is full:"
                " make room, or choose another folder with DATA=/somewhere."
            )
        code = self.bury()
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        return CannotStart(f"{self.name} {how}. Its last lines ({self.log}):\n{said}")


class Stack:
    """All the programs of one launcher, in the order of their start, watched over by the watchman."""

    def __init__(self, lock: int | None = None) -> None:
        self.children: list[Child] = []
        self.hurry = False
        reading, self._pipe = os.pipe()
        self._watchman = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("watchman.py")), str(reading)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[reading] if lock is None else [reading, lock],
            cwd="/",
            start_new_session=True,
        )
        os.close(reading)

    def start(self, child: Child) -> Child:
        """Start a program that is to stay."""
        self.children.append(child)
        self._tell(child.start())
        return child

    def run(self, child: Child) -> str:
        """Run a program to its end and return what it wrote; stop with a sentence when it fails."""
        child.lasts = False
        self.start(child)
        while not child.ended():
            self.check()
            time.sleep(0.02)
        if child.bury():
            raise child.complaint()
        self.forget(child)
        return child.log.read_text(encoding="utf-8", errors="replace")

    def wait(self, child: Child, ready: Callable[[], bool], seconds: float = 60.0) -> None:
        """Wait until the program answers; stop with a sentence when it ends or stays silent."""
        deadline = time.monotonic() + seconds
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"{child.name} did not answer within {seconds:.0f} seconds."
                    f" Its last lines ({child.log}):\n{child.tail()}"
                )
            time.sleep(0.05)

    def check(self) -> None:
        """Raise when a program that is to stay has ended."""
        for child in self.children:
            if child.lasts and child.ended():
                raise child.complaint()
        if self._watchman.poll() is not None:
            raise CannotStart("The watchman process was ended, so nothing would clean up after a kill: start again.")

    def stop(self) -> None:
        """Stop everything, the last started first."""
        while self.children:
            self.children[-1].stop(lambda: self.hurry)
            self.forget(self.children[-1])
        os.close(self._pipe)
        self._watchman.wait()

    def forget(self, child: Child) -> None:
        """Bury a program that ended, and tell the watchman."""
        if child.process is not None:
            number = child.process.pid
            child.bury()
            self._tell(-number)
        self.children.remove(child)

    def _tell(self, number: int) -> None:
        # When the watchman is gone, check() says so
        with contextlib.suppress(BrokenPipeError):
            os.write(self._pipe, f"{number}\n".encode())


def as_account(account: pwd.struct_passwd) -> list[str]:
    """Return the words that run the rest of a command as this user."""
    return ["setpriv", "--reuid", str(account.pw_uid), "--regid", str(account.pw_gid), "--clear-groups", "--"]

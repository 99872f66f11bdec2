"""`make demo`: the whole site on this machine, from the first program to the printed address."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from local import reply
from local.errors import StopRequested
from local.places import Data, check_port, free_port
from local.postgres import Postgres
from local.process import Child, Stack
from local.site import ROOT, Site, answers, check_outside, forget_told, python, write_told
from local.valkey import Valkey


def step(name: str, action: Callable[[], object]) -> None:
    """Run one step and print its name and duration."""
    print(f"{name} …", flush=True)
    started = time.monotonic()
    action()
    print(f"{name}: {time.monotonic() - started:.1f} s", flush=True)


def stop_on_signals(stack: Stack) -> None:
    """Turn Ctrl-C, a closed terminal and a polite kill into one clean stop; a second one hurries it."""
    asked = False

    def handle(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            stack.hurry = True
            return
        asked = True
        raise StopRequested

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handle)


def start_mail(data: Data, stack: Stack, port: int, listener: int) -> tuple[str, str]:
    """Start the mail catcher; return the address that the site sends to and the one of its page."""
    smtp, page = free_port(port + 2), free_port(port + 1)
    command = python("-m", "local.mail", data.folder("mail"), str(smtp), str(page), str(listener))
    child = Child("The mail catcher", command, log=data.folder("logs") / "mail.log", cwd=ROOT, env=os.environ)
    stack.start(child)
    stack.wait(child, lambda: answers(page, "/"))
    return f"smtp://127.0.0.1:{smtp}", f"http://localhost:{page}"


def environment(data: Data, stack: Stack, port: int) -> dict[str, str]:
    """Start what the person did not provide, and return what the site is told."""
    told = {
        "SITE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DEBUG": "0",
        "DEMO": "1",
        "GATHER_MINUTES": "1",  # who tries the site waits less for a letter than a city would
        "TRUSTED_PROXY_COUNT": "0",
        "MEDIA_ROOT": str(data.folder("media")),
        "STATIC_ROOT": str(data.folder("static")),
        "SECRET_KEY": os.environ.get("SECRET_KEY") or data.secrets().secret_key,
    }
    check_outside(os.environ)
    if not os.environ.get("DATABASE_URL"):
        addresses = Postgres(data).start(stack)
        told |= {"DATABASE_URL": addresses.site, "MIGRATE_DATABASE_URL": addresses.owner}
    if not os.environ.get("REDIS_URL"):
        told["REDIS_URL"] = Valkey(data).start(stack)
    return told


def show(site: Site, port: int, mail_page: str) -> None:
    """Print where the site is, who may enter it and how to stop."""
    print(f"\nThe site:    http://localhost:{port}")
    print(f"Its letters: {mail_page}\n")
    lines = [["Role", "E-mail", "Password or key"], *site.accounts()]
    widths = [max(len(line[column]) for line in lines) for column in range(2)]
    for role, email, word in lines:
        print(f"  {role:<{widths[0]}}  {email:<{widths[1]}}  {word}")
    print(
        f"\nThese accounts are fictitious. Data and logs: {site.data.root}."
        " Stop with Ctrl-C; empty with make demo-reset.",
        flush=True,
    )


def demo(port: int, folder: Path) -> None:
    """Run the demonstration until somebody stops it."""
    began = time.monotonic()
    check_port(port)
    data = Data(folder)
    data.open()
    stack = Stack(data.lock)
    stop_on_signals(stack)
    try:
        told: dict[str, str] = {}
        step("PostgreSQL and Valkey", lambda: told.update(environment(data, stack, port)))
        mail_page, listener = "sent to EMAIL_URL", 0
        if not os.environ.get("EMAIL_URL"):
            listener = free_port(port + 3)
            told |= {"INBOUND_DOMAIN": reply.DOMAIN, "INBOUND_AUTHSERV": reply.SERVER}
            told["EMAIL_URL"], mail_page = start_mail(data, stack, port, listener)
        site = Site(data, stack, told)
        step("Migrations and data", site.prepare)
        write_told(data, told)
        step("Web server, worker and beat", lambda: site.start(port))
        if listener:
            site.listen(listener)
        print(f"Ready after {time.monotonic() - began:.1f} s.")
        show(site, port, mail_page)
        while True:
            stack.check()
            time.sleep(0.2)
    except StopRequested:
        print("\nStopping …", flush=True)
    finally:
        stack.stop()
        forget_told(data)
        data.close()
    print("Stopped. The data stays for the next start.", flush=True)

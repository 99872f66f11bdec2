"""Ask now whether the links that published practices cite still answer, those whose turn it is."""

from typing import Any

from django.core.management.base import BaseCommand

from common import clock
from practices import links


class Command(BaseCommand):
    help = "Check the links of published practices whose month has come, and say what was found."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Go on until no link is due, or until nothing can be reached."""
        links.enrol()
        asked = failed = 0
        while True:
            report = links.check(clock.now(), links.fetcher())
            if report.is_void:
                self.stdout.write("Nothing at all could be reached: nothing was written down.")
                break
            asked, failed = asked + report.asked, failed + report.failed
            if not report.asked:
                break
        self.stdout.write(f"{asked} links asked, {failed} did not answer")

"""Files on their way in: straight to the disk, and no further than the most that any form takes."""

from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler

MOST_BYTES = 10 * 1024 * 1024 + 1  # one more than is allowed: the form sees that it was too much


class OnDisk(TemporaryFileUploadHandler):
    """Write a file to the disk as it comes; what exceeds the limit is read and dropped, so no other field is lost."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._left = MOST_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write what may still be written."""
        taken = raw_data[: self._left]
        self._left -= len(taken)
        super().receive_data_chunk(taken, start)

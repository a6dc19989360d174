"""Reading files that anybody may have put there: bounded in size and in time, in any encoding."""

import codecs
import os
import select
import stat
from pathlib import Path

MOST = 64 * 1024 * 1024  # bytes
PATIENCE = 5.0  # seconds for who writes to a pipe
TOO_LONG = f"more than {MOST // 1024 // 1024} MiB are not read"


def read_bytes(path: Path) -> bytes:
    """Read a file, or a pipe that is written to; OSError where it has no end, or no beginning."""
    # Not to wait for somebody who opens the other end of a named pipe.
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        is_pipe = not stat.S_ISREG(os.fstat(file).st_mode)
        parts: list[bytes] = []
        size = 0
        while size <= MOST:
            if is_pipe and not select.select([file], [], [], PATIENCE)[0]:
                raise OSError(f"nothing came from this pipe for {PATIENCE:.0f} s")
            part = os.read(file, 1024 * 1024)
            if not part:
                return b"".join(parts)
            parts.append(part)
            size += len(part)
        raise OSError(TOO_LONG)
    finally:
        os.close(file)


def decoded(data: bytes) -> str:
    """Decode text as the tools of any system write it: UTF-8 or UTF-16, with a byte order mark."""
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if is_wide else "utf-8-sig").replace("\r\n", "\n")

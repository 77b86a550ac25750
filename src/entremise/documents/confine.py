"""A process that gives up what it does not need, before it meets a file that may have been made to do harm."""

import ctypes
import os
import resource
import struct
import sys
from pathlib import Path
from typing import Final

MOST_MEMORY: Final = 2_000_000_000
"""Bytes of address space, libraries and all."""
MOST_SECONDS: Final = 60
"""Of processor time."""
_MOST_FILES: Final = 64
_CREATE, _ADD, _RESTRICT = 444, 445, 446
"""Landlock's system calls: their numbers are one for every architecture (Linux, since 5.13)."""
_READ: Final = 1 << 2 | 1 << 3
"""To read files, and to list folders."""
_EXECUTE: Final = 1 << 0
_FILE_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many kinds of access to files a version of Landlock knows; 16 from the fifth on."""
_NO_NEW_PRIVILEGES: Final = 38
_FONTS: Final = ("/usr/share/fonts", "/usr/local/share/fonts")
_LIBRARIES: Final = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")


def confine() -> bool:
    """From now on: no file is written, memory and time are limited, and of a crash nothing is kept.

    Where the kernel offers Landlock, nothing is read but programs, their libraries and fonts, and nothing connects by
    TCP; the answer says whether it does. Linux; elsewhere the limits alone hold.
    """
    os.umask(0o077)
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _MOST_FILES),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_AS, MOST_MEMORY),
    ):
        _, hard = resource.getrlimit(limit)
        lowered = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (lowered, lowered))
    return sys.platform == "linux" and _landlocked()


def _landlocked() -> bool:
    system = ctypes.CDLL(None, use_errno=True)
    version = system.syscall(_CREATE, None, 0, 1)
    if version < 1:
        return False
    files = (1 << _FILE_RIGHTS.get(version, 16)) - 1
    network = 3 if version >= 4 else 0
    attributes = struct.pack("QQ", files, network) if network else struct.pack("Q", files)
    rules = system.syscall(_CREATE, attributes, len(attributes), 0)
    if rules < 0:
        return False
    for path in _readable():
        _allow(system, rules, path)
    done = system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and system.syscall(_RESTRICT, rules, 0) == 0
    os.close(rules)
    return bool(done)


def _readable() -> list[Path]:
    """Where programs, their libraries and fonts lie; this package's folder is one of these."""
    found = {Path(__file__).resolve().parents[1], Path(sys.prefix), Path(sys.base_prefix)}
    found |= {Path(folder) for folder in (*_FONTS, *_LIBRARIES, *sys.path[1:])}
    return sorted(path for path in found if path.exists() and path != Path("/"))


def _allow(system: ctypes.CDLL, rules: int, path: Path) -> None:
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    # A file has no folders to be listed; naming that right for it is refused.
    rights = _READ | _EXECUTE if path.is_dir() else 1 << 2
    system.syscall(_ADD, rules, 1, struct.pack("=Qi", rights, opened), 0)
    os.close(opened)

"""A pseudo-terminal between two pipes: what comes in at stdin can be read from its slave, what is written there goes to stdout.

The first line on stderr is the slave's path. Nobody has to have the slave open; what nobody reads is dropped.
"""

import os
import pty
import select
import sys
import tty

CHUNK = 4096


def main() -> None:
    master, slave = pty.openpty()
    tty.setraw(slave)
    os.set_blocking(master, False)
    print(os.ttyname(slave), file=sys.stderr, flush=True)
    while True:
        ready, _, _ = select.select([0, master], [], [])
        if 0 in ready:
            data = os.read(0, CHUNK)
            if not data:
                return
            try:
                os.write(master, data)
            except BlockingIOError:
                pass
        if master in ready:
            os.write(1, os.read(master, CHUNK))


main()

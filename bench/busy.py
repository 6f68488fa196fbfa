"""How long the processors were at work for something: that of this process and of its PostgreSQL session.

Wall time depends on who else is at work on the machine; this does not. Runs inside an Odoo process.
"""

import os
import time
from contextlib import contextmanager
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def sample(env, samples):
    """Append ``[seconds, seconds at work, queries]`` of what is done within; the second is None on another machine."""
    cr = env.cr
    server = Path(f"/proc/{cr._cnx.info.backend_pid}/stat")
    queries, start, own, its = cr.sql_log_count, time.perf_counter(), time.process_time(), _busy(server)
    yield
    took, worked = time.perf_counter() - start, time.process_time() - own
    samples.append([took, None if its is None else worked + _busy(server) - its, cr.sql_log_count - queries])


def _busy(server):
    """Return the processor time of a process so far, to a hundredth of a second."""
    try:
        fields = server.read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / TICKS

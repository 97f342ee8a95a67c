"""What the threads of a process keep at hand of a database is bounded for all of them together."""

import os
import subprocess
import sys

from pasti.kit.sqlite import BEGINS

# Twelve connections, as a node makes them, each of which has read all of a database of 16 MB.
_PROGRAM = """
import sys, sqlite3
from pathlib import Path

def used():
    return sum(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if "RssAnon" in line)

file, begins = sys.argv[1:]
with sqlite3.connect(file) as made:
    made.execute("CREATE TABLE rows (content BLOB)")
    made.executemany("INSERT INTO rows VALUES (zeroblob(2000))", [()] * 8000)
made.close()
before, kept = used(), []
for _thread in range(12):
    kept.append(sqlite3.connect(file))
    kept[-1].executescript(begins)
    kept[-1].execute("SELECT sum(length(content)) FROM rows").fetchone()
print((used() - before) // 1024)
"""


def test_many_threads_keep_together_what_was_set_and_not_each_for_itself(tmp_path):
    command = [sys.executable, "-c", _PROGRAM, str(tmp_path / "x.sqlite3"), BEGINS]
    done = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 48, "of 8 MB each it would be 96"

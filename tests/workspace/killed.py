"""Edits the project named on the command line, step by step, and dies in the middle: after so many lines of the journal.

Each finished step is told on stdout: the files' digest, how many steps are done, how many there are. With 0 lines it goes
to the end and tells how many lines there were.
"""

import hashlib
import os
import random
import signal
import sys

from tests.workspace.commands.some import some_command
from tests.workspace.edited import contents

from mapbench.errors import MapbenchError
from mapbench.workspace.workspace import Workspace

STEPS = 12
JOURNAL = ("workspace.py", "journal.py", "files.py", "steps.py", "database.py")
#: They only look, and run so many lines that hardly any point would be left for the others.
LOOKING = ("_seen", "signature", "watched_files", "_files_below")


def told(workspace):
    digest = hashlib.sha256(repr(sorted(contents(workspace.folder).items())).encode()).hexdigest()
    return f"{digest[:16]} {workspace.done} {len(workspace.steps)}"


def main(folder, lines):
    seen = 0

    def line(frame, event, _):
        nonlocal seen
        seen += event == "line"
        if seen == lines:
            os.kill(os.getpid(), signal.SIGKILL)
        return line

    def call(frame, event, _):
        code = frame.f_code
        ours = "mapbench" in code.co_filename and code.co_filename.endswith(JOURNAL)
        return line if ours and code.co_name not in LOOKING else None

    random_ = random.Random(7)
    workspace = Workspace.open(folder)
    print(told(workspace), flush=True)
    sys.settrace(call)
    done = 0
    while done < STEPS:
        way = random_.random()
        try:
            if way < 0.2:
                workspace.undo()
            elif way < 0.3:
                workspace.redo()
            else:
                workspace.do(some_command(workspace.project, lambda things: random_.choice(list(things))))
        except MapbenchError:
            continue
        done += 1
        sys.settrace(None)
        print(told(workspace), flush=True)
        sys.settrace(call)
    sys.settrace(None)
    print(f"lines {seen}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

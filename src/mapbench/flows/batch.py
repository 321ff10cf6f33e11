"""Records through a mapping: inputs in, outputs and rejects out, in the order of the input and in flat memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress

from mapbench.engine.program import Program
from mapbench.errors import MapbenchError
from mapbench.flows.inputs import AS_THEY_ARE, How, check_files, chunks_of
from mapbench.flows.interrupts import Interrupts
from mapbench.flows.lines import STDOUT, LineFile
from mapbench.flows.stream import Mapper, Stream
from mapbench.flows.summary import Summary
from mapbench.flows.writers import Out, Writer, out_for, writer_for


class Stopped(Exception):
    """A run that could not go on. What was written is whole lines: `written` counts them by file."""

    def __init__(self, cause: BaseException, summary: Summary, written: dict[str, int]) -> None:
        super().__init__(str(cause))
        self.cause = cause
        self.summary = summary
        self.written = written


def run_batch(
    mapper: Mapper,
    inputs: Sequence[str],
    output: str = STDOUT,
    rejects: str | None = None,
    *,
    how: How = AS_THEY_ARE,
    advance: Callable[[int], None] = lambda _size: None,
) -> Summary:
    """Runs every record of `inputs` (file names; `-` is stdin) and writes `output` and, where it is named, `rejects`.

    `how` says what files do not say themselves: how they are read, and what records and outputs are. `advance` is told how many bytes of the inputs are done. Raises MapbenchError or OSError where it could not start,
    and then no file was touched; `Stopped` where it could not go on.
    """
    writer = writer_for(output, columns_of(mapper.program), how.target)
    check_files(inputs, output, rejects, how)
    with ExitStack() as files:
        out = files.enter_context(closing(out_for(writer, output)))
        bad = files.enter_context(closing(LineFile(rejects, private=True))) if rejects else None
        stream = Stream(mapper, writer, out, bad)
        begun = time.perf_counter()

        def begin(name: str) -> None:
            stream.source = name if len(inputs) > 1 else None

        try:
            out.write([writer.head] if writer.head else [], counted=False)
            with Interrupts() as interrupts:
                stream.take(interrupts.between(chunks_of(inputs, how, begin)), advance)
            _end(out, writer)
        except (KeyboardInterrupt, OSError, MapbenchError) as failure:
            with suppress(OSError):
                _end(out, writer)
            written = {file.name: file.lines for file in (out, bad) if file}
            raise Stopped(failure, stream.summary, written) from failure
        finally:
            stream.summary.seconds = time.perf_counter() - begun
    return stream.summary


def _end(out: Out, writer: Writer) -> None:
    """What makes the file whole; where records were left out, too, so that what stands in it can be read."""
    if writer.tail:
        out.write([writer.tail], counted=False)


def columns_of(program: Program) -> list[str]:
    """The top-level keys an output can have as far as the mapping tells, in target-schema order."""
    order = program.target.order if program.target else None
    named = list(order["names"]) if order else []
    return list(dict.fromkeys([*named, *(rule.names[0] for rule in program.scope.rules)]))

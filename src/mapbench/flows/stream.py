"""A stream of records through a mapper: what is accepted becomes a line, what is rejected another, all are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Protocol

import orjson

from mapbench.connect.chunks import Chunk, Rows, Texts
from mapbench.engine.incoming import MAX_DEPTH, parsed, record_of, refusal
from mapbench.engine.outcomes import Outcome, RecordError
from mapbench.engine.program import Program
from mapbench.engine.values import Failure
from mapbench.errors import MapbenchError
from mapbench.flows.lines import LineFile
from mapbench.flows.rejects import on_one_line, raw_line, reject_line
from mapbench.flows.summary import Reject, Summary
from mapbench.flows.writers import Out, Writer

_LINES_HELD = 2000
#: From so many records on, compiling the quick function pays.
_MANY = 100

#: A record with its number in the input, and its JSON text where it came as one.
Read = tuple[int, bytes | None, dict[str, Any]]


class Mapper(Protocol):
    """A compiled mapping, bound to parameters, tables and the clock of a run."""

    @property
    def program(self) -> Program: ...

    @property
    def quick(self) -> Callable[[dict[str, Any]], Any]: ...

    def outcomes(self, record: dict[str, Any], /) -> list[Outcome]: ...

    def grouped(
        self, records: Iterable[tuple[int, dict[str, Any]]], /
    ) -> Iterator[tuple[int, int, list[Outcome]]]: ...


class Stream:
    """Takes chunks of records; `summary` counts what became of them. `bad` is the rejects file, if there is one."""

    def __init__(self, mapper: Mapper, writer: Writer, out: Out, bad: LineFile | None) -> None:
        program = mapper.program
        self.summary = Summary()
        #: The name of the input that is being read, where there are several.
        self.source: str | None = None
        self._mapper = mapper
        self._owner = program.owner
        self._grouping = bool(program.group) or program.group_all
        self._counts_items = program.each is not None
        self._line = writer.line
        self._out, self._bad = out, bad
        self._lines: list[Any] = []
        self._bad_lines: list[bytes] = []
        self._index = 0
        # Of a group that has begun: its records, to be shown if it is rejected.
        self._held: dict[int, tuple[bytes | None, dict[str, Any]]] = {}

    def take(self, chunks: Iterable[Chunk], advance: Callable[[int], None]) -> None:
        """Maps all records of the chunks and writes what they give, chunk by chunk."""
        try:
            if self._grouping:
                self._take_groups(chunks, advance)
                return
            for chunk in chunks:
                if isinstance(chunk, Texts):
                    self._map_texts(chunk)
                else:
                    self._map_rows(chunk)
                self._write()
                advance(chunk.size)
        finally:
            self._write()

    def _map_texts(self, chunk: Texts) -> None:
        # The loop where the time goes: a JSON text in, a line out. Whatever is unusual is done elsewhere.
        read, line, add = _reader(chunk), self._line, self._lines.append
        quick = self._mapper.quick if self._index + len(chunk.texts) > _MANY else _never
        accepted, index = 0, self._index
        try:
            for raw in chunk.texts:
                try:
                    record = read(raw)
                    output = quick(record) if record.__class__ is dict else None
                    if output is not None:
                        add(line(output))
                        accepted += 1
                        index += 1
                        continue
                except MapbenchError:
                    raise
                except Exception:  # noqa: BLE001  # whatever happens to one record, the run goes on
                    record = None
                if record.__class__ is dict:
                    self._settle(self._outcomes(record), index, raw, record)
                    index += 1
                else:
                    index += self._map_with_care(index, raw)
        finally:
            self.summary.accepted += accepted
            self._index = index

    def _map_with_care(self, index: int, raw: bytes) -> bool:
        """Does again what failed, and finds out why; false if there was no record, only a blank line."""
        if not raw.strip():
            return False
        try:
            record = record_of(raw)
        except Failure as failure:
            self._refuse(index, raw, failure)
        else:
            self._settle(self._outcomes(record), index, raw, record)
        return True

    def _map_rows(self, chunk: Rows) -> None:
        quick = self._mapper.quick if self._index + len(chunk.rows) > _MANY else _never
        for index, raw, record in self._of_rows(chunk):
            try:
                output = quick(record)
                line = None if output is None else self._line(output)
            except MapbenchError:
                raise
            except Exception:  # noqa: BLE001  # whatever happens to one record, the run goes on
                line = None
            if line is None:
                self._settle(self._outcomes(record), index, raw, record)
            else:
                self._lines.append(line)
                self.summary.accepted += 1

    def _outcomes(self, record: dict[str, Any]) -> list[Outcome]:
        try:
            return self._mapper.outcomes(record)
        except Exception as failure:  # noqa: BLE001  # whatever happens to one record, the run goes on
            return [self._broken(failure)]

    def _take_groups(self, chunks: Iterable[Chunk], advance: Callable[[int], None]) -> None:
        for first, count, outcomes in self._mapper.grouped(self._holding(chunks, advance)):
            items = [
                record if raw is None else orjson.Fragment(on_one_line(raw))
                for raw, record in self._release(first, count)
            ]
            self._settle(outcomes, first, None, {"items": items}, 1 if self._counts_items else count)

    def _holding(
        self, chunks: Iterable[Chunk], advance: Callable[[int], None]
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        for chunk in chunks:
            for index, raw, record in (
                self._of_texts(chunk) if isinstance(chunk, Texts) else self._of_rows(chunk)
            ):
                self._held[index] = (raw, record)
                yield index, record
            self._write()
            advance(chunk.size)

    def _release(self, first: int, count: int) -> list[tuple[bytes | None, dict[str, Any]]]:
        """The records of a group, which are held no longer; one without a key comes alone, before the group around it."""
        if count == 1:
            return [self._held.pop(first)]
        return [self._held.pop(index) for index in list(islice(self._held, count))]

    def _of_texts(self, chunk: Texts) -> Iterator[Read]:
        for raw in chunk.texts:
            if not raw.strip():
                continue
            try:
                yield self._index, raw, record_of(raw)
            except Failure as failure:
                self._refuse(self._index, raw, failure)
            self._index += 1

    def _of_rows(self, chunk: Rows) -> Iterator[Read]:
        for row in chunk.rows:
            if row.value is not None:
                yield self._index, None, row.value
            elif row.failure is not None:
                self._refuse(self._index, row.raw or b"", row.failure)
            self._index += 1

    def _settle(
        self, outcomes: list[Outcome], index: int, raw: bytes | None, record: Any, weight: int = 1
    ) -> None:
        """Counts and writes what became of a record; `weight` is how many records of the input it stands for."""
        for outcome in outcomes:
            if outcome.status == "accepted":
                self._accept(outcome, index, raw, record, weight)
            elif outcome.status == "rejected":
                self._reject(outcome, index, raw, record, weight)
            else:
                self.summary.skipped += weight
        if len(self._lines) > _LINES_HELD:
            self._write()

    def _accept(self, outcome: Outcome, index: int, raw: bytes | None, record: Any, weight: int) -> None:
        try:
            self._lines.append(self._line(outcome.output))
        except Failure as failure:
            self._reject(
                Outcome("rejected", errors=(refusal(failure, self._owner),)), index, raw, record, weight
            )
            return
        except TypeError as failure:
            self._reject(self._broken(failure), index, raw, record, weight)
            return
        self.summary.accepted += weight
        if outcome.softened:
            self.summary.softened += weight
            self.summary.softenings.update(outcome.softened)

    def _reject(self, outcome: Outcome, index: int, raw: bytes | None, record: Any, weight: int) -> None:
        reject = Reject(index, outcome.errors, outcome.item, self.source)
        self.summary.rejected += weight
        self.summary.tell(reject)
        if self._bad is not None:
            self._bad_lines.append(reject_line(reject, record, raw))

    def _refuse(self, index: int, raw: bytes, failure: Failure) -> None:
        """Rejects what is no record; one that is, but for its whole numbers, is shown as a record."""
        reject = Reject(index, (refusal(failure, self._owner),), source=self.source)
        self.summary.rejected += 1
        self.summary.tell(reject)
        if self._bad is not None:
            is_record = failure.code == "number-range"
            self._bad_lines.append(reject_line(reject, raw=raw) if is_record else raw_line(reject, raw))

    def _write(self) -> None:
        lines, bad_lines = self._lines.copy(), self._bad_lines.copy()
        self._lines.clear()
        self._bad_lines.clear()
        try:
            if lines:
                self._out.write(lines)
        finally:
            if bad_lines and self._bad is not None:
                self._bad.write(bad_lines)

    def _broken(self, failure: Exception) -> Outcome:
        error = RecordError(
            code="internal",
            target="$",
            message=f"mapbench itself failed on this record ({type(failure).__name__}).",
            hint="Please report it, with the mapping and the record.",
            owner=self._owner,
        )
        return Outcome("rejected", errors=(error,))


def _never(_record: object) -> None:
    """In place of a mapper's `quick` while the records are few."""


def _reader(chunk: Texts) -> Callable[[bytes], Any]:
    """The cheapest way to read these texts that misses nothing."""
    if chunk.suspect:
        return record_of
    return parsed if max(map(len, chunk.texts), default=0) > 2 * MAX_DEPTH else orjson.loads

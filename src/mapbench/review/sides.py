"""One side of a comparison: the files of a package, read as far as a reviewer asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import orjson

from mapbench.packages.build import GOVERNANCE, MAPPING, TESTS
from mapbench.packages.errors import MappingRefusedError
from mapbench.packages.manifest import Manifest, read_manifest
from mapbench.packages.program_read import PROGRAM, entries_of, json_of, schema_of
from mapbench.packages.program_read import written_program as read_written
from mapbench.packages.written import Mapping as Written
from mapbench.review.rules import WrittenRule, rules_of

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Side:
    """One version of a mapping, as the files of a package. Reading raises PackageErrors for what is malformed."""

    files: Mapping[str, bytes]

    @cached_property
    def manifest(self) -> Manifest:
        return read_manifest(self.files)

    @property
    def version(self) -> str:
        return self.manifest.version

    @cached_property
    def program(self) -> dict[str, Any]:
        """program.json as plain JSON."""
        self.written  # noqa: B018 - decoding it strictly proves its shape
        found: dict[str, Any] = json_of(self.files, PROGRAM)
        return found

    @cached_property
    def written(self) -> Written:
        if PROGRAM not in self.files:
            json_of(self.files, PROGRAM)
        return read_written(self.files[PROGRAM])

    @cached_property
    def mapping_file(self) -> Any:
        """The data of mapping.yaml, for what only people read."""
        return self._yaml(MAPPING)

    @cached_property
    def rules(self) -> dict[str, WrittenRule]:
        return rules_of(self.program, self.mapping_file)

    @cached_property
    def all_rules(self) -> dict[str, WrittenRule]:
        """Every rule by target, those inside others included."""
        return {one.target: one for rule in self.rules.values() for one in rule.below()}

    @cached_property
    def governance(self) -> dict[str, Any]:
        found = json_of(self.files, GOVERNANCE)
        return found if isinstance(found, dict) else {}

    @cached_property
    def entries(self) -> dict[str, dict[str, Any]]:
        """The entries of the tables that came along, by table."""
        found = {one.name: entries_of(self.files, one) for one in self.written.tables}
        return {name: entries for name, entries in found.items() if entries is not None}

    @cached_property
    def tests(self) -> dict[str, Any]:
        """The test cases by name."""
        data = self._yaml(TESTS) if TESTS in self.files else {}
        cases = data.get("tests") if isinstance(data, dict) else None
        return {
            str(case.get("name")): {key: value for key, value in case.items() if key != "name"}
            for case in cases or []
            if isinstance(case, dict)
        }

    @cached_property
    def fixtures(self) -> dict[str, bytes]:
        """The samples by the project's names."""
        names = {one.path: one.name for one in self.manifest.files if one.name is not None}
        return {
            names.get(path, path.removeprefix("fixtures/")): content
            for path, content in self.files.items()
            if path.startswith("fixtures/")
        }

    def schema(self, end: str) -> Any:
        """The schema of "source" or "target"; None where none is pinned."""
        return schema_of(self.files, getattr(self.written, end))

    def _yaml(self, name: str) -> Any:
        from mapbench.errors import LoadError
        from mapbench.model.documents import Document

        try:
            return _plain(
                Document.parse(self.files.get(name, b"").decode("utf-8", "surrogateescape"), name).data
            )
        except LoadError as error:
            raise MappingRefusedError(f"{name} cannot be read: {error.message}", error.hint, name) from None


def both(old: Side, new: Side, ask: Callable[[Side], Answer]) -> tuple[Answer, Answer]:
    """The same question to both sides."""
    return ask(old), ask(new)


def json_value(content: bytes) -> Any:
    """A JSON file's value, or its bytes where it is none."""
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return content.decode("utf-8", "replace")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value

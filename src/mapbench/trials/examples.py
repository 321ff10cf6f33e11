"""The examples of a project's functions, run as calls in a mapping of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mapbench.engine.compiler import compile_program
from mapbench.engine.outcomes import Outcome
from mapbench.engine.program import Program
from mapbench.engine.values import MISSING
from mapbench.trials.cases import CaseResult
from mapbench.trials.comparing import differences
from mapbench.trials.telling import shown
from mapbench.trials.verdicts import Fault

if TYPE_CHECKING:
    from mapbench.model.documents import Document
    from mapbench.model.function import Example, FunctionFile
    from mapbench.project.project import Project


def run_examples(project: Project, function: str) -> list[CaseResult]:
    """The results of a function's examples. Raises LoadError where the function is broken or refused."""
    document, file = project.function(function)
    return list(_results(project, document, file)) if file.examples else []


def _results(project: Project, document: Document, file: FunctionFile) -> Iterator[CaseResult]:
    mapper = compile_program(_program(project, file)).bind({}, {}, None)
    for number, example in enumerate(file.examples):
        record = {f"a{at}": value for at, value in enumerate(example.given)}
        [outcome] = mapper.outcomes(record)
        faults = tuple(_faults(file, example, outcome))
        call = f"{file.function.replace('-', '_')}({', '.join(map(shown, example.given))})"
        place = document.position(("examples", number))
        yield CaseResult(f"function {file.function}", call, place, faults, (outcome,))


def _program(project: Project, file: FunctionFile) -> Program:
    from mapbench.language.environment import Environment
    from mapbench.language.resolve import resolve
    from mapbench.model.mapping import MappingFile
    from mapbench.project.programs import engine_table, functions_of

    names = [f"a{at}" for at in range(len(file.parameters))]
    call = f"{file.function.replace('-', '_')}({', '.join(names)})"
    rule: dict[str, Any] = {"target": "result", "formula": call}
    if names:
        rule["source"] = {name: name for name in names}
    mapping = MappingFile.model_validate({"mapping": f"call-{file.function}", "rules": [rule]})
    environment = Environment(
        frozenset(project.ids("lookup")), lambda name: engine_table(project, name), functions_of(project)
    )
    return resolve(mapping, environment)


def _faults(file: FunctionFile, example: Example, outcome: Outcome) -> Iterator[Fault]:
    if len(example.given) != len(file.parameters):
        yield Fault(
            f"The example gives {len(example.given)} arguments; the function takes {len(file.parameters)}.",
            hint="Give one value per parameter.",
        )
        return
    expected = example.expect if "expect" in example.model_fields_set else MISSING
    if outcome.status == "rejected":
        yield Fault(expected=expected, actual="an error", errors=outcome.errors)
        return
    for found in differences(expected, outcome.output.get("result", MISSING), exact=True):
        yield Fault(target=found.shown if found.path else None, expected=found.expected, actual=found.actual)

"""`mapbench explain`: the value at each step, for one target path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mapbench.cli.failures import shown_place
from mapbench.cli.input_options import input_options
from mapbench.cli.output import data, data_json, format_option, styled, table
from mapbench.cli.project import Project, pass_project

if TYPE_CHECKING:
    from mapbench.engine.outcomes import Step
    from mapbench.flows.explaining import Explanation
    from mapbench.flows.target_states import TargetState
    from mapbench.project.programs import LoadedProgram

_SHOWN = 60


@click.command("explain")
@click.argument("mapping")
@click.argument("source", metavar="INPUT")
@click.option(
    "--target", required=True, metavar="PATH", help="A target path without indexes; $ for the whole record."
)
@click.option(
    "--record", metavar="N", type=click.IntRange(min=0), default=0, help="Which record, counted from 0."
)
@click.option("--param", "params", metavar="NAME=VALUE", multiple=True, help="A parameter of the mapping.")
@click.option("--lookup", "lookups", metavar="NAME=FILE", multiple=True, help="Rows for one of its tables.")
@click.option("--now", metavar="TIME", help="What now() gives, ISO 8601; else the start of the run.")
@input_options
@format_option("text", "json")
@pass_project
def command(project: Project, /, mapping: str, source: str, target: str, record: int, **options: Any) -> int:
    """Show the value at each step, for one target path."""
    from mapbench.flows.binding import bind, load_for_run, pairs
    from mapbench.flows.explaining import explain
    from mapbench.flows.sources import how_of

    lookups = pairs("--lookup", options["lookups"])
    loaded = load_for_run(mapping, project.find(), lookups)
    mapper = bind(loaded, pairs("--param", options["params"]), lookups, options["now"])
    how = how_of(loaded, [source], pairs("--read", options["read"]), project.find())
    found = explain(mapper, source, target, record, options["input_format"], how)
    if options["output_format"] == "json":
        data_json(_as_json(loaded, found))
    else:
        data(_as_text(loaded, found))
    return 0


def _as_text(loaded: LoadedProgram, found: Explanation) -> str:
    parts = [f"{loaded.program.mapping}, record {found.index}: {_verdict(found)}\n"]
    parts += _whole(found) if found.whole else []
    for target, steps in _by_target(found):
        place = _place(loaded, target)
        parts.append(f"\n{styled(target, bold=True)}{'  ' + place if place else ''}\n{_steps(steps)}")
    if not found.steps and not found.states and not any(found.errors()):
        parts.append("\nNo step of it was taken: the record was skipped, or nothing led here.\n")
    for outcome, error in found.errors():
        item = "" if outcome.item is None else f"item {outcome.item}, "
        owner = f" (owner {error.owner})" if error.owner else ""
        parts.append(
            f"\n{styled('error', fg='red')} {item}{error.target}: {error.message} [{error.code}]{owner}\n"
        )
        parts.append(f"  hint: {error.hint}\n" if error.hint else "")
    return "".join(parts)


def _whole(found: Explanation) -> list[str]:
    """The outputs of a record, and what became of each target."""
    parts = []
    for outcome in found.outcomes:
        if outcome.status == "accepted":
            item = "" if outcome.item is None else f" of item {outcome.item}"
            parts.append(f"\n{styled('output', bold=True)}{item}\n{_indented(outcome.output)}\n")
        elif outcome.status == "skipped" and outcome.reason:
            parts.append(f"\nskipped: {outcome.reason}\n")
    if found.states:
        rows = [(f"  {state.target}", *_state(state)) for state in found.states]
        parts.append(f"\n{styled('targets', bold=True)}\n{table(rows)}")
    return parts


def _state(state: TargetState) -> tuple[str, str, str]:
    single = len(state.states) == 1 and state.states[0][1] == 1
    counted = (
        word if single else f"{word} {'once' if count == 1 else f'{count} times'}"
        for word, count in state.states
    )
    value = _value(state.value) if single and state.states[0][0] == "value" else ""
    softened = f"softened {', '.join(state.softened)}" if state.softened else ""
    return ", ".join(counted) or "not reached", value, softened


def _indented(value: Any) -> str:
    import orjson

    from mapbench.flows.writers import exact

    return orjson.dumps(value, default=exact, option=orjson.OPT_INDENT_2).decode()


def _verdict(found: Explanation) -> str:
    names = [outcome.status for outcome in found.outcomes]
    counts = {name: names.count(name) for name in dict.fromkeys(names)}
    return names[0] if len(names) == 1 else ", ".join(f"{count} {name}" for name, count in counts.items())


def _by_target(found: Explanation) -> list[tuple[str, list[Step]]]:
    """The steps by target: named values first, as the rules use them; then the targets asked for."""
    named = dict.fromkeys(step.target for step in found.steps if step.target not in found.targets)
    wanted = found.targets if found.steps else ()
    return [(name, [step for step in found.steps if step.target == name]) for name in (*named, *wanted)]


def _steps(steps: list[Step]) -> str:
    if not steps:
        return "    gave nothing\n"
    rows = []
    item: tuple[int, ...] | None = None
    for step in steps:
        where = f"item {', '.join(map(str, step.item))}" if step.item and step.item != item else ""
        item = step.item
        rows.append((f"  {where}", step.part, _short(step.text), _value(step.value), _kind(step.value)))
    return table(rows)


def _value(value: Any) -> str:
    from mapbench.engine.values import MISSING

    return "-" if value is MISSING else _short(_json(value).decode())


def _json(value: Any) -> bytes:
    import orjson

    from mapbench.engine.texts import written
    from mapbench.flows.writers import exact

    return orjson.dumps(written(value), default=exact)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def _kind(value: Any) -> str:
    from mapbench.engine.values import kind

    return kind(value)


def _place(loaded: LoadedProgram, target: str) -> str:
    from mapbench.project.places import rule_place

    found = rule_place(loaded.mapping, target)
    return "" if found is None else shown_place(found)


def _as_json(loaded: LoadedProgram, found: Explanation) -> dict[str, Any]:
    import orjson

    from mapbench.engine.values import MISSING

    return {
        "mapping": loaded.program.mapping,
        "record": found.index,
        "targets": list(found.targets),
        "outcomes": [
            {
                "status": one.status,
                "item": one.item,
                "reason": one.reason,
                **({"output": orjson.Fragment(_json(one.output))} if found.whole else {}),
                "errors": [e.as_json() for e in one.errors],
            }
            for one in found.outcomes
        ],
        **({"states": [_state_json(state) for state in found.states]} if found.whole else {}),
        "steps": [
            {
                "target": step.target,
                "item": list(step.item),
                "part": step.part,
                "text": step.text,
                "span": None if step.span is None else list(step.span),
                "value": None if step.value is MISSING else orjson.Fragment(_json(step.value)),
                "kind": _kind(step.value),
            }
            for step in found.steps
        ],
    }


def _state_json(state: TargetState) -> dict[str, Any]:
    return {"target": state.target, "states": dict(state.states), "softened": list(state.softened)}

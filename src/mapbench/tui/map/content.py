"""A mapping as the canvas takes it: fields with marks, rules as links, values beside the fields."""

from __future__ import annotations

from mapbench.tui.canvas.beside import Value
from mapbench.tui.canvas.content import CanvasContent, CanvasField, CanvasLink, Counts, Path
from mapbench.tui.glyphs import mark
from mapbench.tui.map.wording import kind_word
from mapbench.workspace.views import FieldView, FixtureValues, MappingView, RenameView, RuleView


def canvas_content(view: MappingView) -> CanvasContent:
    """The two schemas of a mapping and its rules between them."""
    by_target = {rule.target: rule for rule in view.rules}
    gone = sum(field.gone is not None for field in view.source_fields)
    return CanvasContent(
        source=tuple(_source(field) for field in view.source_fields),
        target=tuple(_target(field, by_target.get(field.path), view) for field in view.target_fields),
        links=(
            *(_link(rule) for rule in view.rules if rule.sources and rule.target),
            *(
                _renamed(number, rule, one, new)
                for rule in view.rules
                if rule.target
                for number, (one, new) in enumerate(renames_of(rule, view))
            ),
        ),
        source_name=_name(view.source),
        target_name=_name(view.target),
        source_counts=Counts(view.used, view.source_total, gone),
        target_counts=Counts(view.mapped, view.target_total, len(view.required_open)),
    )


def source_values(values: FixtureValues | None) -> dict[Path, Value]:
    """The samples of the current fixture by path."""
    return {path: (one.text, one.kind) for path, one in values.source.items()} if values is not None else {}


def target_values(view: MappingView, values: FixtureValues | None) -> dict[Path, Value]:
    """What stands beside each target: its value, or why there is none."""
    found: dict[Path, Value] = {}
    if values is not None:
        found = {path: (one.text, one.kind) for path, one in values.target.items()}
        found |= {path: (f"{mark('error')} {error}", "error") for path, error in values.errors.items()}
    found |= dict.fromkeys(view.required_open, ("required, open", "open"))
    for rule in view.rules:
        if rule.gone:
            found[rule.target] = ("source is gone", "error")
        elif rule.problems:
            what = "formula error" if "formula" in rule.written else "refused"
            found[rule.target] = (f"{mark('error')} {what}", "error")
        elif rule.kind == "unmapped":
            found[rule.target] = (str(rule.written.get("unmapped", "")), "missing")
    return found


def _name(reference: str | None) -> str:
    if not reference:
        return ""
    if "@" in reference:
        return f"canonical {mark('middot')} {reference}"
    return reference.replace(".", f" {mark('middot')} ", 1)


def _source(field: FieldView) -> CanvasField:
    return CanvasField(
        field.path,
        field.name,
        field.depth,
        field.kind,
        field.type,
        field.required,
        field.gone,
        about=field.classification or "",
    )


def _target(field: FieldView, rule: RuleView | None, view: MappingView) -> CanvasField:
    about = (rule.owner if rule is not None else field.owner or view.owner) or ""
    return CanvasField(
        field.path,
        field.name,
        field.depth,
        field.kind,
        field.type,
        field.required,
        field.gone,
        _mark(rule),
        kind_word(rule.kind) if rule is not None else "",
        about,
    )


def _mark(rule: RuleView | None) -> str:
    if rule is None:
        return ""
    if rule.gone or rule.problems:
        return "broken"
    if rule.kind == "unmapped":
        return "skipped"
    return "mapped" if rule.sources else "constant"


def renames_of(rule: RuleView, view: MappingView) -> list[tuple[RenameView, Path]]:
    """What the gone fields of a rule may be called now, each with the whole path of the new one."""
    return [
        (one, (*one.new, *gone[len(one.old) :]))
        for gone in rule.gone
        for one in view.renames
        if gone[: len(one.old)] == one.old
    ]


def _renamed(number: int, rule: RuleView, one: RenameView, new: Path) -> CanvasLink:
    note = f"{one.strength:.2f} {one.reason}"
    return CanvasLink(("renamed", number, *rule.at), (new,), rule.target, "suggested", note)


def _link(rule: RuleView) -> CanvasLink:
    state = "broken" if rule.gone else "mapped"
    return CanvasLink(rule.at, rule.sources, rule.target, state, gone=rule.gone)

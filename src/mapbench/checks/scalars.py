"""MB612: scalars that people read as one thing and some YAML readers as another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mapbench.checks.findings import Finding, Rule, Said
from mapbench.checks.material import Material

if TYPE_CHECKING:
    from mapbench.model.documents import Document, PlainScalar

_FILE = "lookups/answer.yaml"


def scalars_are_plain(material: Material) -> Said:
    """MB612 in every YAML file of the project, or in the mapping files alone."""
    for name, document, owner in _documents(material):
        for scalar in document.plain_scalars(ambiguous=True):
            if _is_harmless(scalar):
                continue
            what = "key" if scalar.is_key else "value"
            yield Finding(
                "MB612",
                f"{name}/{_where(document, scalar)}",
                f"The {what} {scalar.text} is {_read_as(scalar.text)} here, and something else to other YAML readers.",
                f'Write it in quotes if it is text: "{scalar.text}".',
                scalar.place,
                owner,
            )


def _documents(material: Material) -> Iterator[tuple[str, Document, str | None]]:
    if material.project is None:
        for subject in material.subjects:
            yield subject.id, subject.loaded.mapping.document, subject.owner()
        return
    for loaded in material.project.all_files():
        if loaded.document is not None and not loaded.document.problems and not loaded.document.is_json:
            yield (
                loaded.id,
                loaded.document,
                getattr(loaded.model, "owner", None) or getattr(loaded.model, "lead", None),
            )


def _is_harmless(scalar: PlainScalar) -> bool:
    """A check level is spelt `off`; and no reader in use takes a lone y or n for true or false."""
    return (scalar.key_path[:1] == ("checks",) and scalar.text == "off") or scalar.text.lower() in ("y", "n")


def _where(document: Document, scalar: PlainScalar) -> str:
    """A name that survives edits elsewhere: the targets of the rules around, then the keys."""
    parts: list[str] = []
    for depth, part in enumerate(scalar.key_path):
        here = document.node(scalar.key_path[: depth + 1])
        data = here.data() if here is not None and isinstance(part, int) else None
        target = (data.get("target") or data.get("name")) if isinstance(data, dict) else None
        parts.append(str(target or part))
    return ".".join(parts)


def _read_as(text: str) -> str:
    from mapbench.model.scalars import NotJsonError, resolve

    try:
        value = resolve(text)
    except NotJsonError:
        return "no JSON number"
    return f"the text {value!r}" if isinstance(value, str) else f"the number {value!r}"


RULES = (
    Rule(
        "MB612",
        "warning",
        "Ambiguous YAML scalar",
        "`no` is text in YAML 1.2 and false in YAML 1.1; 012 is twelve here and ten there. A reader should not have to know.",
        {_FILE: "lookup: answer\nowner: order-ops\nentries: {no: 'N', yes: 'Y'}\n"},
        {_FILE: "lookup: answer\nowner: order-ops\nentries: {\"no\": 'N', \"yes\": 'Y'}\n"},
        scalars_are_plain,
    ),
)

"""Bodies: every rule and named value has exactly one, and keys that belong to another key are refused without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mapbench.language.problems import KeyPath, Problems

if TYPE_CHECKING:
    from mapbench.model.mapping import LetValue, Rule


def check_pairs(problems: Problems, written: Rule | LetValue, at: KeyPath) -> None:
    """Keys that belong to another key are refused without it, never ignored."""
    from mapbench.model.given import given

    if given(written, "otherwise") and written.cases is None:
        problems.add(
            (*at, "otherwise"), "`otherwise` belongs to `cases`.", "Use `default` for missing values."
        )
    if written.reverse and written.lookup is None:
        problems.add((*at, "reverse"), "`reverse` belongs to `lookup`.", "Remove it.")


def check_body(problems: Problems, written: Rule | LetValue, at: KeyPath) -> str | None:
    """The one body a rule has, by key; a problem where it has none or two."""
    from mapbench.model.given import given

    keys = ("formula", "lookup", "constant", "cases", "rules", "unmapped", "copy_all")
    bodies = [
        key
        for key in keys
        if (given(written, key) and getattr(written, key) is not None)
        or (key == "constant" and given(written, key))
    ]
    if bodies in (["formula", "lookup"], []) and (
        bodies or written.source is not None or getattr(written, "each", None)
    ):
        return bodies[0] if bodies else "source"
    if bodies == ["cases"] and not written.cases:
        problems.add((*at, "cases"), "`cases` has no branch.", "Write `- {when: …, value: …}`, or remove it.")
        return None
    if len(bodies) == 1:
        return _with_source(problems, written, at, bodies[0])
    if not bodies:
        problems.add(
            at,
            "The rule has no body.",
            "Give it one of source, formula, lookup, constant, cases, rules, unmapped.",
        )
    else:
        hint = "Keep one; `lookup` after `formula` is the only pair."
        problems.add((*at, bodies[1]), f"The rule has two bodies: {bodies[0]} and {bodies[1]}.", hint)
    return None


def _with_source(problems: Problems, written: Rule | LetValue, at: KeyPath, body: str) -> str | None:
    if written.source is not None and body in {"constant", "unmapped", "copy_all"}:
        problems.add((*at, body), f"The rule has two bodies: source and {body}.", "Keep one of them.")
        return None
    return body


def check_renames(problems: Problems, rename: dict[str, str], at: KeyPath) -> None:
    """Two fields that are renamed to one name are refused; a record where a field has that name already is rejected."""
    taken: dict[str, str] = {}
    for old, new in rename.items():
        if new in taken:
            problems.add(
                (*at, old),
                f"{taken[new]} and {old} are both renamed to {new}.",
                "Write a rule for one of them.",
            )
        taken.setdefault(new, old)

"""Approvals in Package: who approved and who has to, as lines; and the form that signs one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from mapbench.tui.glyphs import mark
from mapbench.tui.lines import Line
from mapbench.tui.safe import safe

if TYPE_CHECKING:
    from mapbench.tui.package.place import PackagePlace
    from mapbench.workspace.approving import ApprovalsView, EnvironmentView, RoleLine
    from mapbench.workspace.packaging import PackageView

_MARKS: Final = {
    "approved": ("ok", "ok"), "missing": ("unmapped", "warn"), "refused": ("error", "error"), "rejected": ("error", "error"),
    "author": ("none", "muted"), "not needed": ("none", "muted"), "unchecked": ("unmapped", "muted"),
}  # fmt: skip
_ROLE: Final = 12


def approval_lines(view: PackageView, approvals: ApprovalsView | None) -> Iterator[Line]:
    """Who approved the package that lies in dist/, who has to, and what is missing before it is promoted."""
    if not (view.released and view.same):
        yield Line((("Approvals", "muted"),))
        yield Line((("One holds for one digest:", "muted"),))
        yield Line((("export first.", "muted"),))
        return
    if approvals is None:
        yield Line((("Approvals", "muted"),))
        yield Line(((f"  looking{mark('more')}", "muted"),))
        return
    for number, one in enumerate(approvals.environments):
        yield from _environment(number, one)
    if not approvals.environments:
        yield Line((("Approvals", "muted"),))
        yield from map(_role, approvals.said)
        yield Line((("No environment says whose counts.", "muted"),))
    yield Line((("An approval holds for one digest;", "muted"),))
    yield Line((("a later edit asks again.", "muted"),))


def told_of(approvals: ApprovalsView, key: tuple[str, int, int]) -> tuple[str, str]:
    """The environment and the whole sentence behind a line."""
    found = approvals.environments[key[1]]
    return found.name, (*found.missing, *found.unknown)[key[2]][0]


def look_at_approvals(place: PackagePlace, view: PackageView) -> None:
    """Asks who approved the package that lies in dist/, away from the screen; another package has been looked at since: not shown."""
    from mapbench.tui.package.panes import ReleasePane
    from mapbench.workspace.approving import approvals_view

    def show(found: ApprovalsView) -> None:
        if view is place.view:
            pane = place.query_one(ReleasePane)
            place.approvals = pane.approvals = found
            pane.show(view)
            place.entitle()

    if place.workspace is not None and view.released and view.same:
        place.ask("approvals", partial(approvals_view, place.workspace, view.mapping, view.version), show)


def approve(place: PackagePlace) -> None:
    """Asks what is decided, then signs it, away from the screen."""
    from mapbench.tui.ask import Ask
    from mapbench.workspace.approving import give_approval

    view, approvals = place.view, place.approvals
    if view is None or approvals is None:
        place.bench.notify("An approval holds for one package: export it first, with X.", title="Nothing to approve yet", markup=False)  # fmt: skip
        return

    def keep(given: dict[str, str] | None) -> None:
        if given is not None:
            place.ask("approve", partial(give_approval, approvals.path, given), partial(_done, place))

    place.bench.push_screen(Ask(f"Approve {view.file}", "", *_fields(approvals)), keep)


def _done(place: PackagePlace, file: str) -> None:
    place.bench.notify(file, title=f"{mark('ok')} Signed", markup=False)
    place.look_at_approvals()


def _fields(approvals: ApprovalsView) -> list[Any]:
    from mapbench.release.approving import last_day
    from mapbench.tui.ask import Field
    from mapbench.tui.package.waiving import day, some
    from mapbench.workspace.approving import own_signature

    key, who = own_signature()
    findings = ", ".join(approvals.findings)
    return [
        Field("role", "role", next(iter(approvals.roles), ""), "What you speak for.", some),
        Field("decision", "decision", "approve", "approve, or reject", _decision),
        Field("until", "until", last_day().isoformat(), "The last day on which it holds.", day),
        Field("values", "values", ", ".join(approvals.values), "Targets whose changed values you accept, between commas."),
        Field("findings", "findings", findings, "Waived findings that you accept." if findings else "None is waived."),
        Field("who", "who", who, "", some),
        Field("key", "key", key, "Your SSH key; with a passphrase: ssh-add first.", some),
    ]  # fmt: skip


def _decision(text: str) -> str:
    return "" if text.strip() in ("approve", "reject") else "Write approve or reject."


def _environment(number: int, one: EnvironmentView) -> Iterator[Line]:
    name = safe(one.name, 20)
    if one.refused:
        yield Line(((f"Approvals {mark('middot')} {name}", "muted"),))
        yield Line(((f"  {mark('error')} {safe(one.refused)}", "error"),))
        return
    given = (f"{one.given} of {one.asked}", "strong bold")
    yield Line(
        ((("Approvals ", "muted"), (f"{mark('middot')} ", "muted"), given, (f" for {name}", "muted")),)
    )
    for line in one.lines:
        yield _role(line)
    yield Line()
    if one.missing:
        yield Line(((f"Missing for {name} {mark('middot')} {len(one.missing)}", "error bold"),))
    for at, (message, code) in enumerate((*one.missing, *one.unknown)):
        sign = ("error", "error") if at < len(one.missing) else ("unmapped", "warn")
        said = ((f"{mark(sign[0])} ", sign[1]), (safe(message), "text"))
        yield Line((said, (code, "muted")), ("missing", number, at))
    if not (one.missing or one.unknown):
        yield Line(((f"{mark('ok')} may run in {name}", "ok"),))
    yield Line()


def _role(line: RoleLine) -> Line:
    name, style = _MARKS[line.state]
    words = "muted" if line.state in ("approved", "author", "not needed", "unchecked") else style
    role = "muted" if line.state == "not needed" else "strong"
    said = safe(line.role, 30).ljust(_ROLE)
    return Line((((f"{mark(name)} ", style), (said, role), (f" {safe(line.words, 60)}", words)),))

"""What a mapping makes of a fixture, as the command that adds it to the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mapbench.errors import MapbenchError

if TYPE_CHECKING:
    from mapbench.workspace.commands.command import Command
    from mapbench.workspace.views import Opened


def recorded_case(workspace: Opened, mapping: str, fixture: str, name: str) -> Command:
    """The command that records a fixture's outcome as a test case. Raises MapbenchError where nothing comes out, or for a
    mapping that is refused, or a name that is taken.
    """
    from mapbench.model.documents import Document
    from mapbench.model.tests import TestCase, TestsFile
    from mapbench.project.programs import load_program
    from mapbench.trials.cases import Cases
    from mapbench.trials.recording import recorded
    from mapbench.workspace.commands.tests import AddTest

    loaded = load_program(mapping, workspace.folder)
    _refuse_taken(workspace, mapping, name)
    given = {"fixture": f"{loaded.mapping.file.source}/{fixture}"}
    case = TestCase.model_validate({"name": name, "given": given})
    outcomes, _ = Cases(loaded, Document.parse(""), TestsFile(tests=[case])).outcomes(case)
    return AddTest(mapping, recorded(name, given, outcomes, loaded.program.each is not None))


def _refuse_taken(workspace: Opened, mapping: str, name: str) -> None:
    found = workspace.project.cases(mapping)
    if found is not None and any(one.name == name for one in found[1].tests):
        raise MapbenchError(f"There is a case {name!r} already.", "Choose another name.")

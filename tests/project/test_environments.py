"""Where environments are found, and where they must not lie."""

import pytest

from mapbench.errors import LoadError, MapbenchError, Problem
from mapbench.project.environments import (
    NoEnvironmentsError,
    OwnWordError,
    environments_around,
    environments_folder,
    find_environment,
)

TEXT = "environment: production\nsigners: allowed_signers\nlock: production.lock\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project in a repository, two folders below its top."""
    monkeypatch.delenv("MAPBENCH_ENVIRONMENTS", raising=False)
    folder = tmp_path / "repository" / "projects" / "shop"
    folder.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    (folder / "mapbench.yaml").write_text("project: shop\n")
    return folder


def put(folder, text=TEXT, name="production"):
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_text(text)
    return folder


def test_they_lie_beside_the_project_or_above(project):
    top = put(project.parents[1] / "environments")
    found = find_environment("production", project)
    assert (found.name, found.signers, found.lock) == (
        "production",
        top / "allowed_signers",
        top / "production.lock",
    )
    near = put(project.parent / "environments")
    assert environments_folder(project) == near


def test_they_are_not_looked_for_above_the_repository(project):
    put(project.parents[2] / "environments")
    with pytest.raises(NoEnvironmentsError) as told:
        find_environment("production", project)
    assert told.value.exit_code == 3


def test_a_variable_names_another_folder(project, tmp_path, monkeypatch):
    monkeypatch.setenv("MAPBENCH_ENVIRONMENTS", str(put(tmp_path / "operations")))
    assert find_environment("production", project).name == "production"
    monkeypatch.setenv("MAPBENCH_ENVIRONMENTS", str(tmp_path / "nowhere"))
    with pytest.raises(MapbenchError, match="no folder"):
        find_environment("production", project)


def test_a_file_may_be_named(project):
    path = put(project.parent / "ops") / "production.yaml"
    assert find_environment(str(path), project).name == "production"


def test_a_name_that_is_none_brings_the_nearest(project):
    put(project.parent / "environments")
    with pytest.raises(MapbenchError) as told:
        find_environment("prodution", project)
    assert (told.value.exit_code, told.value.hint) == (2, "Did you mean 'production'?")


@pytest.mark.parametrize("key", ["signer", "lok", "aprovals"])
def test_a_misspelt_key_has_its_place_and_the_nearest(project, key):
    put(project.parent / "environments", TEXT + f"{key}: x\n")
    with pytest.raises(LoadError) as told:
        find_environment("production", project)
    assert (told.value.place.line, told.value.hint[:12]) == (4, "Did you mean")


def test_file_and_environment_have_one_name(project):
    put(project.parent / "environments", TEXT.replace("environment: production", "environment: staging"))
    with pytest.raises(LoadError, match="have to be equal"):
        find_environment("production", project)


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("allowed_signers", "../projects/shop/signers"),
        TEXT.replace("production.lock", "../projects/shop/lock"),
    ],
)
def test_no_part_of_one_lies_in_a_project(project, text):
    with pytest.raises(OwnWordError, match="under review"):
        find_environment(str(put(project / "environments") / "production.yaml"), project)
    put(project.parents[1] / "environments", text)
    with pytest.raises(OwnWordError, match="lies in the project"):
        find_environment("production", project)


def test_a_broken_one_hides_no_other(project):
    put(project.parent / "environments")
    put(project.parent / "environments", "environment: [", name="staging")
    found = list(environments_around(project))
    assert [type(one) is Problem for one in found] == [False, True]

import pytest

from mapbench.cli.main import run
from mapbench.project.project import Project
from mapbench.workspace.reading import mapping_view

RULES = "- {target: order_id, source: id, formula: twice(text(value)), owner: t}\n- {target: status, source: paid, lookup: paid}\n"
FILES = {
    "lookups/paid.yaml": "lookup: paid\nentries: {'true': PAID}\n",
    "functions/twice.yaml": "function: twice\nparameters: [x]\nformula: x + x\n",
    "tests/shop-order.yaml": "tests:\n- {name: one, given: {fixture: shop.order/1.json}, expect: {status: PAID}}\n",
}


def is_draft(workspace):
    workspace.project = Project.open(workspace.folder)
    return mapping_view(workspace, "shop-order").draft


@pytest.fixture
def exported(made):
    workspace = made(RULES, **FILES)
    dist = str(workspace.folder / "dist")
    waivers = workspace.folder / "waivers.yaml"
    run(["-C", str(workspace.folder), "export", "shop-order", "-o", dist, "--draft"])
    for path in (workspace.folder / "dist").glob("*.mapkg"):
        path.rename(path.with_name("shop-order-1.0.0.mapkg"))
    assert not waivers.exists()
    return workspace


def test_a_mapping_that_was_never_exported_is_a_draft(made):
    assert is_draft(made(RULES, **FILES))


def test_a_mapping_that_is_what_was_exported_is_none(exported):
    assert not is_draft(exported)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("mappings/shop-order.yaml", "owner: t", "owner: u"),
        ("mappings/shop-order.yaml", "version: 1.0.0", "version: 1.1.0"),
        ("mappings/shop-order.yaml", "source: id", "source: nope["),
        ("schemas/shop.order.json", '"integer"', '"number"'),
        ("lookups/paid.yaml", "PAID", "OPEN"),
        ("functions/twice.yaml", "x + x", "x"),
        ("tests/shop-order.yaml", "name: one", "name: two"),
    ],
)
def test_whatever_a_person_changes_makes_it_a_draft_again(exported, file, old, new):
    path = exported.folder / file
    path.write_text(path.read_text().replace(old, new, 1))
    assert is_draft(exported)


def test_a_package_that_cannot_be_read_counts_as_none(exported):
    (exported.folder / "dist/shop-order-1.0.0.mapkg").write_bytes(b"no zip")
    assert is_draft(exported)

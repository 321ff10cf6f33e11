import threading
from contextlib import suppress

import pytest

from mapbench.errors import MapbenchError
from mapbench.project.project import Project
from mapbench.workspace.commands.rules import EditRule
from mapbench.workspace.reading import (
    decided,
    fixture_values,
    formula_problem,
    mapping_view,
    names_in_scope,
    preview,
    stages,
    steps,
)  # fmt: skip
from mapbench.workspace.workspace import Workspace

WHOLE = """\
mapping: shop-order
version: 1.0.0
owner: order-ops
source: shop.order
target: hub.order
params: {most: {type: integer, default: 9}}
let:
  city: {source: {c: address.city}, formula: upper(c)}
skip_when: {source: {p: paid}, formula: not p}
rules:
- target: order_id
  source: id
  formula: text(value) + "é"
- {target: status, source: {n: id}, cases: [{when: n > 3, value: PAID}], otherwise: OPEN}
- target: customer
  rules:
  - {target: name, formula: 'f"{city}!"'}
  - copy_all: {from: address, except: [street]}
- target: lines
  each: lines[*]
  as: line
  where: line.qty > 0
  group: line.sku
  rules:
  - {target: sku, formula: key}
  - {target: pieces, formula: sum(i.qty for i in items)}
"""


def ask_everything(workspace):
    """Asks all there is to ask; whatever is raised but MapbenchError fails the test."""
    view = mapping_view(workspace, "shop-order")
    for rule in view.rules:
        at = ("shop-order", rule.at)
        for draft in (None, rule.written):
            preview(workspace, *at, draft)
        formula_problem(workspace, *at, rule.written)
        names_in_scope(workspace, *at)
        decided(workspace, *at)
        for fixture in view.fixtures:
            stages(workspace, *at, fixture)
            with suppress(MapbenchError):
                steps(workspace, *at, fixture)
    for fixture in view.fixtures:
        fixture_values(workspace, "shop-order", fixture)
    return view


def written(workspace, text):
    (workspace.folder / "mappings/shop-order.yaml").write_text(text, "utf-8")
    workspace.project = Project.open(workspace.folder)
    return workspace


@pytest.mark.parametrize("end", range(0, len(WHOLE), 23))
def test_a_mapping_that_ends_anywhere_answers_everything(made, end):
    assert ask_everything(written(made(""), WHOLE[:end])).mapping == "shop-order"


@pytest.mark.parametrize("number", range(len(WHOLE.splitlines())))
def test_a_mapping_without_any_one_line_answers_everything(made, number):
    lines = WHOLE.splitlines(keepends=True)
    ask_everything(written(made(""), "".join(lines[:number] + lines[number + 1 :])))


@pytest.mark.parametrize("word", ["nope(", "]", '"', ": ", "null", "- x", "lines[*]", "5"])
def test_a_mapping_with_a_word_too_many_answers_everything(made, word):
    workspace = made("")
    for start in range(150, len(WHOLE), 97):
        ask_everything(written(workspace, WHOLE[:start] + word + WHOLE[start:]))


def test_a_whole_mapping_has_no_problems(made):
    assert ask_everything(written(made(""), WHOLE)).problems == ()


def test_views_follow_the_steps_of_a_workspace(made):
    folder = written(made(""), WHOLE).folder
    workspace = Workspace.open(folder)
    before = preview(workspace, "shop-order", ("rules", 0)).rows[0].result.text
    workspace.do(EditRule("shop-order", ("rules", 0), {"formula": "text(value * 2)"}))
    after = preview(workspace, "shop-order", ("rules", 0)).rows[0].result.text
    workspace.undo()
    again = preview(workspace, "shop-order", ("rules", 0)).rows[0].result.text
    workspace.close()
    assert (before, after, again) == ("7é", "14", "7é")


def test_threads_may_ask_at_the_same_time(storefront):
    found = []

    def ask():
        view = mapping_view(storefront, "warehouse-shipment")
        found.append([preview(storefront, view.mapping, rule.at) for rule in view.rules])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [found[0]] * 4

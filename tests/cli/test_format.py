import pytest

from mapbench.project.template import make_project


@pytest.fixture
def shop(tmp_path, monkeypatch):
    make_project(tmp_path / "shop")
    monkeypatch.chdir(tmp_path / "shop")
    return tmp_path / "shop"


UNSORTED = """\
mapping: shop-order
target: order@1
rules:
- target: status
  constant: PAID
- target: order_id   # first
  source: id
"""


def test_check_names_files_and_changes_nothing(mapbench, shop):
    (shop / "mappings/shop-order.yaml").write_text(UNSORTED)
    answer = mapbench("format", "--check")
    assert (answer.exit_code, answer.stdout) == (
        1,
        "mappings/shop-order.yaml\n".replace("mappings", str(shop / "mappings")),
    )
    assert (shop / "mappings/shop-order.yaml").read_text() == UNSORTED


def test_rules_are_sorted_as_the_target_is(mapbench, shop):
    path = shop / "mappings/shop-order.yaml"
    path.write_text(UNSORTED)
    assert mapbench("format", "mappings/shop-order.yaml").exit_code == 0
    assert path.read_text().index("order_id   # first") < path.read_text().index("status")
    assert mapbench("format", "--check").exit_code == 0


def test_a_broken_file_is_told_and_the_others_are_formatted(mapbench, shop):
    broken, lookup = shop / "systems/shop.yaml", shop / "lookups/order-status.yaml"
    broken.write_text("system: [\n")
    lookup.write_text("entries: {a: b}\nlookup: order-status\n")
    answer = mapbench("format")
    assert answer.exit_code == 2
    assert "systems/shop.yaml:1:9" in answer.stderr
    assert broken.read_text() == "system: [\n"
    assert lookup.read_text() == "lookup: order-status\nentries: {a: b}\n"


def test_a_file_alone_needs_no_project(mapbench, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.yaml").write_text("title: a  \nmapping: m")
    assert mapbench("format", "m.yaml").exit_code == 0
    assert (tmp_path / "m.yaml").read_text() == "mapping: m\ntitle: a\n"


@pytest.mark.parametrize("name", ["none.yaml", "."])
def test_what_cannot_be_read_is_one_sentence(mapbench, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    answer = mapbench("format", name)
    assert answer.exit_code == 2
    assert "Traceback" not in answer.stderr
    assert answer.stderr.count("error:") == 1

"""Every file kind: the contract's own examples, refusals with position and nearest name, published schemas."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from mapbench.errors import LoadError, MapbenchError
from mapbench.model.base import UNSET
from mapbench.model.documents import Document
from mapbench.model.given import given
from mapbench.model.kinds import KINDS, keys_at, model_of, schema_of
from mapbench.model.loading import load, load_mapping
from mapbench.model.migrations import CURRENT, MIGRATIONS

CONTRACT = Path(__file__).parents[3] / "shared" / "design" / "mapping-format.md"
HEADINGS = {
    "Project": "project",
    "System": "system",
    "Canonical entity": "entity",
    "Lookups: every keyed table": "lookup",
    "Functions of a project": "function",
    "Flow": "flow",
    "Mapping": "mapping",
    "Tests": "tests",
}


def contract_blocks() -> list[tuple[str, str]]:
    if not CONTRACT.is_file():
        return []
    sections = re.split(r"^## ", CONTRACT.read_text("utf-8"), flags=re.MULTILINE)
    found = [(section.split("\n", 1)[0], block) for section in sections
             for block in re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)]  # fmt: skip
    return [*[(HEADINGS[heading], block) for heading, block in found],
            ("waivers", "- {finding: MB203/shopify-order/email, who: dana, why: migration, until: 2027-03-01}\n"),
            ("environment", "environment: environment\nsigners: allowed_signers\nlock: a.lock\napprovals: {roles: [finance]}\n")]  # fmt: skip


def problems(kind: str, text: str) -> list[tuple[str, str, str]]:
    with pytest.raises(LoadError) as caught:
        load(kind, Document.parse(text, "f.yaml"))
    return [(f"{p.place.line}:{p.place.column}", p.message, p.hint) for p in caught.value.problems]


@pytest.mark.skipif(not CONTRACT.is_file(), reason="the contract is not beside this checkout")
def test_the_contract_has_one_example_of_each_kind() -> None:
    assert sorted(kind for kind, _ in contract_blocks()) == sorted({*KINDS} - {"synonyms"})


@pytest.mark.parametrize(("kind", "text"), contract_blocks())
def test_every_yaml_block_of_the_contract_loads_and_fits_its_schema(kind: str, text: str) -> None:
    document = Document.parse(text, f"{kind}.yaml")
    load(kind, document)
    errors = jsonschema_rs.validator_for(schema_of(kind)).iter_errors(document.data)
    assert [error.message for error in errors] == []


@pytest.mark.parametrize("kind", KINDS)
def test_published_schemas_are_valid_and_describe_every_key(kind: str) -> None:
    schema = schema_of(kind)
    assert jsonschema_rs.meta.is_valid(schema)
    assert json.loads(json.dumps(schema)) == schema
    shapes = [schema, *schema.get("anyOf", []), *schema.get("$defs", {}).values()]
    for shape in shapes:
        for name, one in shape.get("properties", {}).items():
            assert one.get("description") or "$ref" in one, f"{kind}: {name} is not described"


@pytest.mark.parametrize("kind", KINDS)
def test_keys_beginning_x_are_free_and_others_are_not(kind: str) -> None:
    if kind == "waivers":
        text = "- {finding: a, who: b, why: c, until: 2027-03-01, x-more: {y: 1}}\n"
    else:
        text = {
            "mapping": "mapping: a\n", "synonyms": "synonyms: []\n", "tests": "tests: []\n", "entity": "entity: a\nversion: 1.0.0\nschema: {}\n",
            "function": "function: a\nformula: x\n",
            "environment": "environment: a\nsigners: b\nlock: c\n",
        }.get(kind, f"{kind}: a\n") + "x-more: {y: 1}\n"  # fmt: skip
    load(kind, Document.parse(text))
    assert "is not known" in problems(kind, text.replace("x-more", "more"))[0][1]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_may_carry_its_format(kind: str) -> None:
    assert "format" in keys_at(kind, ())


def test_a_kind_that_is_none_names_the_nearest() -> None:
    with pytest.raises(MapbenchError) as caught:
        model_of("mappin")
    assert caught.value.hint == "Did you mean 'mapping'?"


def test_a_key_left_out_is_not_a_key_that_is_null() -> None:
    mapping = load("mapping", Document.parse(
        "mapping: a\nrules:\n- {target: b, constant: null, on_error: null}\n- {target: c, source: d}\n"
    ))  # fmt: skip
    first, second = mapping.rules
    assert (given(first, "constant"), first.constant) == (True, None)
    assert (given(second, "constant"), second.constant) == (False, UNSET)
    assert (given(first, "on_error"), given(second, "on_error")) == (True, False)


def test_the_attributes_the_compiler_reads() -> None:
    _, text = (
        next(one for one in contract_blocks() if one[0] == "mapping") if contract_blocks() else (None, None)
    )
    if text is None:
        pytest.skip("the contract is not beside this checkout")
    mapping = load("mapping", Document.parse(text))
    by_target = {rule.target: rule for rule in mapping.rules}
    assert mapping.params["salt"].secret
    assert mapping.params["region"].default == "EU"
    assert mapping.let["gross"].source == {"lines": "line_items[*]"}
    assert (mapping.skip_when.source, mapping.skip_when.formula) == ({"test": "test"}, "test")
    assert by_target["lines"].as_ == "line"
    assert by_target["lines"].sort == ["-line.price", "line.sku"]
    assert by_target["segment"].cases[0].value == "platinum"
    assert by_target["rows"].each == ["fulfillments[*] as f", "line_items[*] as line"]
    copied = by_target[None].copy_all
    assert (copied.from_, copied.except_, copied.rename) == ("attributes", ["secret"], {"colour": "color"})


def test_a_bare_text_is_a_condition() -> None:
    mapping = load(
        "mapping",
        Document.parse("mapping: a\nskip_when: x == 1\nrules:\n- {target: b, when: y, source: z}\n"),
    )
    assert mapping.skip_when.formula == "x == 1"
    assert mapping.rules[0].when.formula == "y"


@pytest.mark.parametrize(
    ("text", "at", "message", "hint"),
    [
        ("mapping: a\nrules:\n- taget: b\n", "3:3", "`taget` is not known", "'target'"),
        ("mapping: a\nsorce: b\n", "2:1", "`sorce` is not known", "'source'"),
        ("mapping: a\nrules:\n- target: b\n  source: ['a b']\n", "4:11", "`source` has to be text or a map",
         "Write it as: source: \"['a b']\""),
        ("mapping: a\nrules:\n- target: b\n  formula: {a: b}\n", "4:12", "YAML reads a map", "formula: \"{a: b}\""),
        ("mapping: a\nrules:\n- target: 012\n", "3:11", "YAML reads a number", 'target: "012"'),
        ("mapping: a\nrules:\n- target: b\n  formula: 1e5\n", "4:12", "YAML reads a number", 'formula: "1e5"'),
        ("mapping: a\nrules:\n- target: b\n  source: #text\n", "4:10", "YAML reads nothing", 'source: "#text"'),
        ("mapping: a\nversion: 1.0\n", "2:10", "`version` has to be text", 'version: "1.0"'),
        ("mapping: a\nversion: '1'\n", "2:10", "`version` cannot be '1'", "1.4.0"),
        ("mapping: A_b\n", "1:10", "cannot be 'A_b'", "small letters"),
        ("title: b\n", "1:1", "`mapping` is missing", "mapbench schema mapping"),
        ("mapping: a\nrules: {a: b}\n", "2:8", "`rules` has to be a list", ""),
        ("mapping: a\nrules:\n- target: b\n  on_error: defalt\n", "4:13", "default, omit or null", "'default'"),
        ("mapping: a\nrules:\n- target: b\n  limit: -1\n", "4:10", "`limit` cannot be -1", ""),
        ("mapping: a\nskip_when: 5\n", "2:12", "text or a map", 'skip_when: "5"'),
        ("mapping: a\nrules:\n- target: b\n  cases: [{value: 1}]\n", "4:11", "`when` is missing", ""),
        ("mapping: a\nformat: 7\n", "2:9", "format 7 is not known", "newer mapbench"),
        ("", "", "empty", ""),
        ("just text\n", "1:1", "a map of keys", ""),
        ("mapping: a\n x: [\n", "2:2", "", ""),
    ],
)  # fmt: skip
def test_a_refusal_says_where_what_and_the_way_out(text: str, at: str, message: str, hint: str) -> None:
    found = problems("mapping", text)
    assert len(found) == 1
    assert found[0][0] == (at or "None:None")
    assert message in found[0][1]
    assert hint in found[0][2]


def test_all_problems_come_in_file_order() -> None:
    found = problems("mapping", "mapping: a\nrules:\n- target: 1\n- {traget: b}\nversion: x\n")
    assert [place for place, _, _ in found] == ["3:11", "4:4", "5:10"]


def test_an_unknown_error_code_names_the_nearest() -> None:
    text = "tests:\n- name: a\n  given: {record: {}}\n  expect_error: {target: b, code: bad-dat}\n"
    assert problems("tests", text)[0][2] == "Did you mean 'bad-date'?"


def test_a_waiver_without_a_real_day_is_refused() -> None:
    text = "- {finding: a, who: b, why: c, until: soon}\n"
    assert "expected a date such as 2027-03-01" in problems("waivers", text)[0][1]
    assert load("waivers", Document.parse("[]\n")).waivers == []


def test_a_tier_policy_has_defaults() -> None:
    project = load("project", Document.parse("project: a\n"))
    assert {name: tier.review for name, tier in project.tiers.items()} == {
        "revenue-critical": "30d", "operational": "90d", "informational": "180d",
    }  # fmt: skip


def test_older_formats_are_migrated() -> None:
    assert sorted(MIGRATIONS) == list(range(CURRENT))
    assert load("mapping", Document.parse("format: 0\nmapping: a\n")).format == CURRENT
    assert load("mapping", Document.parse("format: 1\nmapping: a\n")).format == CURRENT


def test_a_migration_runs_on_the_older_format_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def renamed(data: dict[str, Any]) -> dict[str, Any]:
        return {("mapping" if key == "map" else key): value for key, value in data.items()}

    monkeypatch.setitem(MIGRATIONS, 0, renamed)
    assert load("mapping", Document.parse("format: 0\nmap: a\n")).mapping == "a"
    with pytest.raises(LoadError):
        load("mapping", Document.parse("map: a\n"))


def test_a_mapping_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "anything.yaml"
    path.write_text("mapping: shop\nrules:\n- {target: a, source: b}\n")
    document, mapping = load_mapping(path)
    assert (mapping.mapping, document.position(("rules", 0, "source")).line) == ("shop", 3)
    with pytest.raises(LoadError, match="folder"):
        load_mapping(tmp_path)

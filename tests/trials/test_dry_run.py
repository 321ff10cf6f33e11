import pytest
from tests.checks.conftest import Shop

from mapbench.engine.compiler import compile_program
from mapbench.project.programs import load_program
from mapbench.trials.covering import coverage_of
from mapbench.trials.dry_run import dry_run, fixtures_of
from mapbench.trials.reading import fields_read

HEAD = "mapping: shop-order\nowner: order-ops\nsource: shop.order\n"


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)


def run(shop):
    loaded = load_program("shop-order", shop.folder)
    mapper = compile_program(loaded.program).bind({}, {}, None)
    steps = []
    done = dry_run(mapper, fixtures_of(shop.folder, "shop.order"), steps.append)
    return loaded, done, steps


def test_every_record_is_accepted_rejected_or_skipped(shop):
    shop.put("fixtures/shop.order/3.json", '{"id": 3, "email": "c@example.com", "status": 5}')
    shop.put("fixtures/shop.order/4.json", '{"id": 4')
    shop.put("fixtures/shop.order/5.json", '[{"id": 5}, {"id": 6, "status": "void"}, 7]')
    shop.put(
        "mappings/shop-order.yaml",
        HEAD + 'target: order@1\nskip_when: {source: {s: status}, formula: s == "void"}\nrules:\n'
        "- {target: order_id, source: id, formula: text(value)}\n- {target: email, source: email, default: unknown}\n"
        "- {target: status, source: status, owner: finance}\n",
    )
    _, done, steps = run(shop)
    assert [(trial.name, trial.outcome.status) for trial in done.trials] == [
        ("1.json", "accepted"),
        ("2.json", "accepted"),
        ("3.json", "rejected"),
        ("4.json", "rejected"),
        ("5.json", "accepted"),
        ("5.json#1", "skipped"),
        ("5.json#2", "rejected"),
    ]
    assert done.read == sum(done.count(status) for status in ("accepted", "rejected", "skipped")) == 7
    assert done.by_rule() == [("$", "bad-input", "order-ops", 2), ("status", "type", "finance", 1)]
    assert done.by_owner() == [("order-ops", 2), ("finance", 1)]
    assert sum(steps) == 5


def test_a_group_counts_its_records(shop):
    shop.put(
        "fixtures/shop.order/3.json",
        '[{"id": 1, "status": "a"}, {"id": 2, "status": "a"}, {"id": 3, "status": "b"}]',
    )
    shop.put(
        "mappings/shop-order.yaml",
        HEAD + "group: [status]\nrules:\n- {target: n, source: 'items[*].id', formula: sum(value)}\n",
    )
    loaded, done, _ = run(shop)
    assert (done.read, [trial.outcome.output["n"] for trial in done.trials]) == (5, [1, 2, 3, 3])
    assert fields_read(loaded) == {"status", "id"}


def test_items_are_counted_each(shop):
    shop.put("fixtures/shop.order/3.json", '{"id": 3, "lines": [{"qty": 1}, {"qty": 2}]}')
    shop.put("mappings/shop-order.yaml", HEAD + "each: lines[*]\nrules:\n- {target: q, source: qty}\n")
    loaded, done, _ = run(shop)
    assert [trial.name for trial in done.trials] == ["1.json", "2.json", "3.json/0", "3.json/1"]
    assert (done.count("skipped"), done.count("accepted")) == (2, 2)
    assert fields_read(loaded) == {"lines.qty"}


@pytest.mark.parametrize(
    ("rule", "read"),
    [
        ("{target: status, source: status}", {"status"}),
        ("{target: status, source: {a: status, b: email}, formula: a}", {"status"}),
        ("{target: total, source: {l: 'lines[*]'}, formula: sum(i.qty for i in l)}", {"lines.qty"}),
        ("{target: total, source: 'lines[0].qty'}", {"lines.qty"}),
        ("{target: lines, each: 'lines[*]', rules: [{target: qty, source: qty}]}", {"lines.qty"}),
        (
            "{target: lines, each: 'lines[*]', as: l, where: l.qty > 0, rules: [{target: qty, constant: 1}]}",
            {"lines.qty"},
        ),
        ("{target: tags, each: 'lines[*]', formula: item.sku}", {"lines.sku"}),
        (
            "{target: status, source: id, when: {source: {e: email}, formula: e is null}, formula: text(value)}",
            {"id", "email"},
        ),
        ("{target: status, formula: s}\nlet: {s: {source: status}}", {"status"}),
    ],
)
def test_the_fields_that_a_rule_reads(shop, rule, read):
    shop.put("mappings/shop-order.yaml", HEAD + f"target: order@1\nrules:\n- {rule}\n")
    assert fields_read(load_program("shop-order", shop.folder)) == read


def test_coverage_names_what_is_not_reached(shop):
    shop.rules("- {target: customer.name, source: customer}\n")
    loaded, done, _ = run(shop)
    coverage = coverage_of(loaded, done)
    assert coverage.targets.left == (
        "total",
        "paid",
        "tags",
        "customer.id",
        "customer.name",
        "lines.qty",
        "lines.sku",
    )
    assert coverage.targets.covered == 3
    assert coverage.sources is not None
    assert coverage.sources.left == ("total_price", "lines.qty", "lines.sku")
    assert coverage.rules is not None
    assert (coverage.rules.left, coverage.rules.total) == (("customer.name",), 4)


def test_without_schema_or_cases_it_is_not_counted(shop):
    (shop.folder / "tests/shop-order.yaml").unlink()
    (shop.folder / "schemas/shop.order.json").unlink()
    loaded, done, _ = run(shop)
    coverage = coverage_of(loaded, done)
    assert (coverage.sources, coverage.rules) == (None, None)

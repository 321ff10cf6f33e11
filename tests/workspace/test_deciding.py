from mapbench.workspace.reading import decided, stages

CASES = """\
- target: status
  source: {n: id}
  cases:
  - {when: n > 100, value: PAID}
  - {when: n > 10, formula: upper("open")}
  otherwise: OPEN
- {target: total, source: id}
"""
LINES = """\
- target: lines
  each: lines[*]
  as: line
  let:
    worth: {source: {p: price, q: qty}, formula: p * q}
  where: line.qty > 0
  sort: [-worth, line.sku]
  unique: line.sku
  limit: 1
  rules:
  - {target: sku, source: sku}
"""


def test_each_line_of_cases_says_how_many_fixtures_it_decides(made):
    records = {f"{number}.json": {"id": value} for number, value in enumerate([1, 200, 300, 11, None, "x"])}
    assert decided(made(CASES, records=records), "shop-order", ("rules", 0)) == (2, 1, 2)


def test_items_are_counted_below_a_collection(made):
    rules = "- target: lines\n  each: lines[*]\n  rules:\n  - {target: sku, cases: [{when: item.qty > 1, value: many}]}\n"
    assert decided(made(rules), "shop-order", ("rules", 0, "rules", 0)) == (1, 2)


def test_other_rules_decide_nothing(made):
    assert decided(made(CASES), "shop-order", ("rules", 1)) == ()
    assert decided(made(CASES.replace("n > 100", "nope")), "shop-order", ("rules", 0)) == ()


def test_a_collection_reads_as_sentences_with_what_each_stage_leaves(made):
    assert stages(made(LINES), "shop-order", ("rules", 0), "1.json") == (
        ("for each line in lines", 3),
        ("keep where line.qty > 0", 2),
        ("sort by worth high to low, then line.sku", 2),
        ("unique by line.sku", 1),
        ("at most 1", 1),
    )


def test_groups_are_counted(made):
    rules = "- {target: lines, each: 'lines[*]', group: item.sku, rules: [{target: sku, formula: key}]}\n"
    assert stages(made(rules), "shop-order", ("rules", 0), "1.json")[1] == ("group by item.sku", 2)


def test_keys_are_counted(made):
    rules = "- {target: by, each: 'lines[*]', keyed_by: item.sku, on_duplicate: first, rules: [{target: sku, source: sku}]}\n"
    assert stages(made(rules, target=None), "shop-order", ("rules", 0), "1.json")[1] == (
        "by the key item.sku",
        2,
    )


def test_what_is_no_collection_has_no_stages(made):
    assert stages(made(CASES), "shop-order", ("rules", 1), "1.json") == ()

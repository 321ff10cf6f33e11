import pytest

from mapbench.checks.running import RULES


def test_the_project_without_faults_has_no_findings(shop):
    report = shop.check()
    assert (report.findings, report.unchecked) == ([], [])


@pytest.mark.parametrize("code", [code for code in RULES if not RULES[code].keyed])
def test_the_bad_example_of_a_check_is_found_and_the_good_one_is_not(shop, code):
    rule = RULES[code]
    for name, text in rule.bad.items():
        shop.put(name, text)
    assert {finding.level for finding in shop.check().findings if finding.code == code} == {rule.level}
    for name, text in rule.good.items():
        shop.put(name, text)
    assert shop.found(code) == []


@pytest.mark.parametrize(
    ("rules", "missing"),
    [
        ("- {target: customer.name, source: status}\n", ["customer.id"]),
        ("- {target: customer, rules: [{target: name, source: status}]}\n", ["customer.id"]),
        ("- {target: lines, each: 'lines[*]', rules: [{target: sku, source: sku}]}\n", ["lines.qty"]),
        ("- {target: lines, each: 'lines[*]', rules: [{copy_all: {}}]}\n", []),
        ("- {target: customer, source: status, when: 'false'}\n", []),
        ("- {target: customer.id, source: status}\n", []),
    ],
)
def test_required_targets_count_where_their_parent_is_made(shop, rules, missing):
    shop.rules(rules)
    assert shop.found("MB601") == [f"shop-order/{name}" for name in missing]


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ("{target: total, source: id}", True),
        ("{target: total, source: status}", False),
        ("{target: total, source: status, formula: number(value)}", True),
        ("{target: total, source: status, formula: number(value) * 2}", True),
        ("{target: total, source: status, formula: upper(value)}", False),
        ("{target: total, constant: 5}", True),
        ("{target: total, constant: five}", False),
        ("{target: total, source: status, lookup: {a: 1}}", True),
        ("{target: total, source: status, lookup: {a: one}}", False),
        ('{target: paid, source: status, formula: value == "paid"}', True),
        ("{target: paid, source: status, cases: [{when: 'true', value: 'yes'}]}", False),
        ('{target: paid, source: status, formula: \'true if value == "paid" else "no"\'}', True),
        ("{target: tags, source: status}", False),
        ("{target: tags, source: status, formula: 'split(value, \",\")'}", True),
        ("{target: tags, source: 'lines[*].sku'}", True),
        ("{target: tags, each: 'lines[*]', formula: item.sku}", True),
        ("{target: tags, each: 'lines[*]', formula: item.qty}", False),
        ("{target: customer, each: 'lines[*]', keyed_by: item.sku, formula: item.sku}", True),
        ("{target: total, source: nowhere.at.all}", True),
        ("{target: total, source: 'lines[0].sku'}", False),
        ("{target: total, source: {l: 'lines[0]'}, formula: l.sku}", False),
    ],
)
def test_only_kinds_that_never_fit_are_found(shop, rule, fits):
    shop.rules(f"- {rule}\n")
    report = shop.check()
    assert [one.message for one in report.findings if one.code == "MB000"] == []
    assert bool([one for one in report.findings if one.code == "MB602"]) is not fits


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ("{target: email, source: email}", False),
        ("{target: email, source: email, default: x}", True),
        ("{target: email, source: email, formula: lower(value)}", False),
        ("{target: email, source: {mail: email}, formula: 'coalesce(mail, \"x\")'}", True),
        ("{target: email, source: {mail: email}, formula: 'f\"{mail}\"'}", True),
        ("{target: email, source: status}", True),
        ("{target: email, formula: shown}\nlet: {shown: {source: email, formula: trim(value)}}", False),
    ],
)
def test_a_null_is_followed_through_formulas(shop, rule, fits):
    head = "mapping: shop-order\nowner: order-ops\nsource: shop.order\ntarget: order@1\nrules:\n- {target: order_id, source: id, formula: text(value)}\n"
    shop.put("mappings/shop-order.yaml", f"{head}- {rule}\n")
    assert shop.found("MB604") == ([] if fits else ["shop-order/email"])


def test_a_null_in_an_item_that_is_dropped_rejects_nothing(shop):
    lines = "- {target: lines, each: 'lines[*]', rules: [{target: qty, source: qty}]"
    shop.rules(lines + "}\n")
    assert shop.found("MB604") == ["shop-order/lines.qty"]
    shop.rules(lines + ", on_item_error: drop}\n")
    assert shop.found("MB604") == []


def test_a_miss_that_a_default_covers_is_for_information(shop):
    shop.put("lookups/state.yaml", "lookup: state\nowner: finance\nentries: {paid: PAID}\n")
    rules = shop.folder / "mappings/shop-order.yaml"
    for extra, level in (("", "warning"), (", default: OTHER", "info")):
        rules.write_text(
            rules.read_text().split("- {target: status")[0]
            + f"- {{target: status, source: status, lookup: state{extra}}}\n"
        )
        [finding] = [one for one in shop.check().findings if one.code == "MB605"]
        assert (finding.level, finding.owner) == (level, "finance")
        assert "'open'" in finding.message


def test_without_fixtures_or_with_a_parameter_to_give_nothing_is_checked_by_samples(shop):
    shop.rules("- {target: tags, source: status, formula: '[params.tag]'}\nparams: {tag: {}}\n")
    unchecked = {one.code: one.reason for one in shop.check().unchecked}
    assert "parameter tag" in unchecked["MB607"]
    for fixture in (shop.folder / "fixtures/shop.order").iterdir():
        fixture.unlink()
    shop.rules("")
    assert {one.code: one.reason for one in shop.check().unchecked} == {
        "MB607": "there are no fixtures of its source to run it on"
    }


def test_a_mapping_without_cases_is_one_finding(shop):
    (shop.folder / "tests/shop-order.yaml").unlink()
    assert shop.found("MB608") == ["shop-order"]


def test_ambiguous_scalars_are_named_by_the_rule_around_them(shop):
    shop.rules("- {target: tags, constant: [012]}\n")
    assert shop.found("MB612") == ["shop-order/rules.tags.constant.0"]


def test_a_file_that_does_not_load_is_found_once_with_its_owner(shop):
    shop.put(
        "mappings/shop-order.yaml",
        "mapping: shop-order\nowner: order-ops\nrules:\n- {target: a, formula: b c}\n",
    )
    report = shop.check()
    assert [(one.code, one.subject, one.owner) for one in report.findings] == [
        ("MB000", "mappings/shop-order.yaml", "order-ops")
    ]
    shop.put("lookups/x.yaml", "lookup: x\nentries: [\n")
    assert [one.subject for one in shop.check().findings] == ["lookups/x.yaml", "mappings/shop-order.yaml"]


def test_the_owner_is_the_rules_then_the_fields_then_the_mappings(shop):
    shop.rules("- {target: total, source: status, owner: finance}\n- {target: paid, source: status}\n")
    owners = {one.subject: one.owner for one in shop.check().findings if one.code == "MB602"}
    assert owners == {"shop-order/total": "finance", "shop-order/paid": "order-ops"}
    head = "mapping: shop-order\nowner: order-ops\nsource: shop.order\ntarget: order@1\nrules:\n"
    shop.put("mappings/shop-order.yaml", head + "- {target: email, source: email}\n")
    owners = {one.fingerprint: one.owner for one in shop.check().findings}
    assert owners["MB604/shop-order/email"] == "crm-team"
    assert owners["MB601/shop-order/order_id"] == "order-ops"


def test_a_level_called_off_is_no_ambiguous_scalar(shop):
    shop.put("mapbench.yaml", (shop.folder / "mapbench.yaml").read_text() + "checks: {MB306: off}\n")
    assert shop.found("MB612") == []


def test_a_field_called_y_is_no_ambiguous_scalar(shop):
    shop.rules("- {target: total, source: y, formula: number(value)}\n")
    assert shop.found("MB612") == []


def test_a_rule_that_does_not_apply_misses_nothing(shop):
    head = (shop.folder / "mappings/shop-order.yaml").read_text().split("- {target: status")[0]
    rule = "- {target: status, source: status, when: 'value == \"paid\"', lookup: {paid: PAID}}\n"
    shop.put("mappings/shop-order.yaml", head + rule)
    assert shop.found("MB605") == []


def test_a_required_rule_that_reads_a_misspelt_field_is_found_with_the_name_that_is_meant(shop):
    mapping = (shop.folder / "mappings/shop-order.yaml").read_text()
    shop.put("mappings/shop-order.yaml", mapping.replace("source: id,", "source: idd,"))
    [found] = [one for one in shop.check().findings if one.code == "MB607"]
    assert (found.subject, found.place.line, found.hint) == ("shop-order/order_id", 6, "Did you mean 'id'?")
    assert found.message == (
        "The rule gave nothing on any of 2 samples, and its target is required: every one was rejected; none has idd."
    )


def test_without_a_schema_the_name_that_is_meant_is_one_of_the_samples(shop):
    (shop.folder / "schemas/shop.order.json").unlink()
    shop.rules("- {target: total, source: total_prise, formula: number(value)}\n")
    [found] = [one for one in shop.check().findings if one.code == "MB607"]
    assert (found.subject, found.hint) == ("shop-order/total", "Did you mean 'total_price'?")


def test_a_field_that_the_schema_has_is_not_misspelt_though_no_sample_has_it(shop):
    shop.rules("- {target: tags, each: 'lines[*]', when: 'false', formula: item.sku}\n")
    [found] = [one for one in shop.check().findings if one.code == "MB607"]
    assert (found.message, found.hint) == (
        "The rule gave nothing on any of 2 samples.",
        "Check its source and `when`; or capture a sample that it is for.",
    )


def test_a_required_target_that_a_rule_misspells_is_found_with_that_rule(shop):
    shop.put(
        "canonical/order.yaml", (shop.folder / "canonical/order.yaml").read_text().replace("false", "true")
    )
    mapping = (shop.folder / "mappings/shop-order.yaml").read_text()
    shop.put("mappings/shop-order.yaml", mapping.replace("target: order_id", "target: orderid"))
    [found] = [one for one in shop.check().findings if one.code == "MB601"]
    assert (found.subject, found.hint) == (
        "shop-order/order_id", "Did you mean it by the rule for 'orderid' in line 6?",
    )  # fmt: skip


def test_a_required_name_that_the_schema_does_not_describe_is_found(shop):
    text = (shop.folder / "canonical/order.yaml").read_text()
    shop.put("canonical/order.yaml", text.replace("email]\n", "email, region]\n").replace("false", "true"))
    assert shop.found("MB601") == ["shop-order/region"]


def test_codes_that_no_check_could_have_are_told_where_they_are_named(shop):
    text = (shop.folder / "mapbench.yaml").read_text()
    shop.put("mapbench.yaml", text + "checks: {MB36: off, MB306: off}\n")
    shop.put("waivers.yaml", "- {finding: mb608/shop-order, who: dana, why: later, until: 2027-01-01}\n")
    assert [(one.place.line, one.place.column, one.message, one.hint) for one in shop.check().findings] == [
        (10, 10, "There is no check 'MB36'.", "Did you mean 'MB103'?"),
        (1, 13, "There is no check 'mb608'.", "Did you mean 'MB608'?"),
    ]


def test_a_misspelt_system_of_record_is_told_with_the_system_that_is_meant(shop):
    text = (shop.folder / "canonical/order.yaml").read_text()
    shop.put("canonical/order.yaml", text.replace("system_of_record: shop", "system_of_record: shp"))
    [found] = [one for one in shop.check().findings if one.code == "MB202"]
    assert found.hint == "Did you mean 'shop'?"

"""The edges of the rules about owners, systems of record, chains and secrets."""

from datetime import date

import pytest
from tests.checks.conftest import SHOP

from mapbench.checks import examples
from mapbench.checks.running import check
from mapbench.project.project import Project

CRM = {
    "systems/crm.yaml": examples.CRM,
    "schemas/crm.contact.json": examples.CONTACT,
    "mappings/crm-order.yaml": examples.CRM_MAPPING,
}


def entity(shop, old, new):
    shop.put("canonical/order.yaml", SHOP["canonical/order.yaml"].replace(old, new))


def levels(shop, code):
    return [finding.level for finding in shop.check().findings if finding.code == code]


@pytest.mark.parametrize(
    ("tier", "sla", "role"),
    [
        ("revenue-critical", "error", "error"),
        ("operational", "error", "warning"),
        ("informational", "warning", "info"),
    ],
)
def test_levels_shift_with_the_tier(shop, tier, sla, role):
    system = examples.SYSTEM.replace("operational", tier)
    shop.put("systems/shop.yaml", examples.without(examples.without(system, "sla"), "  quota"))
    assert (levels(shop, "MB403"), levels(shop, "MB406")) == ([sla], [role])


def test_a_mapping_has_the_tier_of_its_flow(shop):
    shop.rules("- {target: tags, source: tags}\n")
    assert set(levels(shop, "MB607")) == {"warning"}
    shop.put(
        "flows/orders.yaml",
        "flow: orders\nowner: order-ops\ntier: revenue-critical\nsource: shop.order\n"
        "inbound: shop-order@1\nsla: {freshness: 5m}\nreviewed: 2026-11-10\n",
    )
    assert set(levels(shop, "MB607")) == {"error"}


def test_security_is_as_strict_in_every_tier(shop):
    shop.put(
        "systems/shop.yaml",
        examples.SYSTEM.replace("operational", "informational").replace("https:", "http:"),
    )
    assert levels(shop, "MB706") == ["error"]


def test_a_level_of_the_project_wins_over_the_tier(shop):
    shop.put("mapbench.yaml", SHOP["mapbench.yaml"] + "checks: {MB403: info}\n")
    shop.put("systems/shop.yaml", examples.without(examples.SYSTEM, "sla"))
    assert levels(shop, "MB403") == ["info"]


def test_owners_of_rules_and_fields_are_looked_at_too(shop):
    shop.rules("- {target: total, source: status, formula: number(value), owner: nobody}\n")
    entity(shop, "x-owner: crm-team", "x-owner: crm-teem")
    assert shop.found("MB104") == ["order/schema.properties.email.x-owner", "shop-order/rules.3.owner"]


def test_a_field_called_owner_is_no_owner(shop):
    entity(shop, "status: {type: string}", "status: {type: string}\n    owner: {type: string}")
    shop.rules("- {target: owner, constant: {owner: me}}\n")
    assert shop.found("MB104") == []


def test_a_review_is_overdue_the_day_after_its_period(shop):
    shop.put("mapbench.yaml", examples.PROJECT)
    shop.put("systems/shop.yaml", examples.SYSTEM)
    project = Project.open(shop.folder)
    for day, found in ((date(2027, 1, 30), []), (date(2027, 1, 31), ["MB109"])):
        codes = [one.code for one in check(project, [], day).findings]
        assert [code for code in codes if code == "MB109"] == found


def test_an_undated_system_is_not_checked_for_its_review(shop):
    shop.put("systems/shop.yaml", examples.without(examples.SYSTEM, "reviewed"))
    assert [one.subject for one in shop.check().unchecked if one.code == "MB109"] == ["project"]


def test_a_field_may_have_a_record_of_its_own_and_a_row_of_it_may_be_looked_up(shop):
    for name, text in CRM.items():
        if not name.startswith("mappings"):
            shop.put(name, text)
    entity(shop, "status: {type: string}", "status: {type: string, x-system-of-record: crm}")
    assert shop.found("MB203") == ["shop-order/status"]
    shop.put("fixtures/crm.contact/1.json", '{"id": 1, "email": "a@example.com"}')
    shop.put(
        "lookups/contact.yaml",
        "lookup: contact\nowner: crm-team\ndataset: crm.contact\nkey: id\nvalue: email\n",
    )
    head = SHOP["mappings/shop-order.yaml"].split("- {target: status")[0]
    shop.put("mappings/shop-order.yaml", head + "- {target: status, source: id, lookup: contact}\n")
    assert shop.found("MB203") == []


def test_what_the_record_itself_writes_nobody_else_may(shop):
    for name, text in CRM.items():
        shop.put(name, text)
    assert shop.found("MB203") == ["crm-order/email"]
    assert shop.found("MB204") == []
    entity(shop, "x-owner: crm-team", "x-owner: crm-team, x-precedence: [crm, shop]")
    assert shop.found("MB203") == []


def test_two_records_write_a_field_and_none_is_named(shop):
    for name, text in CRM.items():
        shop.put(name, text)
    entity(shop, "system_of_record: shop\n", "")
    assert shop.found("MB201") == ["order/email"]
    assert shop.found("MB202") == ["order"]
    entity(shop, "system_of_record: shop", "system_of_record: [shop, crm]")
    assert shop.found("MB201") == ["order"]


def test_a_record_that_the_project_does_not_have_is_none(shop):
    entity(shop, "system_of_record: shop", "system_of_record: sap")
    assert shop.found("MB202") == ["order"]


def out_to_crm(shop, rules):
    for name, text in CRM.items():
        shop.put(name, text)
    shop.put(
        "mappings/order-crm.yaml",
        f"mapping: order-crm\nowner: crm-team\nsource: order@1\ntarget: crm.contact\nrules:\n{rules}",
    )


def test_fields_that_only_go_out_make_no_circle(shop):
    shop.put(
        "mappings/order-shop.yaml",
        "mapping: order-shop\nowner: crm-team\nsource: order@1\ntarget: shop.order\nrules:\n- {target: id, source: order_id, formula: number(value)}\n- {target: email, source: email}\n",
    )
    out_to_crm(shop, "- {target: id, source: total, formula: integer(value)}\n")
    assert shop.found("MB302") == []
    out_to_crm(
        shop, "- {target: id, source: total, formula: integer(value)}\n- {target: email, source: email}\n"
    )
    assert shop.found("MB302") == ["crm/shop"]


def test_one_mapping_alone_is_asked_no_question_about_the_project(shop):
    shop.put("systems/shop.yaml", examples.without(examples.SYSTEM, "owner"))
    report = check(Project.open(shop.folder), ["shop-order"], date(2026, 11, 16))
    assert report.findings == []


@pytest.mark.parametrize(
    ("token", "secret"),
    [
        ("${SHOP_TOKEN}", False),
        ("${SHOP_TOKEN:-}", False),
        ("Bearer ${SHOP_TOKEN}", False),
        ("${SHOP_TOKEN:-hunter2}", True),
        ("hunter2", True),
        ("prefix-${SHOP_TOKEN}", True),
    ],
)
def test_a_secret_may_only_be_referred_to(shop, token, secret):
    shop.put("systems/shop.yaml", examples.SYSTEM.replace("${SHOP_TOKEN}", token))
    assert shop.found("MB701") == (["shop/connection.auth.token"] if secret else [])


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('auth: {type: oauth2, token_url: "https://x.example", client_id: "${ID}", client_secret: "${SECRET}"}', []),
        ('auth: {type: oauth2, token_url: "https://x.example", client_id: id-7, client_secret: hunter2}', ["auth.client_secret"]),
        ('proxy: "http://${USER}:${PASSWORD}@proxy.example:3128"', []),
        ('proxy: "http://ann:hunter2@proxy.example:3128"', ["proxy"]),
    ],
)  # fmt: skip
def test_secrets_of_tokens_and_proxies_too(shop, line, found):
    system = "\n".join(text for text in examples.SYSTEM.splitlines() if "auth:" not in text)
    shop.put("systems/shop.yaml", system.replace("  type: http\n", f"  type: http\n  {line}\n") + "\n")
    assert shop.found("MB701") == [f"shop/connection.{key}" for key in found]


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("http://127.0.0.1:8765/shop", False),
        ("http://localhost/shop", False),
        ("http://[::1]:80/shop", False),
        ("${URL}", False),
        ("${URL:-http://127.0.0.1/shop}", False),
        ("${URL:-http://shop.example.com}", True),
        ("HTTP://shop.example.com", True),
        ("http://127.0.0.1.example.com", True),
    ],
)
def test_plain_http_is_for_loopback(shop, url, found):
    shop.put("systems/shop.yaml", examples.SYSTEM.replace("https://shop.example.com", f'"{url}"'))
    assert bool(shop.found("MB706")) is found


def test_a_fixture_that_cannot_be_read_does_not_fit(shop):
    shop.put("fixtures/shop.order/3.json", '{"id": ')
    assert shop.found("MB502") == ["shop.order/3.json"]


def test_fixtures_of_an_entity_are_held_against_its_schema(shop):
    shop.put("fixtures/order@1/1.json", '{"order_id": 1, "email": "a@example.com"}')
    assert shop.found("MB502") == ["order@1/1.json"]


def test_the_fingerprint_survives_edits_above(shop):
    shop.rules("- {target: total, source: status}\n")
    [before] = [one for one in shop.check().findings if one.code == "MB602"]
    text = (shop.folder / "mappings/shop-order.yaml").read_text()
    shop.put("mappings/shop-order.yaml", "# A comment\n\n" + text)
    [after] = [one for one in shop.check().findings if one.code == "MB602"]
    assert before.fingerprint == after.fingerprint
    assert before.place.line != after.place.line


def test_a_mapping_may_be_named_by_its_file(shop, monkeypatch):
    monkeypatch.chdir(shop.folder)
    text = SHOP["mappings/shop-order.yaml"].replace("owner: order-ops\n", "")
    shop.put("mappings/shop-order.yaml", text)
    for name in ("shop-order", "mappings/shop-order.yaml"):
        report = check(Project.open(shop.folder), [name], date(2026, 11, 16))
        assert [finding.fingerprint for finding in report.findings] == ["MB103/shop-order"]


def test_a_secret_parameter_hinders_no_sample(shop):
    shop.rules(
        "- {target: customer.id, source: id, formula: 'pseudonym(text(value), params.salt)'}\nparams: {salt: {secret: true}}\n"
    )
    assert shop.check().unchecked == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('{login: {api_key: "${KEY}", user: ann}, page_token: abc}', []),
        ("{login: {api_key: hunter2, user: ann}}", ["datasets.order.body.login.api_key"]),
    ],
)
def test_secrets_in_bodies_too(shop, body, found):
    text = examples.SYSTEM.replace("{key: [id]}", f"{{key: [id], body: {body}}}")
    shop.put("systems/shop.yaml", text)
    assert shop.found("MB701") == [f"shop/{key}" for key in found]

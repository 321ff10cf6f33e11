"""May a package run in an environment: yes, no with reasons, or unknown."""

from datetime import date

import pytest
from tests.packages import shop
from tests.packages.signed import approved

from mapbench.packages.archive import pack, unpack
from mapbench.packages.attesting import attest
from mapbench.review.downstream import Downstream
from mapbench.review.outcomes import Compared


def codes(found):
    """The verdict, the codes of the reasons, the codes of what is not known."""
    return found.verdict, [one.code for one in found.reasons], [one.code for one in found.unknown]


def test_approved_by_whom_it_asks_with_the_changed_value_named_it_may(place):
    place.approve("1.1.0", "ida", values=["name"])
    found = place.ask()
    assert codes(found) == ("yes", [], [])
    assert (found.runs, found.values, found.asked) == ("1.0.0", ["name"], {"order-ops": "owns web-order"})


def test_a_changed_value_that_no_approval_names_is_a_reason(place):
    place.approve("1.1.0", "ida", values=["status"])
    found = place.ask()
    assert codes(found) == ("no", ["values"], [])
    assert "name has other values than 1.0.0 gives" in found.reasons[0].message


def test_only_an_approval_that_counts_names_values(place):
    place.approve("1.1.0", "ida")
    place.approve("1.1.0", "ben", "finance", values=["name"], until=date(2026, 1, 1))
    assert codes(place.ask()) == ("no", ["values"], [])


def test_without_any_approval_each_role_is_missing(place):
    place.declare(roles="[finance]", minimum=2)
    found = place.ask()
    assert codes(found) == ("no", ["MB804", "MB804", "values"], [])
    assert [one.role for one in found.reasons] == ["finance", "order-ops", None]


def test_the_same_person_twice_is_one(place):
    place.put("allowed_signers", place.people["ida"].line("order-ops", "finance"))
    place.declare(roles="[finance]", minimum=2)
    for role in ("order-ops", "finance"):
        place.approve("1.1.0", "ida", role, values=["name"])
    found = place.ask()
    assert codes(found) == ("no", ["MB804"], [])
    assert "1 of at least 2 people" in found.reasons[0].message


def test_an_approval_that_is_over_is_mb805(place):
    place.approve("1.1.0", "ida", values=["name"], until=date(2026, 11, 27))
    assert codes(place.ask()) == ("no", ["MB805", "values"], [])


def test_the_author_alone_is_mb805(place):
    place.approve("1.1.0", "ida", values=["name"])
    found = place.ask(author="ida@example.com")
    assert codes(found) == ("no", ["MB805", "values"], [])


def test_who_the_author_is_has_to_be_known(place):
    place.approve("1.1.0", "ida", values=["name"])
    assert codes(place.ask(author="")) == ("unknown", [], ["author"])
    place.put("allowed_signers", place.people["ida"].line("order-ops") + place.people["ben"].line())
    approved(place.package("1.1.0"), place.people["ben"], "author")
    assert codes(place.ask(author="")) == ("yes", [], [])


def test_whose_key_it_is_has_to_be_known(place):
    place.approve("1.1.0", "ida", values=["name"])
    place.put("allowed_signers", f"order-ops,finance {place.people['ida'].public}\n")
    assert codes(place.ask()) == ("unknown", [], ["author"])


def test_somebody_who_left(place):
    place.approve("1.1.0", "ida", values=["name"])
    place.put("allowed_signers", place.people["ben"].line("order-ops"))
    found = place.ask()
    assert codes(found)[1][0] == "MB804"
    assert "not any more, among the signers" in found.reasons[0].message


def test_a_rejection_is_told_once(place):
    place.approve("1.1.0", "ida", decision="reject")
    assert codes(place.ask())[1] == ["rejected", "values"]


def test_a_tampered_attestation_is_refused_though_others_approve(place):
    place.approve("1.1.0", "ida", values=["name"])
    attest(place.package("1.1.0"), {"attestations/x.json": b"{}"})
    assert codes(place.ask()) == ("no", ["statement"], [])


def test_a_package_that_does_not_verify_may_not(place):
    path = place.package("1.1.0")
    path.write_bytes(pack({**unpack(path.read_bytes()), "mapping.yaml": b""}))
    assert codes(place.ask()) == ("no", ["sum"], [])


def test_a_draft_may_not(place, tmp_path):
    path = shop.export(shop.write(tmp_path / "draft"), tmp_path / "dist", draft=True).path
    path.rename(place.package("1.2.0"))
    assert codes(place.ask("1.2.0"))[1][0] == "draft"


def test_without_signers_nobody_knows(place):
    (place.folder / "environments" / "allowed_signers").unlink()
    place.approve("1.1.0", "ida")
    assert codes(place.ask()) == ("unknown", [], ["signers"])


def test_without_a_lock_nobody_knows_and_an_empty_one_says_that_nothing_runs(place):
    place.approve("1.1.0", "ida")
    (place.folder / "environments" / "production.lock").unlink()
    assert codes(place.ask()) == ("unknown", [], ["lock"])
    place.put("production.lock", "")
    assert codes(place.ask()) == ("yes", [], [])


def test_a_lock_that_cannot_be_read_is_a_reason(place):
    place.approve("1.1.0", "ida")
    place.put("production.lock", "web-order 1.0.0\n")
    assert codes(place.ask()) == ("no", ["lock"], [])


def test_another_package_of_the_version_that_runs(place):
    place.approve("1.1.0", "ida")
    place.put("production.lock", f"{'0' * 64}  web-order-1.1.0.mapkg\n")
    assert codes(place.ask()) == ("no", ["lock"], ["running"])


def test_what_runs_is_found_by_its_digest_or_not_at_all(place):
    place.approve("1.1.0", "ida", values=["name"])
    old = place.package("1.0.0")
    old.rename(place.folder / "environments" / old.name)
    assert codes(place.ask()) == ("unknown", [], ["running"])
    text = (place.folder / "environments" / "production.yaml").read_text()
    place.put("production.yaml", text + "packages: [.]\n")
    assert codes(place.ask()) == ("yes", [], [])


def test_an_older_version_than_the_one_that_runs(place):
    place.runs("1.1.0")
    place.approve("1.0.0", "ida", values=["name"])
    assert codes(place.ask("1.0.0"))[1] == ["older", "MB801"]


def test_the_one_that_runs_already_changes_nothing(place):
    place.approve("1.0.0", "ida")
    found = place.ask("1.0.0")
    assert (codes(found), found.values) == (("yes", [], []), [])


@pytest.mark.parametrize(("until", "code"), [("2027-03-01", "finding"), ("2026-03-01", "MB807")])
def test_what_the_project_waived_for_itself_has_to_be_accepted(place, tmp_path, until, code):
    waiver = f"- {{finding: MB203/web-order/name, who: dana, why: later, until: {until}}}\n"
    shop.export(shop.write(tmp_path / "waived", {"waivers.yaml": waiver, "mappings/web-order.yaml": shop.FILES["mappings/web-order.yaml"].replace("1.0.0", "1.0.1")}), tmp_path / "dist")  # fmt: skip
    place.approve("1.0.1", "ida")
    assert codes(place.ask("1.0.1")) == ("no", [code], [])
    place.approve("1.0.1", "ida", findings=["MB203/web-order/name"])
    assert codes(place.ask("1.0.1")) == ("yes", [], [])


def test_whoever_owns_what_comes_out_differently_is_asked(place, tmp_path):
    entity = shop.FILES["canonical/order.yaml"].replace(
        "name: {type: string}", "name: {type: string, x-owner: crm-team}"
    )
    changed = {"canonical/order.yaml": entity, "mappings/web-order.yaml": shop.FILES["mappings/web-order.yaml"].replace("1.0.0", "1.2.0").replace("default: guest", "default: nobody")}  # fmt: skip
    shop.export(shop.write(tmp_path / "owned", changed), tmp_path / "dist")
    assert "crm-team" in place.ask("1.2.0").asked
    place.declare(affected="false")
    assert "crm-team" not in place.ask("1.2.0").asked


def test_without_a_project_nobody_knows_whom_else_a_change_affects(place):
    place.approve("1.1.0", "ida", values=["name"])
    assert codes(place.ask(reading=None)) == ("unknown", [], ["downstream"])
    place.declare(affected="false")
    assert codes(place.ask(reading=None)) == ("yes", [], [])


def test_a_mapping_downstream_that_cannot_be_run_is_unknown(place):
    place.approve("1.1.0", "ida", values=["name"])
    found = place.ask(reading=[Downstream("order-erp", "finance", Compared(), "it is refused")])
    assert codes(found) == ("unknown", [], ["downstream"])
    assert "order-erp, which reads what it writes, cannot be run" in found.unknown[0].message


def test_the_answer_is_json(place):
    place.approve("1.1.0", "ida")
    answer = place.ask().as_json()
    assert (answer["verdict"], answer["runs"], answer["environment"]) == ("no", "1.0.0", "production")
    assert answer["approvals"][0]["counts"] is True

"""MB608: rules that no test case exercises."""

from __future__ import annotations

from mapbench.checks.findings import Finding, Rule, Said
from mapbench.checks.material import Material, Subject
from mapbench.errors import LoadError

_MAPPING = "mapping: shop-order\nowner: order-ops\nsource: shop.order\ntarget: order@1\nrules:\n- {target: order_id, source: id, formula: text(value)}\n- {target: email, source: email, default: unknown}\n- {target: status, source: status}\n"
_CASE = 'tests:\n- name: an order\n  given: {record: {id: 1, email: a@example.com%s}}\n  expect: {order_id: "1"}\n'


def rules_are_tested(material: Material) -> Said:
    """MB608 for each rule, or once for a mapping that has no test case."""
    from mapbench.trials.coverage import unexercised

    for subject in material.subjects:
        try:
            results = subject.results
        except LoadError:
            continue  # the broken file is a finding of its own
        if results is None:
            yield _untested(subject)
            continue
        done = {target for result in results for target in result.exercised}
        for rule in unexercised(subject.loaded.mapping, done):
            yield Finding(
                "MB608",
                f"{subject.id}/{rule.target}",
                "No test case exercises this rule: none makes it give a value or an error.",
                f"Add a case: `mapbench test {subject.id} --record NAME --fixture FILE`.",
                rule.place,
                subject.owner(rule.target),
            )


def _untested(subject: Subject) -> Finding:
    return Finding(
        "MB608",
        subject.id,
        "The mapping has no test case, so nothing shows what its rules do.",
        f"Add one: `mapbench test {subject.id} --record NAME --fixture FILE`.",
        subject.place(""),
        subject.owner(),
    )


RULES = (
    Rule(
        "MB608",
        "warning",
        "Rule no test exercises",
        "A rule without a test can change its meaning and nobody notices before the receiver does.",
        {"mappings/shop-order.yaml": _MAPPING, "tests/shop-order.yaml": _CASE % ""},
        {"mappings/shop-order.yaml": _MAPPING, "tests/shop-order.yaml": _CASE % ", status: paid"},
        rules_are_tested,
    ),
)

"""A package is approved, checked and promoted from the command line, as a person would."""

import json
import subprocess
from pathlib import Path

import pytest
from tests.packages import shop
from tests.packages.signed import person

PACKAGE = "shop/dist/web-order-1.0.0.mapkg"
HOSTILE = "\x1b]0;owned\x07::error::@team <script>\u202e"


@pytest.fixture
def ida(tmp_path, monkeypatch):
    """The shop's package in its project, operations' environment beside it, and Ida, who owns orders."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MAPBENCH_ENVIRONMENTS", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    shop.export(shop.write(tmp_path / "shop"))
    (tmp_path / ".ssh").mkdir()
    made = person(tmp_path / ".ssh", "id_ed25519")
    subprocess.run(["git", "config", "--global", "user.email", "ida@example.com"], check=True)
    Path("environments").mkdir()
    Path("environments/production.yaml").write_text(
        "environment: production\nsigners: allowed_signers\nlock: production.lock\n"
    )
    Path("environments/production.lock").write_text("")
    Path("environments/allowed_signers").write_text(f"ida@example.com,order-ops {made.public}\n")
    return made


def test_approve_then_promote_then_lock(mapbench, ida):
    answer = mapbench("approve", PACKAGE, "--role", "order-ops")
    assert answer.exit_code == 0
    assert answer.stdout.startswith("attestations/order-ops-")
    assert "approved for order-ops until" in answer.stderr
    assert "by ida@example.com" in answer.stderr
    ask = ("-C", "shop", "can-promote", PACKAGE, "--to", "production")
    assert mapbench(*ask).exit_code == 3
    answer = mapbench(*ask, "--author", "dana@example.com\nli@example.com")
    assert (answer.exit_code, answer.stdout.splitlines()[0]) == (0, "yes: web-order-1.0.0 in production")
    locked = mapbench("verify", PACKAGE, "--lock", "environments/production.lock", "--update")
    assert (locked.exit_code, "web-order 1.0.0" in locked.stderr) == (0, True)
    assert mapbench("verify", PACKAGE, "--lock", "environments/production.lock").exit_code == 0
    answer = mapbench(*ask, "--author", "dana@example.com", "--format", "json")
    assert json.loads(answer.stdout)["runs"] == "1.0.0"


def test_can_promote_says_no_with_reasons_and_ways_out(mapbench, ida):
    answer = mapbench("-C", "shop", "can-promote", PACKAGE, "--to", "production")
    assert answer.exit_code == 1
    assert "order-ops (owns web-order) has not approved. [MB804]" in answer.stdout
    assert "hint: `mapbench approve PACKAGE --role order-ops`" in answer.stdout


def test_without_any_environment_can_promote_is_unknown(mapbench, ida):
    Path("environments").rename("elsewhere")
    answer = mapbench("-C", "shop", "can-promote", PACKAGE, "--to", "production")
    assert answer.exit_code == 3
    assert "Nobody says what the environment 'production' asks for" in answer.stderr
    assert mapbench("can-promote", PACKAGE, "--to", "elsewhere/production.yaml").exit_code == 1


def test_a_misspelt_environment_is_usage(mapbench, ida):
    answer = mapbench("-C", "shop", "can-promote", PACKAGE, "--to", "prod")
    assert answer.exit_code == 2


def test_verify_with_trust_wants_an_approval_that_counts(mapbench, ida):
    trust = ("verify", PACKAGE, "--trust", "environments/allowed_signers")
    assert "[missing]" in mapbench(*trust).stderr
    mapbench("approve", PACKAGE, "--role", "order-ops", "--until", "2099-01-01")
    assert mapbench(*trust).exit_code == 0
    late = mapbench(*trust, "--now", "2099-01-02T00:00:00Z", "--format", "json")
    assert (late.exit_code, json.loads(late.stdout)["code"]) == (1, "expired")
    assert "[author]" in mapbench(*trust, "--author", "ida@example.com").stderr
    assert mapbench("verify", PACKAGE, "--trust", "none").exit_code == 2


def test_a_rejection_takes_the_place_of_an_approval(mapbench, ida):
    first = mapbench("approve", PACKAGE, "--role", "order-ops").stdout
    second = mapbench("approve", PACKAGE, "--role", "order-ops", "--reject")
    assert second.stdout == first
    answer = mapbench("-C", "shop", "can-promote", PACKAGE, "--to", "production")
    assert (answer.exit_code, "rejects the package for order-ops. [rejected]" in answer.stdout) == (1, True)


def test_changed_values_that_were_not_named_are_said(mapbench, ida):
    mapping = Path("shop/mappings/web-order.yaml")
    mapping.write_text(
        mapping.read_text().replace("1.0.0", "1.1.0").replace("default: guest", "default: nobody")
    )
    shop.export(Path("shop"))
    package = "shop/dist/web-order-1.1.0.mapkg"
    assert "--accept-value name" in mapbench("approve", package, "--role", "order-ops").stderr
    assert "hint" not in mapbench("approve", package, "--role", "order-ops", "--accept-value", "name").stderr


@pytest.mark.parametrize("option", ["--who", "--note"])
def test_what_a_statement_says_steers_no_terminal(mapbench, ida, option):
    mapbench("approve", PACKAGE, "--role", "order-ops", option, HOSTILE)
    for signers in ("", f"order-ops {ida.public}\n"):
        Path("environments/allowed_signers").write_text(signers)
        for words in (
            ("can-promote", PACKAGE, "--to", "production", "--now", "2099-01-01"),
            ("verify", PACKAGE, "--trust", "environments/allowed_signers", "--now", "2099-01-01"),
            ("verify", PACKAGE, "--trust", "environments/allowed_signers"),
        ):
            answer = mapbench("-C", "shop", *words)
            assert answer.exit_code == (0 if signers and "--now" not in words else 1)
            assert not {"\x1b", "\x07", "\u202e"} & {*answer.stdout, *answer.stderr}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--role", "Order Ops"), "no role"),
        (("--role", "order-ops", "--until", "2020-01-01"), "is over"),
        (("--role", "order-ops", "--until", "soon"), "no day"),
        (("--role", "order-ops", "--key", "none"), "no key"),
        (("--role", "order-ops", "--key", "shop/mapbench.yaml"), "did not sign"),
        (("--role", "order-ops", "--who", " "), "Nobody says who approves"),
    ],
)
def test_what_cannot_be_signed_is_refused_and_writes_nothing(mapbench, ida, words, said):
    before = Path(PACKAGE).read_bytes()
    answer = mapbench("approve", PACKAGE, *words)
    assert (answer.exit_code, said in answer.stderr, "hint:" in answer.stderr) == (2, True, True)
    assert Path(PACKAGE).read_bytes() == before


def test_a_key_with_a_passphrase_needs_its_agent_where_nobody_can_be_asked(mapbench, ida):
    subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", "secret", "-f", ida.key], check=True)
    answer = mapbench("approve", PACKAGE, "--role", "order-ops")
    assert (answer.exit_code, "ssh-add" in answer.stderr) == (2, True)


def test_without_a_key_it_is_said_how_to_make_one(mapbench, ida):
    ida.key.unlink()
    answer = mapbench("approve", PACKAGE, "--role", "order-ops")
    assert (answer.exit_code, "ssh-keygen -t ed25519" in answer.stderr) == (2, True)


def test_a_draft_and_a_changed_package_are_not_approved(mapbench, ida, tmp_path):
    draft = shop.export(tmp_path / "shop", draft=True).path
    assert "is a draft" in mapbench("approve", draft, "--role", "order-ops").stderr
    package = Path(PACKAGE)
    package.write_bytes(package.read_bytes() + b"x")
    assert mapbench("approve", PACKAGE, "--role", "order-ops").exit_code == 2


def test_update_needs_a_lock_and_locks_nothing_that_is_refused(mapbench, ida):
    assert mapbench("verify", PACKAGE, "--update").exit_code == 2
    words = ("--lock", "new.lock", "--update", "--trust", "environments/allowed_signers")
    assert mapbench("verify", PACKAGE, *words).exit_code == 1
    assert not Path("new.lock").exists()

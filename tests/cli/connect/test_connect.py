"""The command against the running sample endpoints: what it says, and whom it asks first."""

import json
import os
import pty
import re
import subprocess
import sys

import pytest
from tests.cli.connect.values import KEYS


def test_the_answer_in_words(connect, endpoints):
    answer = connect("shop.order")
    assert answer.exit_code == 0, answer.stderr
    assert answer.stderr == ""
    first, second, third = answer.stdout.splitlines()[:3]
    assert first == f"shop.order  GET {endpoints.origin}/shopify/orders.json"
    assert re.fullmatch(
        r"200 in [\d.]+ m?s, [\d.]+ kB, 10 records at \$\.orders\[\*\]; 1 page, there are more", second
    )
    assert third == "quota: 39 of 40 requests left in 60 s"
    assert re.search(
        r'^email +null or string +80 % +"\S+@example.com" +pii$', answer.stdout, re.MULTILINE | re.IGNORECASE
    )
    assert "Would be redacted:" in answer.stdout


def test_the_answer_as_json(connect):
    answer = json.loads(connect("crm.contact", "--pages", "9", "--format", "json").stdout)
    assert (answer["status"], answer["records"], answer["pages"], answer["more"]) == (200, 40, 4, False)
    assert answer["quota"] == {"requests": None, "seconds": None, "left": None, "told": None}
    assert answer["schema"]["properties"]["id"] == {"type": "string"}
    rows = {row["path"]: row for row in answer["fields"]}
    assert rows["email"]["classification"] == "pii"
    assert 0 < rows["email"]["filled"] < 1


def test_a_system_is_all_its_datasets_that_are_read(connect):
    answer = connect("erp", "--format", "json")
    (invoices,) = json.loads(answer.stdout)
    assert (invoices["dataset"], invoices["records"], invoices["records_guessed"]) == (
        "erp.invoice",
        10,
        True,
    )
    assert answer.stderr == "erp.sales-order is written to, not read; it was left out\n"


def test_the_quota_holds_over_datasets_and_is_waited_for(connect, endpoints, clock):
    endpoints.clock, endpoints.quota.clock = clock, clock
    for _ in range(7):
        assert connect("shop", "--pages", "9").exit_code == 0
    shop = [one for one in endpoints.requests if "/shopify/" in one["url"]]
    assert len(shop) == 7 * 8
    assert len(clock.slept) == 1, "40 requests, one rest, 16 requests: never a 429"
    assert 59 <= clock.slept[0] <= 61


class TestConsent:
    def test_without_a_terminal_the_host_has_to_be_allowed(self, connect, endpoints, project):
        answer = connect("shop.order", allow=None)
        assert answer.exit_code == 2
        host = endpoints.origin.removeprefix("http://")
        assert f"shop would send SHOPIFY_TOKEN to {host}, which you have not allowed." in answer.stderr
        assert "--allow 127.0.0.1" in answer.stderr
        assert endpoints.requests == []

    def test_it_is_remembered_outside_the_project(self, connect, tmp_path, project):
        connect("shop.order")
        assert connect("shop.order", allow=None).exit_code == 0
        assert (tmp_path / "config/allowed-hosts.json").is_file()
        assert connect("crm.contact", allow=None).exit_code == 2, "another variable is another question"

    def test_somebody_elses_project_sends_nothing(self, connect, endpoints, project):
        (project / "systems/thief.yaml").write_text(
            "system: thief\n"
            f'connection: {{type: http, url: "{endpoints.origin}/${{SHOPIFY_TOKEN}}"}}\n'
            'datasets: {a: {request: "GET /a"}}\n'
        )
        assert connect("thief", allow=None).exit_code == 2
        assert connect("thief", allow="api.example").exit_code == 2
        assert endpoints.requests == []

    @pytest.mark.parametrize(("typed", "code"), [("y", 0), ("n", 2)])
    def test_on_a_terminal_it_asks(self, project, tmp_path, typed, code):
        master, slave = pty.openpty()
        command = [sys.executable, "-m", "mapbench", "-C", project, "connect", "shop.order"]
        os.write(master, f"{typed}\n".encode())
        done = subprocess.run(
            command, stdin=slave, stdout=subprocess.PIPE, stderr=slave, check=False, timeout=60
        )
        os.close(slave)
        said = os.read(master, 65_536).decode()
        os.close(master)
        assert done.returncode == code, said
        assert "shop sends the values of these variables to 127.0.0.1" in said
        assert "SHOPIFY_TOKEN" in said
        assert KEYS["SHOPIFY_TOKEN"] not in said
        assert (tmp_path / "config/allowed-hosts.json").exists() == (code == 0)

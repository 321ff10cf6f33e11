"""`mapbench endpoints`: what it tells, whom it serves, and how it stops."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager

import pytest

from mapbench.cli.endpoints import as_text, fault_of

KEYS = ("SHOPIFY_TOKEN", "CRM_KEY", "CRM_CLIENT_ID", "CRM_CLIENT_SECRET", "ERP_USER", "ERP_PASSWORD")


@contextmanager
def endpoints(*arguments, popen=None, **environment):
    """Starts the command on a free port; gives the process and the JSON it told."""
    clean = {name: value for name, value in os.environ.items() if name not in KEYS}
    process = subprocess.Popen(
        [sys.executable, "-m", "mapbench", "endpoints", "--port", "0", "--format", "json", *arguments],
        env=clean | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **(popen or {}),
    )
    try:
        yield process, json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


def get(url, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, None


def test_what_is_told_connects_and_ctrl_c_stops():
    with endpoints() as (process, told):
        shop, keys = told["systems"]["shopify"], told["environment"]
        bearer = f"Bearer {keys['SHOPIFY_TOKEN']}"
        status, page = get(f"{shop['url']}/{shop['lists'][0]}", Authorization=bearer)
        assert (status, len(page["orders"])) == (200, 10)
        assert keys["SHOP_URL"] == shop["url"]
        process.send_signal(signal.SIGINT)
        assert process.communicate() == (
            "",
            "Paste the exports into another terminal. Ctrl-C stops.\ninterrupted\n",
        )
        assert process.returncode == 130


def test_ctrl_c_stops_a_background_job_of_a_shell_in_the_middle_of_an_answer():
    ignoring = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)}
    with endpoints("--fault", "erp:slow", popen=ignoring) as (process, told):
        port = int(told["origin"].rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as waiting:
            waiting.sendall(b"GET /erp/invoices HTTP/1.1\r\nHost: x\r\n\r\n")
            assert get(told["origin"] + "/control")[0] == 200
            process.send_signal(signal.SIGINT)
            process.communicate()
    assert process.returncode == 130


def test_a_key_of_the_environment_counts_and_is_not_told():
    with endpoints(CRM_KEY="mine-alone") as (_, told):
        assert "mine-alone" not in json.dumps(told)
        contacts = told["systems"]["crm"]["url"] + "/contacts"
        assert get(contacts, **{"X-Api-Key": "mine-alone"})[0] == 200
        assert get(contacts, **{"X-Api-Key": "sample-crm-key"})[0] == 401


def test_faults_are_on_from_the_start():
    with endpoints("--fault", "shopify:500", "--fault", "crm:expired") as (_, told):
        addresses = [f"{one['url']}/{one['lists'][0]}" for one in told["systems"].values()]
        sample = {"Authorization": "Bearer sample-shop-token", "X-Api-Key": "sample-crm-key"}
        assert [get(address, **sample)[0] for address in addresses] == [500, 401, 401]
        assert [fault["name"] for fault in get(told["origin"] + "/control")[1]["faults"]] == [
            "500",
            "expired",
        ]


def test_the_text_is_one_line_per_system_and_exports_to_paste():
    systems, _, exports = as_text("http://127.0.0.1:8765", {"CRM_KEY"}).partition("\n\n")
    assert [line.split()[:3] for line in systems.splitlines()] == [
        ["shopify", "http://127.0.0.1:8765/shopify", "bearer"],
        ["crm", "http://127.0.0.1:8765/crm", "header"],
        ["erp", "http://127.0.0.1:8765/erp", "basic"],
    ]
    assert exports.splitlines() == [
        "export SHOP_URL=http://127.0.0.1:8765/shopify",
        "export CRM_URL=http://127.0.0.1:8765/crm",
        "export ERP_URL=http://127.0.0.1:8765/erp",
        "export SHOPIFY_TOKEN=sample-shop-token",
        "export CRM_CLIENT_ID=sample-client",
        "export CRM_CLIENT_SECRET=sample-client-secret",
        "export ERP_USER=sample-user",
        "export ERP_PASSWORD=sample-password",
        "# CRM_KEY is set already; the endpoints expect what it says.",
    ]


def test_a_taken_port_is_one_sentence(mapbench):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = mapbench("endpoints", "--port", str(port))
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == (
        f"error: Port {port} cannot be listened on: Address already in use.\n"
        "  hint: Choose another with `--port N`, or `--port 0` for any free one.\n"
    )


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("flood", "There is no fault 'flood'; there are slow, 500,"),
        ("erp:", "There is no fault '';"),
        ("till:slow", "There is no system 'till'; there are shopify, crm, erp, token."),
    ],
)
def test_an_unknown_fault_is_refused_with_those_there_are(mapbench, fault, sentence):
    answer = mapbench("endpoints", "--fault", fault)
    assert answer.exit_code == 2
    assert sentence in answer.stderr


def test_a_fault_names_its_system():
    assert (fault_of("erp:next-link").system, fault_of("cut").system) == ("erp", None)


def test_without_sample_records_it_says_where_they_are(mapbench, monkeypatch, tmp_path):
    monkeypatch.setattr("mapbench.sandbox.server.FIXTURES", tmp_path)
    answer = mapbench("endpoints", "--port", "0")
    assert answer.exit_code == 2
    assert "The sample records are missing" in answer.stderr
    assert "checkout" in answer.stderr

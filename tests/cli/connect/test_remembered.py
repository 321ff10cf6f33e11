"""Requests of the past: listed, sent again, and as curl that names variables and never says what they hold."""

import json
import os
import shutil
import subprocess

import pytest
from tests.cli.connect.values import CLIENT, KEYS, asked

from mapbench.sandbox.faults import Fault


class TestHistory:
    def test_it_lists_what_was_sent_newest_first(self, connect, endpoints):
        connect("crm-by-query.contact", "--pages", "2")
        endpoints.faults.append(Fault("html"))
        connect("crm-by-query.contact")
        answer = connect("crm-by-query.contact", "--history")
        assert answer.exit_code == 0
        rows = answer.stdout.splitlines()[1:]
        assert [row.split()[2:4] for row in rows] == [
            ["200", "html"],
            ["200", rows[1].split()[3]],
            ["200", rows[2].split()[3]],
        ]
        assert rows[1].endswith(f"GET {endpoints.origin}/crm/contacts?cursor=from-10")
        assert "10 records" in rows[2]

    def test_as_json_it_has_the_answers_redacted(self, connect, endpoints):
        connect("crm.contact")
        (one,) = json.loads(connect("crm.contact", "--history", "--format", "json").stdout)
        assert (one["status"], one["records"], one["replayable"], one["sent"]) == (200, 10, True, None)
        assert len(one["answer"]["data"]) == 10
        assert "@example.com" in json.dumps(one["answer"])

    def test_nothing_sent_yet_is_no_data(self, connect, endpoints):
        answer = connect("crm.contact", "--history")
        assert (answer.exit_code, answer.stdout) == (3, "")
        assert answer.stderr == "no request of crm.contact was sent yet\n"

    def test_a_request_is_sent_again_as_it_was(self, connect, endpoints):
        connect("crm-by-query.contact", "--pages", "2")
        second, _ = json.loads(connect("crm-by-query.contact", "--history", "--format", "json").stdout)
        answer = connect("crm-by-query.contact", "--replay", str(second["id"]))
        assert answer.exit_code == 0, answer.stderr
        assert asked(endpoints)[-1] == "/contacts?cursor=from-10"
        assert endpoints.requests[-1]["keys"] == ["api_key"]
        assert f"sent again as {second['id']} of" in answer.stdout
        assert answer.stdout.splitlines()[3].endswith("then 200, 10 records: the same answer")

    def test_a_post_is_sent_again_with_its_body(self, connect, oauth):
        connect("crm-two.search", "--since", "1790000000000")
        (one,) = json.loads(connect("crm-two.search", "--history", "--format", "json").stdout)
        assert one["sent"]["updated_since"] == "1790000000000"
        again = json.loads(connect("crm-two.search", "--replay", str(one["id"]), "--format", "json").stdout)
        assert again["request"]["body"] == one["sent"]
        assert again["replayed"]["same"] is True

    def test_an_answer_that_differs_is_told(self, connect, oauth):
        connect("crm-two.contact")
        (one,) = json.loads(connect("crm-two.contact", "--history", "--format", "json").stdout)
        oauth.faults.append(Fault("html", "crm"))
        answer = connect("crm-two.contact", "--replay", str(one["id"]))
        assert answer.exit_code == 2
        assert "a web page" in answer.stderr

    def test_what_is_not_remembered_or_went_elsewhere_is_not_sent(self, connect, endpoints, project):
        assert (
            "No request 99 of crm.contact is remembered." in connect("crm.contact", "--replay", "99").stderr
        )
        connect("crm.contact")
        (one,) = json.loads(connect("crm.contact", "--history", "--format", "json").stdout)
        file = project / "systems/crm.yaml"
        file.write_text(file.read_text().replace("127.0.0.1", "localhost"))
        sent = len(endpoints.requests)
        answer = connect("crm.contact", "--replay", str(one["id"]), allow="localhost")
        assert answer.exit_code == 2
        assert f"Request {one['id']} of crm.contact went to another address" in answer.stderr
        assert len(endpoints.requests) == sent

    def test_a_history_that_asks_for_other_variables_gets_none(self, connect, endpoints, project):
        from mapbench.store.requests import SentRequest
        from mapbench.store.workspace import WorkspaceDatabase

        connect("crm.contact")
        with WorkspaceDatabase.open(project) as workspace:
            evil = SentRequest("crm.contact", "GET", f"{endpoints.origin}/crm/contacts?x=${{SHOPIFY_TOKEN}}")
            number = workspace.requests.add(evil)
        answer = connect("crm.contact", "--replay", str(number))
        assert "used the variable SHOPIFY_TOKEN, which crm no longer uses" in answer.stderr
        assert len(endpoints.requests) == 1

    def test_what_was_redacted_cannot_be_sent_again(self, connect, endpoints, project):
        file = project / "systems/crm.yaml"
        file.write_text(
            file.read_text()
            .replace("/contacts,", '"/contacts?email=bob.miller@mail.test",')
            .replace('GET "/', '"GET /')
        )
        assert connect("crm.contact").exit_code == 0
        (one,) = json.loads(connect("crm.contact", "--history", "--format", "json").stdout)
        assert (one["replayable"], "bob.miller" in one["url"]) == (False, False)
        answer = connect("crm.contact", "--replay", str(one["id"]))
        assert "had personal values in its address or body, which were not kept" in answer.stderr


class TestCurl:
    @pytest.mark.parametrize(
        ("dataset", "line"),
        [
            ("shop.order", '--header "Authorization: Bearer $SHOPIFY_TOKEN"'),
            ("crm.contact", '--header "X-Api-Key: $CRM_KEY"'),
            ("crm-by-query.contact", '--get --data-urlencode "api_key=$CRM_KEY"'),
            ("erp.invoice", '--user "$ERP_USER:$ERP_PASSWORD"'),
        ],
    )
    def test_it_names_variables_and_sends_nothing(self, connect, endpoints, dataset, line):
        answer = connect(dataset, "--curl", allow=None)
        assert answer.exit_code == 0, answer.stderr
        assert f"  {line} \\\n" in answer.stdout
        assert [value for value in KEYS.values() if value in answer.stdout] == []
        assert endpoints.requests == []

    @pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
    @pytest.mark.parametrize(
        ("dataset", "records"),
        [("shop.order", "orders"), ("crm.contact", "data"), ("crm-by-query.contact", "data"), ("erp.invoice", "items"),
         ("crm-two.contact", "data"), ("crm-two.search", "data")],
    )  # fmt: skip
    def test_a_shell_runs_it(self, connect, oauth, dataset, records):
        command = connect(dataset, "--curl").stdout
        ran = subprocess.run(
            ["bash", "-c", command],
            env={**os.environ, "no_proxy": "*"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.stdout, command + ran.stderr
        assert len(json.loads(ran.stdout)[records]) in (5, 10)

    def test_a_request_of_the_history_as_curl(self, connect, oauth):
        connect("crm-two.search", "--since", "1790000000000")
        (one,) = json.loads(connect("crm-two.search", "--history", "--format", "json").stdout)
        text = connect("crm-two.search", "--replay", str(one["id"]), "--curl").stdout
        assert '"updated_since": "1790000000000"' in text
        assert [value for value in CLIENT.values() if value in text] == []
        assert text.startswith("CRM_TWO_ACCESS_TOKEN=$(curl --silent ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["shop", "--history"], "--history is about one dataset"),
        (["shop", "--curl"], "--curl is about one dataset"),
        (["shop", "-o", "x.jsonl"], "-o takes one dataset"),
        (["shop.order", "--history", "--curl"], "do not go together"),
        (["shop.order", "--curl", "--capture", "3"], "sends nothing"),
        (["shop.order", "--replay", "1", "--since", "x"], "as it was"),
        (["shop.order", "-o", "x.jsonl", "--pin"], "capture and pin in a call of their own"),
    ],
)
def test_options_that_mean_nothing_together(connect, endpoints, words, said):
    answer = connect(*words)
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert endpoints.requests == []

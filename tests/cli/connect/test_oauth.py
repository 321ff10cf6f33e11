"""A system behind OAuth2 from the command line: tokens, requests for what is new only, and downloads."""

import json

import pytest
from tests.cli.connect.values import CLIENT, asked, assert_nowhere

from mapbench.sandbox.faults import Fault


class TestOauth:
    def test_a_token_is_fetched_and_nothing_of_it_is_kept_anywhere(self, connect, oauth, project, tmp_path):
        answer = connect("crm-two.contact", "--capture", "5", "--pin")
        assert answer.exit_code == 0, answer.stderr
        assert [one["url"].rpartition("/")[2] for one in oauth.requests] == ["token", "contacts"]
        assert_nowhere(
            [*CLIENT.values(), "sample-token-1"], [project, tmp_path / "config"], answer.stdout, answer.stderr
        )

    def test_a_token_that_expired_meanwhile_is_fetched_anew(self, connect, oauth):
        connect("crm-two.contact")
        oauth.tokens.until.clear()
        answer = connect("crm-two.contact")
        assert answer.exit_code == 0
        assert answer.stderr == "crm-two no longer takes its token; another is fetched.\n"

    @pytest.mark.parametrize(
        ("fault", "said"),
        [
            (Fault("500", "token"), "The token endpoint of crm-two failed with status 500"),
            (
                Fault("slow", "token", seconds=5),
                "The token endpoint of crm-two gave no whole answer in 0.2 s",
            ),
            (Fault("html", "token"), "The token endpoint of crm-two answers a web page"),
            (Fault("cut", "token"), "The answer of the token endpoint of crm-two"),
            (Fault("expired", "crm"), "crm-two does not know who asks (status 401)"),
            (Fault("bomb", "crm"), "times as large when unpacked"),
        ],
        ids=lambda value: f"{value.system}-{value.name}" if isinstance(value, Fault) else "",
    )
    def test_each_fault_ends_in_a_sentence_and_a_hint(self, connect, oauth, fault, said):
        oauth.faults.append(fault)
        answer = connect("crm-two.contact", "--timeout", "200ms" if fault.name == "slow" else "20s")
        assert answer.exit_code == 2
        assert said in answer.stderr
        assert "  hint: " in answer.stderr

    def test_a_wrong_secret(self, connect, oauth, monkeypatch):
        monkeypatch.setenv("CRM_CLIENT_SECRET", "wrong-one-77")
        answer = connect("crm-two.contact")
        assert "gets no token from 127.0.0.1" in answer.stderr
        assert "invalid_client. It says: The client is not known here." in answer.stderr
        assert "Check the values of CRM_CLIENT_ID and CRM_CLIENT_SECRET." in answer.stderr


class TestIncremental:
    def test_it_is_asked_from_the_newest_value_once_all_pages_were_read(self, connect, oauth):
        first = connect("crm-two.contact")
        assert "asked for everything; there are more pages, so the next run asks for the same" in first.stdout
        connect("crm-two.contact", "--pages", "9")
        last = connect("crm-two.contact", "--pages", "9")
        assert asked(oauth)[0:2] == ["/v2/contacts", "/v2/contacts"]
        assert asked(oauth)[-1].startswith("/v2/contacts?updated_since=179")
        assert "asked for what is new since 179" in last.stdout
        assert json.loads(connect("crm-two.contact", "--format", "json").stdout)["records"] == 0

    def test_what_fails_leaves_it_where_it_was(self, connect, oauth):
        oauth.faults.append(Fault("html", "crm", after=2))
        assert connect("crm-two.contact", "--pages", "9").exit_code == 2
        oauth.faults.clear()
        connect("crm-two.contact")
        assert asked(oauth)[-1] == "/v2/contacts"

    def test_since_overrides_it(self, connect, oauth):
        connect("crm-two.contact", "--since", "1790000000000", "--pages", "9")
        assert asked(oauth)[0] == "/v2/contacts?updated_since=1790000000000"

    def test_a_dataset_that_has_no_since_says_so(self, connect, endpoints):
        answer = connect("crm.contact", "--since", "yesterday")
        assert answer.exit_code == 2
        assert "Nothing in crm.contact says since when it is asked." in answer.stderr
        assert endpoints.requests == []

    def test_a_body_takes_it_too(self, connect, oauth):
        every = json.loads(connect("crm-two.search", "--pages", "99", "--format", "json").stdout)
        assert every["request"]["body"] == {"limit": 5, "tenant": "${CRM_TENANT}"}
        assert (every["records"], every["incremental"]["since"]) == (40, None)
        later = json.loads(connect("crm-two.search", "--format", "json").stdout)
        assert later["request"]["body"]["updated_since"] == every["incremental"]["newest"]
        assert later["records"] == 0


class TestDownload:
    def test_every_page_is_written_and_counts_as_seen(self, connect, oauth, tmp_path):
        out = tmp_path / "contacts.jsonl"
        answer = connect("crm-two.contact", "-o", str(out))
        assert answer.exit_code == 0, answer.stderr
        records = [json.loads(line) for line in out.read_text().splitlines()]
        assert (len(records), len({one["id"] for one in records})) == (40, 40)
        assert "40 records of crm-two.contact written to" in answer.stdout
        told = json.loads(connect("crm-two.contact", "-o", str(out), "--format", "json").stdout)
        assert (told["records"], told["newest"]) == (0, max(one["updated"] for one in records))

    def test_a_folder_that_is_not_there_is_one_sentence(self, connect, oauth, tmp_path):
        answer = connect("crm-two.contact", "-o", str(tmp_path / "no/where.jsonl"))
        assert answer.exit_code == 2
        assert "There is no folder" in answer.stderr
        assert ".new" not in answer.stderr
        assert oauth.requests == []

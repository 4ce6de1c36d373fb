"""The door of the catalogue."""

from tests.conftest import Member, QueryCount


def test_a_substance_is_found_by_what_the_caller_calls_it(alice: Member, erin: Member, queries: QueryCount) -> None:
    for member in (alice, erin):
        for typed in ("Klonopin", "klonipin", "k-pins"):
            items = member.client.get("/api/v1/substances", query_string={"q": typed}).json["items"]
            assert items[0]["code"] == "clonazepam", typed
    assert set(items[0]) == {
        "code", "name", "substance_class", "usual_units", "usual_routes", "matched", "kind", "why", "score",
    }  # fmt: skip
    assert (items[0]["name"], items[0]["substance_class"], items[0]["usual_routes"]) == ("Clonazepam", "benzodiazepine", ["oral"])
    assert [statement for statement in queries.statements if "substance" in statement] == []


def test_what_is_no_substance_finds_nothing(alice: Member) -> None:
    assert alice.client.get("/api/v1/substances?q=xyzzyx").json == {"items": []}


def test_a_question_that_cannot_be_meant_is_refused(alice: Member) -> None:
    for query in ("", "?q=", "?q=%20", "?q=%00", "?q=a&limit=0", "?q=a&limit=51", "?q=a&limit=x", "?q=a&x=1", f"?q={'a' * 81}"):
        assert alice.client.get(f"/api/v1/substances{query}").status_code == 422, query

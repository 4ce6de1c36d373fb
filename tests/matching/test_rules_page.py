"""What is asked of places and why, on one page and by API: made from the files that the matcher runs on."""

from html import unescape

from sqlalchemy.orm import Session

from intake.facilities.models import ServiceCode
from intake.matching.rules.described import crosswalk_lines, described_questions
from intake.matching.rules.needs import levels, load_data, question, questions
from intake.organisation.models import Settings
from tests.conftest import Member


def test_every_question_stands_there_with_words_codes_source_and_how_sure_it_is(
    alice: Member, session: Session, desk: Settings
) -> None:
    session.add(
        ServiceCode(
            code="BDTX", category="DETOX", category_name="Detoxification", name="Benzodiazepines detoxification", description="",
            source_year=2022,
        )
    )  # fmt: skip
    session.commit()
    page = unescape(alice.client.get("/matching/rules").text)
    for one in described_questions():
        words = [*one.words.values(), *(f"{line.told}: " for line in one.lines), *(line.source for line in one.lines)]
        assert [text for text in words if text not in page] == [], one.key
        assert f'id="{one.key}"' in page
    assert "Benzodiazepines detoxification" in page
    assert all(entry["sure"] in page for entry in levels().values())


def test_the_crosswalk_is_told_whole() -> None:
    """Every question that any table of it names is told as asked by it, and every line says where it comes from."""
    table, told = load_data("crosswalk"), {line.asks for line in crosswalk_lines()}

    def named(value: object) -> set[str]:
        if isinstance(value, dict):
            return {key for key in value if key in questions()}.union(*map(named, value.values()), set())
        if isinstance(value, list):
            return set().union(*map(named, value)) if value else set()
        return {value} if isinstance(value, str) and value in questions() else set()

    assert named({name: part for name, part in table.items() if name not in ("about", "flag")}) - told == set()
    assert all(line.source and line.sure and question(line.asks) for line in crosswalk_lines())
    tables = {name for name, part in table.items() if isinstance(part, dict | list)}
    assert tables - {"class", "flag", "no_network", "about"} == set(table["about"])


def test_the_same_by_api_for_those_who_work_with_places(alice: Member, bob: Member, erin: Member, desk: Settings) -> None:
    told = alice.client.get("/api/v1/matching/rules").json["items"]
    assert [one["key"] for one in told] == list(questions())
    (medicaid,) = [one for one in told if one["key"] == "medicaid"]
    assert medicaid["codes"] == [{"category": "PAY", "code": "MD", "proves": True}]
    of_one_state = "In another state than the plan's (the home, if none is named) it is never a yes"
    assert [(line["told"], line["role"]) for line in medicaid["lines"]] == [
        ("Coverage: Medicaid", "must"),
        (f"Coverage: Medicaid. {of_one_state}", "must"),
    ]
    (monitored,) = [one for one in told if one["key"] == "medical_monitoring"]
    assert {one["code"]: one["proves"] for one in monitored["codes"]} == {"HID": True, "RD": False}
    (minors,) = [one for one in told if one["key"] == "minors_only"]
    assert minors["without"] == ["YAD", "ADLT", "SNR"]
    assert {one["key"]: one["given_up"] for one in told}["adults"] == "never"
    assert [reader.client.get("/matching/rules").status_code for reader in (bob, erin)] == [200, 200]


def test_in_spanish_only_codes_stay_as_they_are(alice: Member, desk: Settings) -> None:
    """No answer, source, level or edition is left in English."""
    page = unescape(alice.client.get("/matching/rules", headers={"Accept-Language": "es"}).text)
    english = {words for one in described_questions() for words in (*one.words.values(), *(line.source for line in one.lines))}
    english |= {*load_data("levels")["editions"].values(), *(entry["name"] for entry in levels().values())}
    assert sorted(words for words in english if words in page) == []

"""Reading: what real files need, and what is refused, with file, line and expectation."""

import json
import time
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest

from entremise.analysis.errors import AnalysisError, Unreadable
from entremise.analysis.formats import preflib, read, tables
from entremise.analysis.formats.texts import decimal, exact
from entremise.analysis.problems import Issue, Party, Problem
from tests.analysis.public import FOLDER, manifest

TEMPLATE = """<negotiation_template><utility_space number_of_issues="2"><objective index="0" name="root">
<issue index="1" name="Fish &amp; chips" type="discrete"><item index="1" value="salt"/>
<item index="2" value="none"/></issue>
<issue index="2" name="Days" type="integer" vtype="integer" lowerbound="1" upperbound="3"/>
</objective></utility_space></negotiation_template>"""
PROFILE = """<utility_space><objective index="0" name="root">
<issue index="1" name="Fish &amp; chips" type="discrete"><item index="1" value="salt" evaluation="4"/>
<item index="2" value="none" evaluation="1"/></issue>
<issue index="2" name="Days" type="integer" vtype="integer" lowerbound="1" upperbound="3">
<evaluator ftype="linear" slope="0.5" offset="0"/></issue>
<weight index="1" value="0.4"/><weight index="2" value="0.6"/></objective>
<discount_factor value="1.0"/><reservation value="0.25"/></utility_space>"""
EXPECTED = Party("one", ((8, 2), (0, 6, 12)), scale=20, disagreement=5)


def folder(tmp_path: Path, **files: str | bytes) -> Path:
    for name, held in files.items():
        stem, _, suffix = name.rpartition("_")
        (tmp_path / f"{stem}.{suffix}").write_bytes(held if isinstance(held, bytes) else held.encode())
    return tmp_path


def test_genius_is_read(tmp_path: Path) -> None:
    """An option is worth weight · evaluation / largest evaluation; a number slope · (number - lowest) + offset."""
    made = read(folder(tmp_path, domain_xml=TEMPLATE, one_xml=PROFILE))

    assert made == Problem(
        (Issue("Fish & chips", ("salt", "none")), Issue.whole("Days", 1, 3)), (EXPECTED,), name="domain"
    )


@pytest.mark.parametrize(
    "spoilt",
    [
        b"\xef\xbb\xbf" + PROFILE.encode(),
        PROFILE.encode("utf-16"),
        ('<?xml version="1.0" encoding="UTF-8"?>' + PROFILE).encode(),
        ('<!-- made by hand -->\n<?xml version="1.0"?>\n' + PROFILE).encode(),
        PROFILE.replace("&amp;", "&").encode(),
        PROFILE.replace("root", "Bücher").encode("latin-1"),
    ],
    ids=["mark", "utf-16", "declared", "comment first", "bare ampersand", "latin-1"],
)
def test_real_files_are_read_as_they_are(tmp_path: Path, spoilt: bytes) -> None:
    assert read(folder(tmp_path, domain_xml=TEMPLATE, one_xml=spoilt)).parties == (EXPECTED,)


def test_spare_files_are_left_out_with_a_note(tmp_path: Path) -> None:
    other = PROFILE.replace("Fish &amp; chips", "Rent").replace("Days", "Deposit")
    pareto = "0.5, 0.5"

    made = read(
        folder(tmp_path, domain_xml=TEMPLATE, one_xml=PROFILE, two_xml=other, pareto_xml=pareto, three_xml="<a")
    )

    assert [party.name for party in made.parties] == ["one"]
    assert [note.partition(":")[0] for note in made.notes] == ["left out", "two.xml"]


def test_hyper_rectangles_are_read(tmp_path: Path) -> None:
    issue = '<issue index="1" name="a" type="integer" vtype="integer" lowerbound="0" upperbound="9"/>'
    boxes = (
        '<utility maxutility="10"><ufun type="PlainUfun" weight="1" aggregation="sum">'
        '<hyperRectangle utility="6"><INCLUDES index="1" min="2" max="4"/></hyperRectangle>'
        '<hyperRectangle utility="5"><EXCLUDES index="1" min="3" max="9"/></hyperRectangle></ufun></utility>'
    )
    template = f"<negotiation_template><utility_space>{issue}</utility_space></negotiation_template>"

    made = read(
        folder(tmp_path, d_xml=template, p_xml=f'<utility_space type="nonlinear">{issue}{boxes}</utility_space>')
    )

    assert [made.utilities(made.points((option,)))[0] for option in range(5)] == [0.5, 0.5, 1.1, 0.6, 0.6]


GENIUSWEB = {
    "name": "d",
    "issuesValues": {"Rent": {"values": ["low", "high"]}, "Days": {"range": ["1", "2", "0.5"]}},
}
SPACE = {
    "issueUtilities": {
        "Rent": {"DiscreteValueSetUtilities": {"valueUtilities": {"low": 1, "high": 0.5}}},
        "Days": {"numberutils": {"lowValue": 1, "lowUtility": 0, "highValue": 2, "highUtility": 1}},
    },
    "issueWeights": {"Rent": 0.5, "Days": 0.5},
    "name": "one",
}


def test_geniusweb_is_read_with_its_reservation_bid(tmp_path: Path) -> None:
    space = SPACE | {"reservationBid": {"issuevalues": {"Rent": "high", "Days": "1.5"}}}
    made = read(
        folder(
            tmp_path,
            d_json=json.dumps(GENIUSWEB),
            p_json=json.dumps({"LinearAdditiveUtilitySpace": space}),
            s_json="[]",
        )
    )

    assert made.issues[1].options == ("1", "1.5", "2")
    assert made.parties == (Party("one", ((2, 1), (0, 1, 2)), scale=4, disagreement=(1, 1)),)


def test_negolog_is_read(tmp_path: Path) -> None:
    held = {"reservationValue": 0.1, "issueWeights": {"Rent": 0.5}, "issues": {"Rent": {"low": 1.0, "high": 0.2}}}
    made = read(folder(tmp_path, profileA_json=json.dumps(held), specs_json='{"Nash": 1}'))

    assert made.parties == (Party("profileA", ((5, 1),), scale=10, disagreement=1),)


NEGMAS = """issues:
- {name: Rent, type: CategoricalIssue, values: ['yes', no, 3]}
- {name: Days, type: ContiguousIssue, values: [1, 3]}
name: d
type: DiscreteCartesianOutcomeSpace
"""
FUNCTION = """type: ExpDiscountedUFun
ufun:
  type: LinearAdditiveUtilityFunction
  reserved_value: -.inf
  values:
  - {type: TableFun, mapping: {'yes': 1.0, no: 0.5, 3: 0.30000000000000004}}
  - {type: AffineFun, slope: 0.3333333333333333, bias: 0}
  weights: [0.5, 1]
name: one
"""


def test_negmas_is_read(tmp_path: Path) -> None:
    made = read(folder(tmp_path, d_yml=NEGMAS, p_yaml=FUNCTION))

    assert made.parties == (Party("one", ((30, 15, 9), (20, 40, 60)), scale=60, disagreement=None),)
    assert made.notes == ("p.yaml: time discount (ExpDiscountedUFun) is not used",)


CSV = """issue,option,party,value
Rent,low,A,10
Rent,high,A,2.5
Rent,low,B,0
Rent,high,B,(red line)
,(disagreement),A,3
"""


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_the_long_form_is_read(tmp_path: Path, between: str) -> None:
    (tmp_path / "case.csv").write_text(CSV.replace(",", between))

    made = read(tmp_path / "case.csv")

    assert made.parties == (
        Party("A", ((20, 5),), scale=2, disagreement=6),
        Party("B", ((0, 0),), disagreement=None, red_lines=frozenset({(0, 1)})),
    )


def test_rankings_are_read(tmp_path: Path) -> None:
    (tmp_path / "x.toc").write_text(
        "# TITLE: Sites\n# ALTERNATIVE NAME 1: Oslo\n# ALTERNATIVE NAME 2: Geneva\n3: 2,{1,3}\n"
    )

    found = preflib.read(tmp_path / "x.toc")

    assert found == preflib.Rankings(
        "Sites", ("Oslo", "Geneva", "3"), (preflib.Ranking((frozenset({1}), frozenset({0, 2})), 3),)
    )
    assert preflib.read(preflib.write(found, tmp_path / "y.toc")[0]) == found


@pytest.mark.parametrize(("title", "name"), [("Sites\n3: 2,1", "Oslo"), ("Sites", "Oslo\n3: 2,1"), ("Sites", " Oslo")])
def test_no_name_writes_a_ranking(title: str, name: str, tmp_path: Path) -> None:
    ranked = preflib.Rankings(title, (name, "Geneva"), (preflib.Ranking((frozenset({0}), frozenset({1})), 1),))

    with pytest.raises(AnalysisError, match="PrefLib holds no name like"):
        preflib.write(ranked, tmp_path / "x.soc")

    assert not (tmp_path / "x.soc").exists()


@pytest.mark.parametrize(
    ("name", "held", "says"),
    [
        ("a.csv", "a,b\n", "line 1: expected the header issue,option,party,value"),
        (
            "a.csv",
            CSV.replace("2.5", "much"),
            "line 3: expected a finite number below 10^16 for 'Rent': 'high', found 'much'",
        ),
        ("a.csv", CSV.replace("2.5", "NaN"), "line 3: expected a finite number"),
        ("a.csv", CSV.replace("2.5", "1e999999999"), "line 3: expected a finite number"),
        ("a.csv", CSV + "Rent,low,A,1\n", "line 7: expected one value for 'Rent': 'low' of 'A', found a second"),
        ("a.csv", CSV.replace("10", "1e-400"), "line 2: expected a finite number"),
        ("a.json", '{"a": [1,\n2', "line 2: expected JSON"),
        ("a.json", "[" * 100_000, "JSON nested at most"),
        (
            "a.json",
            '{"issueWeights": {"a": -1},\n"issues": {"a": {"x": 1}}}',
            "line 1: expected a weight of at least 0",
        ),
        ("a.json", '{"issueWeights": {},\n"issues": {"a": {"x": 1}}}', "line 1: expected a weight of 'a'"),
        ("a.yml", "a: b: c", "line 1: expected YAML"),
        ("a.yml", "a: &x [1]\nb: [*x, *x]", "line 2: expected no aliases"),
        ("a.yml", "a: !!python/object/apply:os.system [ls]", "expected YAML without tags of its own"),
        ("a.yml", "{" * 100_000, "line 1: expected YAML nested at most 100 deep"),
        ("a.yml", "- " * 100_000, "line 1: expected YAML nested at most 100 deep"),
        ("a.yml", "{a: " * 20_000, "line 1: expected YAML nested at most 100 deep"),
        ("a.yml", "".join(f"{' ' * depth}a:\n" for depth in range(2_000)), "expected YAML nested at most 100 deep"),
        ("a.yml", "a: 1\n---\nb: 2", "line 2: expected YAML, found a second document"),
        ("a.yml", "? [a, b]\n: 1", "expected keys that are words or numbers"),
        ("a.xml", "<utility_space>\n<b></c>", "line 2: expected XML"),
        ("a.xml", '<!DOCTYPE x [<!ENTITY a "b">]><utility_space/>', "line 1: expected no document type"),
        ("a.xml", "<a>" * 1000, "nested at most 100 deep"),
        ("a.xml", PROFILE.replace('"0.4"', '"-0.4"'), "line 6: expected a weight of at least 0"),
        ("a.xml", PROFILE.replace('evaluation="4"', 'evaluation="nan"'), "line 2: expected a finite number"),
        ("a.xml", PROFILE.replace('upperbound="3"', 'upperbound="1000000000"'), "1000000000 whole numbers"),
        ("a.xlsx", "no workbook", "an XLSX workbook"),
        ("a.txt", "", "a folder or one of"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, name: str, held: str, says: str) -> None:
    (tmp_path / name).write_text(held)
    began = time.monotonic()

    with pytest.raises(Unreadable) as refused:
        read(tmp_path / name)

    assert says in str(refused.value)
    assert str(refused.value).startswith(str(tmp_path / name))
    # Generous, for a machine that has other work; what is hostile would take hours.
    assert time.monotonic() - began < 20


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"x" * (tables.MOST_UNPACKED + 1))

    with pytest.raises(Unreadable, match="a workbook of at most 134217728 bytes unpacked, found 134217729"):
        read(tmp_path / "a.xlsx")


def test_an_empty_folder_is_no_problem(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="expected a domain and its profiles, found neither"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.30000000000000004", Fraction(3, 10)),
        ("0.3333333333333333", Fraction(1, 3)),
        ("0.3898200000000001", Fraction("0.38982")),
        (" 12e2 ", Fraction(1200)),
        ("-inf", None),
        ("one", None),
    ],
)
def test_numbers_lose_the_noise_of_floats(text: str, value: Fraction | None) -> None:
    assert exact(text) == value


def test_decimals_are_written_as_short_as_they_can_be() -> None:
    assert [decimal(Fraction(n, d)) for n, d in [(1, 4), (3, 1), (1, 3), (1, 10**8)]] == [
        "0.25",
        "3",
        "0.3333333333333333",
        "0.00000001",
    ]


def test_public_domains_are_read() -> None:
    """At least 99 of 100 well-formed folders, each with the number of outcomes that the collection states."""
    rows, read_well, agree = manifest(), 0, 0
    for row in rows:
        try:
            made = read(FOLDER / row["path"])
        except Unreadable:
            continue
        read_well += 1
        agree += str(made.outcomes) == row["n_outcomes"]

    assert read_well >= 0.99 * len(rows)
    # One file numbers an option twice; we count it once.
    assert agree >= read_well - 1

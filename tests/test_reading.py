"""From a file to a model: every fault at its place, in both languages, and no input that raises."""

from __future__ import annotations

import ast
import copy
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from kb.finding import Finding, report, sentence
from kb.model import Study
from kb.reading import modelled
from kb.source import parse, read
from kb.values import Text
from kb.vocabulary import Term

ROOT = Path(__file__).parent.parent
RECORD = (ROOT / "tests/records/two-arms.yml").read_text(encoding="utf-8")
LANGUAGES = ("zh", "en")
TERMS = TypeAdapter(dict[str, Term])


@cache
def messages() -> dict[str, dict[str, str]]:
    path = ROOT / "data/findings.yml"
    texts, findings = modelled(read(path), TypeAdapter(dict[str, Text]), LANGUAGES)
    assert texts and not findings
    return {code: text.versions for code, text in texts.items()}


def study(data: str | bytes) -> list[Finding]:
    """What is wrong with a record; none: it is a study."""
    value, findings = modelled(parse(data.encode() if isinstance(data, str) else data, "x.yml"), Study, LANGUAGES)
    assert (value is None) == bool(findings)
    return findings


def changed(old: str, new: str) -> list[str]:
    """`line:column: field: code` of the findings after one change of the good record."""
    assert old in RECORD
    return [f"{f.line}:{f.column}: {f.field}: {f.code}" for f in study(RECORD.replace(old, new, 1))]


def test_the_record_of_the_tests_is_good_however_it_is_saved() -> None:
    assert study(RECORD) == study(RECORD.replace("\n", "\r\n")) == study(b"\xef\xbb\xbf" + RECORD.encode()) == []


PEOPLE = "assignment: randomised\n    people: 16\n"


@pytest.mark.parametrize(
    ("old", "new", "findings"),
    [
        (PEOPLE, PEOPLE.replace("16", "010"), ["76:13: arms[0].people: number_form"]),
        (PEOPLE, PEOPLE.replace("16", "no"), ["76:13: arms[0].people: not_a_number"]),
        (PEOPLE, PEOPLE.replace("16", "12:30"), ["76:13: arms[0].people: not_a_number"]),
        (PEOPLE, PEOPLE.replace("16", "40-75"), ["76:13: arms[0].people: range_given"]),
        (PEOPLE, PEOPLE.replace("16", "[16]"), ["76:13: arms[0].people: one_value_expected"]),
        (PEOPLE, PEOPLE.replace("16", "{IV}"), ["76:14: arms[0].people: braces"]),
        (PEOPLE, PEOPLE.replace("16", "{a: b}"), ["76:13: arms[0].people: one_value_expected"]),
        (PEOPLE, PEOPLE.replace("16", "１６"), ["76:13: arms[0].people: character_form"]),
        (PEOPLE, PEOPLE.replace("16", "not reported"), ["76:13: arms[0].people: missing_word"]),
        (PEOPLE, PEOPLE.replace("16", "16 # x"), ["76:13: arms[0].people: cut_by_comment"]),
        (PEOPLE, PEOPLE.replace("people", "peolpe"), ["72:5: arms[0].people: missing", "76:5: arms[0].peolpe: extra_forbidden"]),
        (PEOPLE, PEOPLE + "    people: 17\n", ["77:5: arms[0].people: duplicate_key"]),
        (PEOPLE, PEOPLE.replace("e: 16", "e：16"), ["76:11: arms[0]: full_width_colon"]),
        (
            "{zh: 一项虚构的两组试验, en: An",
            "{zh: 一项虚构的两组试验, fr: An",
            ["2:8: title.en: text_missing", "2:24: title.fr: text_unknown_language"],
        ),
        ("{zh: 虚构试验, en: Invented trial}", "虚构试验", ["3:14: short_title: text_expected"]),
        ("{zh: 虚构试验, en: Invented trial}", "{zh: 虚构试验, en: [x]}", ["3:29: short_title.en: text_empty"]),
        ("{zh: 虚构试验, en: Invented trial}", "\n  zh：虚构试验", ["4:3: short_title: full_width_colon"]),
        ("about: result", "about: resultt", ["7:15: summary.messages[0].about: not_one_of"]),
        ("about: result", "about: [result]", ["7:15: summary.messages[0].about: one_value_expected"]),
        ("    - {zh: 随访多久？, en: How long were people followed?}\n", "", ["20:3: summary.questions: too_short"]),
        ("kind: paper\n", "kind: papper\n", ["25:11: sources[0].kind: not_one_of"]),
        ("  - kind: paper\n    id: paper", "  - id: paper", ["25:5: sources[0].kind: missing"]),
        ("language: en", "langauge: en", ["25:5: sources[0].language: missing", "29:5: sources[0].langauge: extra_forbidden"]),
        ("published: 2025-12", "published: 2025-13", ["33:16: sources[0].published: not_a_date"]),
        ("conditions: [ischaemic-stroke]", "conditions: ischaemic-stroke", ["64:15: people.conditions: list_expected"]),
        ("conditions: [ischaemic-stroke]", "conditions: [a，b]", ["64:16: people.conditions[0]: full_width_sign"]),
        ("conditions: [ischaemic-stroke]", "conditions:\n    a: b", ["64:3: people.conditions: list_expected"]),
        ("standing: {state: not_checked, checked: not_applicable}", "standing: no", ["40:15: sources[0].standing: fields_expected"]),
        ("limits: [-6.1, -2.9]", "limits: [-2.9, -6.1]", ["112:74: outcomes[0].comparisons[0].points[1].interval.limits: range_order"]),
        ("limits: [-6.1, -2.9]", "limits: [−6.1, -2.9]", ["112:75: outcomes[0].comparisons[0].points[1].interval.limits[0]: number_form"]),
        ("at: paper}\nharms", "at: paper, pp: 3}\nharms", ["112:111: outcomes[0].comparisons[0].points[1].pp: extra_forbidden"]),
        (
            "harms:\n  collected: not_reported",
            "harms: {IV}\nx: y\nz:\n  a: b",
            ["113:9: harms: braces", "114:1: x: extra_forbidden", "115:1: z: extra_forbidden"],
        ),
    ],
)
def test_a_fault_is_found_where_an_editor_looks_for_it(old: str, new: str, findings: list[str]) -> None:
    assert changed(old, new) == findings


def test_all_faults_of_a_file_are_told_at_once() -> None:
    text = (
        RECORD.replace("about: result", "about: resultt")
        .replace("volume: not_applicable", "volume: 1 # x")
        .replace("at: paper", "at: Paper", 1)
    )
    text = (
        text.replace("level: 95", "level: 195")
        .replace("pages: not_reported", "pages: not_reported\n    pages: x")
        .replace("sd: 4.50", "sd: 04.50")
    )
    assert [f"{f.line} {f.code}" for f in study(text)] == [
        "7 not_one_of", "27 not_a_place", "34 cut_by_comment", "37 duplicate_key", "70 number_form", "113 not_a_percentage",
    ]  # fmt: skip


SENTENCES = {
    ("people: 16\n", "people: 150万\n"): [
        "x.yml:76:13: arms[0].people: “150万”的写法不明确：请写成 150e4，并核对原文",
        "x.yml:76:13: arms[0].people: '150万' is written in a form that can be misread: write 150e4, and compare with the source",
    ],
    ("    route: intravenous", "    route: intravenous\n        rout: x"): [
        "x.yml:87:9: arms[0].treatments[0].rout: 不认识的字段 rout，是否想写 route：请改正或删除",
        "x.yml:87:9: arms[0].treatments[0].rout: unknown field rout, did you mean route: correct or remove it",
    ],
    ("kind: paper\n", "kind: papper\n"): [
        "x.yml:25:11: sources[0].kind: “papper”不在允许的值里，是否想写 paper：可以写 article, paper, registration",
        "x.yml:25:11: sources[0].kind: 'papper' is not allowed here, did you mean paper: write one of article, paper, registration",
    ],
    ("route: intravenous", "route: {IV}"): [
        "x.yml:86:17: arms[0].treatments[0].route: 花括号 {IV} 会被当作字段：请给文字加上引号",
        "x.yml:86:17: arms[0].treatments[0].route: braces {IV} are taken for fields: put the text in quotes",
    ],
    ("route: intravenous", "route：intravenous"): [
        "x.yml:86:14: arms[0].treatments[0]: route 后面是全角冒号：请改成半角冒号加空格",
        "x.yml:86:14: arms[0].treatments[0]: a full-width colon stands after route: write an ordinary colon and a space instead",
    ],
    ("unit: year}", "unit: year, 甲}"): [
        "x.yml:69:87: people.baseline[0].figures: “甲”成了单独的一项：没有引号的文字遇到半角逗号就会断开，请给整段文字加上引号",
        "x.yml:69:87: people.baseline[0].figures: '甲' stands alone: a comma ends a text without quotes, so put the whole text in quotes",
    ],
}


@pytest.mark.parametrize(("change", "sentences"), SENTENCES.items(), ids=[new for _, new in SENTENCES])
def test_a_message_says_how_to_put_it_right_in_both_languages(change: tuple[str, str], sentences: list[str]) -> None:
    assert report(study(RECORD.replace(*change, 1)), messages(), LANGUAGES) == sentences


@pytest.mark.parametrize(
    ("kind", "text", "findings"),
    [
        (TERMS, "nihss: {name: {zh: 甲, en: a}, looked_for: {date: 2026-11-29, where: {zh: 甲, en: a}}}", []),
        (TERMS, "nihss: {name: {zh: 甲, en: a}, differences: none_found}", ["1:44: nihss.differences: list_expected"]),
        (TERMS, "nihss: {name: {zh: 甲, en: a}, differences: [x]}", ["1:45: nihss.differences[0]: fields_expected"]),
        (TERMS, "nihss: {nmae: {zh: 甲, en: a}}", ["1:8: nihss.name: missing", "1:9: nihss.nmae: extra_forbidden"]),
        (TERMS, "nihss: {name: {zh: 甲, en: a}, within: [x]}", ["1:39: nihss.within: one_value_expected"]),
        (TERMS, f"nihss: {{name: {{zh: 甲, en: a}}, within: {'x' * 61}}}", ["1:39: nihss.within: words_expected"]),
        (TypeAdapter(tuple[int, ...]), "[a]", ["1:2: [0]: not_accepted"]),
        (TypeAdapter(dict[str, Text]), "a: {zh: 甲, en: b}\nc: d", ["2:4: c: text_expected"]),
    ],
)
def test_the_other_files_are_read_as_strictly(kind: TypeAdapter[Any], text: str, findings: list[str]) -> None:
    found = modelled(parse(text.encode(), "x.yml"), kind, LANGUAGES)[1]
    assert [f"{f.line}:{f.column}: {f.field}: {f.code}" for f in found] == findings


# messages


def emitted() -> dict[str, list[Finding]]:
    """The findings that the traps of the tests give, by code."""
    from test_source import BAD

    texts = [text if isinstance(text, bytes) else text.encode() for text, _ in BAD.values()]
    texts += [RECORD.replace(*change, 1).encode() for change in SENTENCES]
    found: dict[str, list[Finding]] = {}
    for text in texts:
        for one in modelled(parse(text, "x.yml"), Study, LANGUAGES)[1]:
            found.setdefault(one.code, []).append(one)
    return found


CODE_AT = {"fault": 0, "note": 1, "Fault": 3, "Odd": 2, "_Fault": 0, "_RefusedError": 0, "Pattern": 0}  # which argument names the code


def written() -> set[str]:
    """The codes that stand in the source, where a finding is made or in a table that leads to one."""
    codes: set[str] = set()
    for path in (ROOT / "scripts/kb").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                codes |= set(_codes(node))
    return codes


def _codes(call: ast.Call) -> Iterator[str]:
    """The constants that stand where the code stands; `finding` is a function of five and a method of two arguments."""
    made_by = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    at = CODE_AT.get(made_by, {"finding": 4 if isinstance(call.func, ast.Name) else 1}.get(made_by, 99))
    parts = call.args[at : at + 1]
    while parts:
        part = parts.pop()
        if isinstance(part, ast.IfExp):
            parts += [part.body, part.orelse]
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def test_every_finding_has_its_words_in_both_languages() -> None:
    from kb import characters, complaints, reading

    tables = (
        {code for _, code, _ in complaints._WORDS}
        | set(characters._SUSPECT.groupindex)
        | {*reading._SHAPES.values(), *reading._ONE_VALUE.values()}
    )
    codes = written() | tables | set(emitted())
    assert len(codes) > 60
    assert sorted(code for code in codes if set(messages().get(code, {})) != {"zh", "en"}) == []


def test_every_word_that_a_message_asks_for_is_given() -> None:
    for code, found in emitted().items():
        for language in LANGUAGES:
            asked = {name for _, name, _, _ in string.Formatter().parse(messages()[code][language]) if name}
            assert asked <= set(dict(found[0].values)), (code, language)
            assert "{near}" not in sentence(found[0], messages(), language)


def test_the_two_languages_of_a_message_tell_the_same() -> None:
    for code, versions in messages().items():
        asked = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in versions.values()]
        assert asked[0] == asked[1], code


def test_libyaml_and_pydantic_never_speak_to_an_editor_themselves() -> None:
    assert not {"yaml", "not_accepted"} & set(emitted())
    lines = [line for found in emitted().values() for line in report(found, messages(), LANGUAGES)]
    assert not [line for line in lines if "string>" in line or "Input should" in line or "dict" in line]


# fuzz: whatever the bytes, a study without findings or findings without a study

QUICK = settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
LINES = RECORD.split("\n")
SPICE = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    "- ",
    "?",
    "&a ",
    "*a",
    "!x ",
    "#",
    " #",
    "'",
    '"',
    "|",
    ">",
    "%",
    "@",
    "`",
    "\t",
    "\r",
    "\0",
    "\ufeff",
    "：",
    "，",
    "１",
    "\\",
]
SPICE += [
    "\u202e",
    "\u200b",
    "е",
    "e\u0301",
    "---",
    "<<<<<<< x",
    "<<: ",
    "~",
    "1.5×10⁶",
    "40-75",
    "\n",
    "\u2028",
    "\x85",
    "\ud7ff",
    "\U0010ffff",
    "  ",
    "\\ud800",
]


def check(data: bytes) -> None:
    """The reader's promise, and that what it says can be printed."""
    found = study(data)
    assert all(f.line >= 1 and f.column >= 1 and f.code != "not_accepted" for f in found)
    assert all(line.isprintable() for line in report(found, messages(), LANGUAGES))


@QUICK
@given(st.binary(max_size=300))
def test_random_bytes_never_raise(data: bytes) -> None:
    check(data)


@QUICK
@given(st.lists(st.sampled_from([*SPICE, "a", "zh", "title", "\n  ", "\n"]), max_size=30))
def test_random_signs_never_raise(parts: list[str]) -> None:
    check("".join(parts).encode())


@QUICK
@given(
    st.lists(
        st.tuples(st.integers(0, len(RECORD.encode()) - 1), st.sampled_from(("flip", "drop", "add")), st.integers(0, 255)),
        min_size=1,
        max_size=4,
    )
)
def test_a_record_with_changed_bytes_never_raises(changes: list[tuple[int, str, int]]) -> None:
    data = bytearray(RECORD.encode())
    for position, kind, byte in changes:
        place = position % len(data)
        data[place : place + (kind != "add")] = b"" if kind == "drop" else bytes([byte])
    check(bytes(data))


@QUICK
@given(st.lists(st.tuples(st.integers(0, len(RECORD) - 1), st.sampled_from(SPICE)), min_size=1, max_size=3))
def test_a_record_with_signs_put_in_never_raises(changes: list[tuple[int, str]]) -> None:
    text = RECORD
    for position, sign in changes:
        text = text[:position] + sign + text[position:]
    check(text.encode())


@QUICK
@given(
    st.lists(
        st.tuples(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1), st.sampled_from(("swap", "drop", "copy", "value"))),
        min_size=1,
        max_size=4,
    )
)
def test_a_record_with_changed_lines_never_raises(changes: list[tuple[int, int, str]]) -> None:
    lines = list(LINES)
    for one, other, kind in changes:
        one, other = one % len(lines), other % len(lines)
        if kind == "swap":
            lines[one], lines[other] = lines[other], lines[one]
        elif kind == "value":
            lines[one] = lines[one].partition(": ")[0] + ": " + lines[other].partition(": ")[2]
        else:
            lines[one : one + (kind == "drop")] = [] if kind == "drop" else [lines[other]]
    check("\n".join(lines).encode())


NAMES = st.sampled_from([*Study.model_fields, "zh", "en", "kind", "id", "at", "text", "points", "", "x", "ü"])
SCALARS = st.one_of(st.sampled_from(["16", "not_reported", "paper", "2025", "3 mo", "a: b", "<0.05", "甲"]), st.text(max_size=8), NAMES)
TREES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=25)


@QUICK
@given(st.dictionaries(NAMES, TREES, max_size=8), st.booleans())
def test_a_random_structure_never_raises(tree: dict[str, Any], flow: bool) -> None:
    check(yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow).encode())


@settings(QUICK, max_examples=60)
@given(st.data())
def test_a_record_with_a_random_value_never_raises(data: st.DataObject) -> None:
    tree = copy.deepcopy(parse(RECORD.encode(), "x.yml").values)
    assert isinstance(tree, dict)
    here: Any = tree
    for _ in range(data.draw(st.integers(0, 5))):
        step = data.draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
        if not isinstance(here[step], dict | list) or not here[step]:
            break
        here = here[step]
    here[data.draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))] = data.draw(TREES)
    check(yaml.safe_dump(tree, allow_unicode=True).encode())

"""The strict reader: every trap of YAML and of the bytes is refused at its place, or read as it stands."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from kb.finding import MOST
from kb.source import LARGEST, Document, parse, read

HOSTILE_SECONDS = 3.0  # far above what any of them needs, far below a hang


def told(data: str | bytes) -> list[str]:
    """`line:column: field: code` of every finding."""
    document = parse(data if isinstance(data, bytes) else data.encode(), "x.yml")
    return [f"{found.line}:{found.column}: {found.field}: {found.code}" for found in document.findings]


GOOD = {
    "a number keeps its digits": ("a: 4.50", {"a": "4.50"}),
    "a power of ten is text": ("a: 1.5e6", {"a": "1.5e6"}),
    "an octal number keeps its zero": ("a: 010", {"a": "010"}),
    "a sexagesimal number keeps its colon": ("a: 12:30", {"a": "12:30"}),
    "a boolean is a word": ("a: [no, yes, on, off, true, False]", {"a": ["no", "yes", "on", "off", "true", "False"]}),
    "a date is text": ("a: 2025-12-01", {"a": "2025-12-01"}),
    "a sign before a number": ("a: [<0.001, -1.7, ~5]", {"a": ["<0.001", "-1.7", "~5"]}),
    "quotes": ("a: \"x # y\"\nb: 'it''s'", {"a": "x # y", "b": "it's"}),
    "a comment on its own line": ("# x\na: b\n# y\n", {"a": "b"}),
    "a comment after quotes or brackets": ('a: "b" # x\nc: [d] # y', {"a": "b", "c": ["d"]}),
    "a sign in the middle": ("a: x & y * z! {IV} 5%", {"a": "x & y * z! {IV} 5%"}),
    "a hash without a space": ("a: x#1", {"a": "x#1"}),
    "full-width punctuation in a text": ("a: 有效：是，（甲）；乙。“丙”？！", {"a": "有效：是，（甲）；乙。“丙”？！"}),
    "accents, Greek, signs, emoji": ("a: Nguyễn é ñ TNF-α μg Δ ≥ × 10⁶ Ⅲ ① ℃ 🔬", {"a": "Nguyễn é ñ TNF-α μg Δ ≥ × 10⁶ Ⅲ ① ℃ 🔬"}),
    "Cyrillic and Greek words": ("a: Клеточная COVID CD34-позитивных Αθήνα", {"a": "Клеточная COVID CD34-позитивных Αθήνα"}),
    "a literal block": ("a: |\n  甲\n  乙\n", {"a": "甲\n乙\n"}),
    "English text on two lines": ("a: one\n  two\nb: >-\n  three\n  four", {"a": "one two", "b": "three four"}),
    "the same alone in a list and a mapping": ("- a\n- {b: c}", ["a", {"b": "c"}]),
    "a byte order mark": (b"\xef\xbb\xbfa: b", {"a": "b"}),
    "Windows line ends": ("a: b\r\nc:\r\n  - d\r\n", {"a": "b", "c": ["d"]}),
}


@pytest.mark.parametrize(("text", "values"), GOOD.values(), ids=GOOD)
def test_honest_text_is_read_as_it_stands(text: str | bytes, values: object) -> None:
    document = parse(text if isinstance(text, bytes) else text.encode(), "x.yml")
    assert (document.values, document.findings) == (values, ())


BAD = {
    # bytes
    "nothing": (b"", ["1:1: : file_empty"]),
    "only a comment": (b"# x\n\n", ["1:1: : file_empty"]),
    "only a byte order mark": (b"\xef\xbb\xbf", ["1:1: : file_empty"]),
    "GBK": ("标题: a\n甲: 乙".encode("gbk"), ["1:1: : not_utf8"]),
    "Latin-1 after Chinese text": ("甲: 乙\na: ".encode() + b"\xe9t\xe9", ["2:4: : not_utf8"]),
    "UTF-16": ("a: b".encode("utf-16"), ["1:1: : not_utf8"]),
    "UTF-16 without its mark": ("a: b".encode("utf-16-be"), ["1:1: : not_utf8"]),
    "a lone surrogate": (b"a: \xed\xa0\x80", ["1:4: : not_utf8"]),
    "too large": (b"a: " + b"x" * LARGEST, ["1:1: : file_too_large"]),
    # characters
    "a zero byte": (b"a: x\x00 y", ["1:5: a: character"]),
    "an escape sequence": (b"a: x\x1b[31m", ["1:5: a: character"]),
    "a carriage return": (b"a: x\ry", ["1:5: a: character"]),
    "a line separator": ("a: x\u2028y", ["1:5: a: character"]),
    "bidi": ("甲: 乙\na: x\u202ey", ["2:5: a: character"]),
    "zero width": ("a: x\u200by\nb: \u200dz", ["1:5: a: character", "2:4: b: character"]),
    "a variation selector": ("a: 葛\U000e0100", ["1:5: a: character"]),
    "private use": ("a: x\ue000", ["1:5: a: character"]),
    "a replacement character": ("a: x\ufffd", ["1:5: a: character"]),
    "full-width digits": ("a: 共１６人\nb: ＡＢ", ["1:5: a: character_form", "2:4: b: character_form"]),
    "mathematical digits": ("a: 𝟏𝟔", ["1:4: a: character_form"]),
    "a ligature": ("a: signiﬁcant", ["1:9: a: character_form"]),
    "Cyrillic in a Latin word": ("a: An invеnted trial", ["1:10: a: look_alike"]),
    "a Greek capital in a Latin word": ("a: HbΑ1c", ["1:6: a: look_alike"]),
    "loose accents": ("a: x Nguye\u0302\u0303n", ["1:6: a: not_composed"]),
    "the Kelvin sign": ("a: 300 \u212a", ["1:8: a: not_composed"]),
    "a no-break space": ("a: x\u00a0y", ["1:5: a: space"]),
    "an ideographic space": ("a:\u3000b", ["1:3: a: space"]),
    "a tab in a text": ("a: x\ty", ["1:5: a: tab"]),
    "a tab for indentation": ("a:\n\tb: c", ["2:1: a: tab"]),
    "what an escape brings in": ('a: "x\\u202e"\nb: "\\t"', ["1:4: a: character", "2:4: b: tab"]),
    "bad characters in a comment": ("a: b\n# \u200b", ["2:3: : character"]),
    # more than one document
    "a merge conflict": (
        "<<<<<<< HEAD\na: b\n=======\na: c\n>>>>>>> x",
        ["1:1: : conflict_marker", "3:1: : conflict_marker", "5:1: : conflict_marker"],
    ),
    "a document mark": ("---\na: b", ["1:1: : several_documents"]),
    "two documents": ("a: b\n---\na: c\n...", ["2:1: : several_documents", "4:1: : several_documents"]),
    "a directive": ("%YAML 1.1\na: b", ["1:1: : several_documents"]),
    # what YAML would change or swallow
    "a duplicate key": ("a: 1\nb: 2\na: 3", ["3:1: a: duplicate_key"]),
    "a duplicate key, quoted": ('a: {b: 1, "b": 2}', ["1:11: a.b: duplicate_key"]),
    "an anchor": ("a: &word text", ["1:4: a: anchor"]),
    "an anchor on a list": ("a: &x [b]", ["1:4: a: anchor"]),
    "an anchor and its alias": ("a: &x b\nc: *x", ["1:4: a: anchor", "2:4: c: alias"]),
    "a tag": ("a: !!int 5\nb: !x 5\nc: !!python/object:os.system {}", ["1:4: a: tag", "2:4: b: tag", "3:4: c: tag"]),
    "a merge key": ("a:\n  <<: {b: c}\n  d: e", ["2:3: a: merge_key"]),
    "a text cut by a comment": ("甲: 乙 # 丙\nb: c   # d", ["1:4: 甲: cut_by_comment", "2:4: b: cut_by_comment"]),
    "no value": (
        "a:\nb: ~\nc: null\nd: {e: , f: g}\nh:\n-",
        ["1:3: a: no_value", "2:4: b: no_value", "3:4: c: no_value", "4:8: d.e: no_value", "6:2: h[0]: no_value"],
    ),
    "braces": ("a: {IV}", ["1:5: a: braces"]),
    "double braces": ("a: {{x}}", ["1:5: a: key_not_text"]),
    "a list as a key": ("[a, b]: c", ["1:1: : key_not_text"]),
    "a comma in a text in braces": ("a: {zh: 甲, en: one, two}", ["1:21: a: comma_in_text"]),
    "a list entry taken into the text above": ("a:\n  - b\n   - c", ["3:4: a[0]: swallowed_line"]),
    "a field taken into the text above": ("a:\n  b: c\n   d：e", ["3:4: a.b: swallowed_line"]),
    "a line break in Chinese text": ("a: 甲\n  乙\nb: >\n  丙\n  丁\n", ["2:1: a: joined_han", "5:1: b: joined_han"]),
    "more than, taken for a block": ("a: >5\nb: c", ["1:4: a: quote_needed"]),
    "too deep": ("[" * 25 + "]" * 25, ["1:25: " + "[0]" * 24 + ": too_deep"]),
    # YAML that is none
    "a colon in a text": ("a: b: c", ["1:5: a: colon_in_text"]),
    "a colon in a text in braces": ("a: {b: c: d}", ["1:9: a.b: flow_colon"]),
    "a text in Chinese quotes": ("a: “甲: 乙”", ["1:4: a: full_width_sign"]),
    "no colon": ("a: b\nc\nd: e", ["2:1: : key_without_colon"]),
    "no space after the colon": ("a:\n  b: c\n  d:e\n  f: g", ["3:3: a: key_without_colon"]),
    "an open quote": ('a: "b\nc: d', ["1:4: a: quote_open"]),
    "an open quote before others": ("a: 'b\nc: 'd'\ne: f", ["1:4: a: quote_open"]),
    "text after a quote": ('a: "b" c', ["1:8: a: text_after"]),
    "an open brace": ("a: {b: c\nd: e", ["1:4: a: flow_open"]),
    "an open bracket": ("a: [b\nd: e", ["1:4: a: flow_open"]),
    "a sign that begins nothing": ("a: @b", ["1:4: a: quote_needed"]),
    "bold type": ("a: **b**", ["1:4: a: quote_needed"]),
    "a percent sign": ("a: %b", ["1:4: a: quote_needed"]),
    "a block sign before a number": ("a: >0.05", ["1:4: a: quote_needed"]),
    "an unknown escape": ('a: "\\q"', ["1:5: a: escape"]),
    "an escaped surrogate": ('a: "\\ud800"', ["1:7: a: escape"]),
    "a list in the line of its name": ("a: - b", ["1:4: a: dash_in_line"]),
    "too far in": ("a: b\n  c: d", ["2:3: a: indented_too_far"]),
    "too far out": ("a:\n    b: c\n  d: e", ["3:3: a: indentation"]),
    "an unknown alias": ("a: *b", ["1:4: a: alias"]),
    # full-width signs where YAML needs its own
    "a full-width colon": ("a: b\nc：d\ne: f", ["2:2: : full_width_colon"]),
    "a full-width colon after braces": ("a: {zh: 甲, en: b, c}\nd：e", ["1:19: a: comma_in_text", "2:2: : full_width_colon"]),
    "a full-width colon below a name": ("a:\n  zh：甲\n  en: x", ["2:5: a: full_width_colon"]),
    "a full-width colon before an ordinary one": ("a：b: c", ["1:1: : full_width_colon"]),
    "a full-width colon in braces": ("a: {zh：甲, en: x}", ["1:5: a: full_width_colon"]),
    "a full-width comma in braces": ("a: {zh: 甲，乙， en: x}", ["1:12: a.zh: full_width_sign"]),
    "full-width braces": ("a: ｛zh: 甲｝", ["1:4: a: full_width_sign"]),
    # together
    "everything at once": (
        "a: １\nb: c # d\nb: &e f\ng: {h}",
        ["1:4: a: character_form", "2:4: b: cut_by_comment", "3:1: b: duplicate_key", "3:4: b: anchor", "4:5: g: braces"],
    ),
    "characters and broken YAML": ("a: １\nb: c: d", ["1:4: a: character_form", "2:5: b: colon_in_text"]),
}


@pytest.mark.parametrize(("text", "findings"), BAD.values(), ids=BAD)
def test_a_trap_is_found_at_its_place(text: str | bytes, findings: list[str]) -> None:
    assert told(text) == findings


HOSTILE = {
    "open brackets": b"[" * 200_000,
    "open braces": b"{" * 200_000,
    "brackets and braces": b"[{" * 100_000,
    "closed brackets": b"[" * 100_000 + b"]" * 100_000,
    "nested names": b"{a: " * 60_000,
    "dashes": b"- " * 120_000,
    "complex keys": b"? " * 120_000,
    "deep blocks": b"\n".join(b" " * i + b"a:" for i in range(700)),
    "a billion laughs": b"a: &a [x, x]\n" + b"".join(b"b%d: &b%d [*a, *a, *a]\n" % (i, i) for i in range(5000)),
    "anchors": b"&a " * 80_000,
    "aliases": b"*a " * 80_000,
    "tags": b"! " * 100_000,
    "quotes": b'"' * 250_000,
    "an open quote": b"a: '" + b"\n" * 250_000,
    "open quotes": b"a: '" * 60_000,
    "colons": b": " * 120_000,
    "commas": b"a: [" + b"a," * 120_000,
    "one long line": b"a: " + "甲".encode() * 85_000,
    "ten megabytes": b"a: " + b"x" * 10_000_000,
    "one word of two scripts": "aа".encode() * 80_000,
    "spaces": b"a: b" + b" " * 250_000 + b"c",
    "many empty entries": b"- \n" * 80_000,
    "many names": b"\n".join(b"%d: a" % i for i in range(25_000)),
    "one name many times": b"a: a\n" * 50_000,
    "many control characters": b"\x01a\n" * 80_000,
    "many conflicts": b"=======\n" * 30_000,
    "joined lines": "a: 甲\n".encode() + " 乙\n".encode() * 40_000,
    "backslashes": b'a: "' + b"\\\\" * 120_000,
    "many escaped texts": b'- "\\\\"\n' * 30_000,
    "escaped texts in one line": b"[" + b'"\\\\",' * 50_000 + b"]",
    "every byte": bytes(range(256)) * 900,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_no_more_than_a_finding(data: bytes) -> None:
    begun = time.process_time()
    document = parse(data, "x.yml")
    assert time.process_time() - begun < HOSTILE_SECONDS
    assert document.findings or document.values is not None
    assert len(document.findings) <= MOST + 1


def test_the_files_of_an_editor_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_text("a: 甲\n", encoding="utf-8")
    assert read(path, "data/x.yml").values == {"a": "甲"}
    assert read(path).file == str(path)


def _codes(document: Document) -> list[str]:
    return [found.code for found in document.findings]


def test_only_an_ordinary_file_is_read_and_nothing_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "real.yml").write_text("a: b")
    (tmp_path / "link.yml").symlink_to(tmp_path / "real.yml")
    (tmp_path / "loop.yml").symlink_to(tmp_path / "loop.yml")
    (tmp_path / "folder.yml").mkdir()
    (tmp_path / "large.yml").write_bytes(b"#" * (LARGEST + 1))
    os.mkfifo(tmp_path / "pipe.yml")
    names = ["link.yml", "loop.yml", "folder.yml", "pipe.yml", "large.yml", "none.yml", "x" * 300, "zero\0.yml"]
    codes = [_codes(read(tmp_path / name)) for name in names] + [_codes(read(Path("/dev/zero")))]
    refused = [
        "file_link",
        "file_link",
        "file_not_regular",
        "file_not_regular",
        "file_too_large",
        *["file_unreadable"] * 3,
        "file_not_regular",
    ]
    assert codes == [[code] for code in refused]


PLACES = "# 甲\ntop: 甲乙\ngroup:\n  inner: x\nflow: {甲: 乙, b: [c, d]}\nlist:\n  - id: e\n"


@pytest.mark.parametrize(
    ("path", "place", "key"),
    [
        ((), (2, 1), (2, 1)),
        (("top",), (2, 6), (2, 1)),
        (("group",), (3, 1), (3, 1)),  # a group that begins below its name is shown at its name
        (("group", "inner"), (4, 10), (4, 3)),
        (("group", "lacking"), (3, 1), (3, 1)),  # what is missing is shown at what it is missing from
        (("flow",), (5, 7), (5, 1)),
        (("flow", "甲"), (5, 11), (5, 8)),
        (("flow", "b", 1), (5, 21), (5, 21)),
        (("list", 0, "id"), (7, 9), (7, 5)),
        (("list", "a name of pydantic's own", 0, "id"), (7, 9), (7, 9)),
        (("list", 7), (6, 1), (6, 1)),
    ],
)
def test_a_path_leads_to_its_line_and_column(path: tuple[str | int, ...], place: tuple[int, int], key: tuple[int, int]) -> None:
    document = parse(PLACES.encode(), "x.yml")
    assert (document.place(path), document.key(path)) == (place, key)

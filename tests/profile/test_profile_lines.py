from __future__ import annotations

from conformance.profile.lines import line_of, lines_of

TEXT = '''\
# [not.a.table]
top = 1
"quo\\"ted".'x.y' = """
[no.header]
""""

[a.b]  # comment
c = { d = 1, e.f = [ 2, { g = "}" } ] }
h = [
  "one",  # ]
  2027-03-31 10:00:00,
]
[[list]]
id = 'x'
[[list]]
id = 'y'
[list.inner]
z = 1
[[list.deep]]
w = 1
'''


def test_each_key_has_its_line():
    lines = lines_of(TEXT)

    assert {
        ("top",): 2,
        ('quo"ted', "x.y"): 3,
        ("a", "b"): 7,
        ("a", "b", "c", "d"): 8,
        ("a", "b", "c", "e", "f"): 8,
        ("a", "b", "c", "e", "f", 1, "g"): 8,
        ("a", "b", "h", 0): 10,
        ("a", "b", "h", 1): 11,
        ("list", 0): 13,
        ("list", 0, "id"): 14,
        ("list", 1, "id"): 16,
        ("list", 1, "inner"): 17,
        ("list", 1, "inner", "z"): 18,
        ("list", 1, "deep", 0, "w"): 20,
    }.items() <= lines.items()


def test_nothing_inside_a_string_or_a_comment_is_a_key():
    lines = lines_of(TEXT)

    assert not {("not",), ("no",), ("no", "header"), ("not", "a", "table")} & lines.keys()


def test_a_key_that_is_not_there_has_the_line_of_the_table_around_it():
    assert line_of(lines_of(TEXT), ("a", "b", "missing", "deeper")) == 7


def test_a_text_without_keys_has_no_lines():
    assert line_of(lines_of("# nothing\n"), ("a",)) is None


def test_windows_line_ends_count_once():
    assert lines_of("a = 1\r\n\r\nb = 2\r\n")["b",] == 3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.alignment.paths import PathTemplate, parse_template
from amts.errors import InputError


@pytest.mark.parametrize(
    ("template", "path", "expected"),
    [
        ("{stem}_origin.md={stem}.md", "a_origin.md", "a.md"),
        ("{stem}_origin.md={stem}.md", "c/d/a_origin.md", "c/d/a.md"),
        ("{stem}_origin.md={stem}.md", "a.md", None),
        ("{stem}_origin.md={stem}.md", "_origin.md", None),
        ("{stem}.md={stem}.zh.md", "a.md", "a.zh.md"),
        ("{stem}.md={stem}.zh.md", "a_md", None),
        ("en/**=zh/**", "en/a/b.md", "zh/a/b.md"),
        ("en/**=zh/**", "fr/en/b.md", None),
        ("en/**=zh/**", "en/", None),
        ("docs/**.md=docs/**.es.md", "docs/a/b.md", "docs/a/b.es.md"),
        ("docs/{stem}.md=i18n/zh/{stem}.md", "docs/a/b.md", "i18n/zh/a/b.md"),
        ("{stem}.md={stem}.zh.md", "a**b.md", "a**b.zh.md"),
        ("en/**=zh/**", "en/{stem}.md", "zh/{stem}.md"),
    ],
)
def test_the_path_of_a_translation_follows_from_its_sources(template, path, expected):
    assert parse_template(template).counterpart(path) == expected


@pytest.mark.parametrize(
    ("template", "path", "expected"),
    [
        ("{stem}_origin.md={stem}.md", "c/a_origin.md", "c/a"),
        ("en/**=zh/**", "en/a/b.md", "a/b.md"),
        ("en/**=zh/**", "other.md", "other.md"),
    ],
)
def test_a_document_is_called_by_its_stem_or_its_path_in_the_folder(template, path, expected):
    assert parse_template(template).name(path) == expected


@pytest.mark.parametrize(
    "text",
    ["", "en/**", "en/**=", "=zh/**", "en/**=zh/{stem}", "a.md=b.md", "en/**=en/**", "{stem}{stem}=x{stem}{stem}",
     "**/{stem}/**=x/{stem}", "en/**/{stem}.md=zh/**/{stem}.md", "en/*=zh/*"],
)  # fmt: skip
def test_a_template_without_one_wildcard_on_each_side_is_refused(text):
    with pytest.raises(InputError, match=r"expected SOURCE=TARGET with \{stem\} or \*\* once on each side"):
        parse_template(text)


def test_the_message_names_the_template():
    with pytest.raises(InputError, match="path template 'en/': expected"):
        parse_template("en/")


PARTS = st.text(st.sampled_from("ab.+*{}_(\\é"), min_size=1, max_size=4)


@given(st.lists(PARTS, min_size=1, max_size=3), st.sampled_from(["{stem}", "**"]))
def test_a_template_and_its_reverse_undo_each_other(parts, wildcard):
    forth = PathTemplate(f"en/{wildcard}.x.md", f"zh/{wildcard}.md")
    back = PathTemplate(forth.target, forth.source)
    path = f"en/{'/'.join(parts)}.x.md"
    there = forth.counterpart(path)
    assert there == f"zh/{'/'.join(parts)}.md"
    assert back.counterpart(there) == path
    assert forth.name(path) == back.name(there) == "/".join(parts)

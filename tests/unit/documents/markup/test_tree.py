import pytest

from amts.documents.markup.tree import elements, tree


def found(content, *names):
    return [content[node.start : node.end] for node in elements(content, set(names))]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<a><b>1</b><c/><b/></a>", [b"<b>1</b>", b"<b/>"]),
        (b"<a><x:b><b>1</b></x:b><b>2</b></a>", [b"<x:b><b>1</b></x:b>", b"<b>2</b>"]),
        (b"<a><!-- <b> --><![CDATA[<b>]]><?b <b>?><b z='>'>1</b></a>", [b"<b z='>'>1</b>"]),
        (b"<b><!-- </b> --></b>", [b"<b><!-- </b> --></b>"]),
        (b"<a/>", []),
    ],
)
def test_the_outermost_elements_of_a_name_are_found(content, expected):
    assert found(content, "b") == expected


def test_an_element_alone_is_what_it_is_in_the_tree_of_all():
    content = b"<a><b><c>1</c><d k='v'/></b><b>2</b></a>"
    (whole,) = tree(content).children
    for alone, inside in zip(elements(content, {"b"}), whole.children, strict=True):
        assert [(node.name, node.start, node.end, node.attributes) for node in alone.walk()] == [
            (node.name, node.start, node.end, node.attributes) for node in inside.walk()
        ]


def test_only_a_stretch_is_searched():
    content = b"<a><b>1</b><b>2</b></a>"
    assert [content[node.start : node.end] for node in elements(content, {"b"}, 11, 19)] == [b"<b>2</b>"]

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.documents.markdown.format import Markdown
from amts.documents.plaintext import PlainText
from amts.engines.wrappers import Remembering
from amts.errors import EngineError
from amts.placeholders import PLACEHOLDER
from amts.records import BlockKind, Mark, MarkKind, Segment, Translation
from amts.testing.fakes import DictionaryEngine, VandalEngine
from amts.testing.toy_language import VOCABULARY, chapter
from amts.translation.document import translate_document
from amts.translation.verification.verify import verify

MARKDOWN = Markdown()
WORDS = DictionaryEngine(VOCABULARY)


class Scripted:
    """Answers each text by a table; what the table lacks comes back in capitals."""

    signature = "scripted"

    def __init__(self, **answers):
        self.answers = answers
        self.asked = []

    def translate(self, segments):
        self.asked.append([segment.text for segment in segments])
        return [Translation(Segment(self.answer(segment.text)), "engine") for segment in segments]

    def answer(self, text):
        return self.answers.get(text, text.upper())


class Constant(Scripted):
    """Answers everything with one text."""

    def __init__(self, text):
        super().__init__()
        self.text = text

    def answer(self, text):
        return self.text


def translated(content, engine=WORDS, tag="eo", format_=MARKDOWN):
    return translate_document(format_.parse(content.encode(), "x.md"), format_, engine, "en", tag)


def text_of(content, engine=WORDS, tag="eo"):
    return translated(content, engine, tag).content.decode()


def origins(result):
    return [block.origins for block in result.blocks]


def test_words_are_translated_and_all_else_stays():
    source = "---\ntitle: x\n---\n\n# The `red` house\n\n```\nthe dog\n```\n\n$$the$$\n\n- the *dog*\n\n<p>the</p>\n"
    expected = source.replace("# The `red` house", "# La `red` domo").replace("- the *dog*", "- la *hundo*")
    assert text_of(source) == expected.replace("<p>the", "<p>la")


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_chapter_of_the_toy_language_is_translated_word_by_word(number):
    source, _ = chapter(number)
    result = translated(source)
    assert [block.source for block in result.blocks if "the" in block.text.split()] == []
    assert result.findings == ()
    assert set().union(*origins(result)) <= {"engine", "kept"}


def test_line_ends_byte_order_mark_and_missing_last_line_break_stay():
    assert text_of("\ufeffThe dog.\r\n\r\n> the\r\n> house") == "\ufeffLa hundo.\r\n\r\n> la domo"


def test_a_document_without_text_is_not_shown_to_the_engine():
    engine = Scripted()
    assert text_of("```\nx\n```\n\n`a` 5, $x$\n", engine) == "```\nx\n```\n\n`a` 5, $x$\n"
    assert engine.asked == []


def test_a_block_without_words_keeps_its_line_breaks():
    assert text_of("`a`\n`b`\n\nThe dog\nsees.\n") == "`a`\n`b`\n\nLa hundo vidas.\n"


def test_all_sentences_of_a_document_are_asked_at_once():
    engine = Scripted()
    assert text_of("Dogs bark. Cats sleep.\n\n- Bees\n- 5\n", engine) == "DOGS BARK. CATS SLEEP.\n\n- BEES\n- 5\n"
    assert engine.asked == [["Dogs bark.", "Cats sleep.", "Bees"]]


def test_sentences_are_joined_as_the_target_script_wants():
    engine = Scripted(**{"Dogs bark.": "甲。", "Cats sleep.": "乙。"})
    assert text_of("Dogs bark. Cats sleep.", engine, "zh") == "甲。乙。"
    assert text_of("Dogs bark. Cats sleep.", engine, "es") == "甲。 乙。"


def test_where_a_translation_comes_from_is_reported():
    engine = Remembering(WORDS, lambda segment: segment if segment.text == "The dog." else None)
    result = translated("The dog. The house.\n\n5\n", engine)
    assert origins(result) == [("memory", "engine"), ("kept",)]
    assert result.blocks[0].text == "The dog. La domo."


def test_a_sentence_that_loses_its_marks_is_translated_piece_by_piece():
    engine = Scripted(**{"Use ⟦1⟧ here.": "Nothing."})
    result = translated("Use `x` here.\n", engine)
    assert result.content == b"USE `x` HERE.\n"
    assert origins(result) == [("retry",)]
    assert engine.asked == [["Use ⟦1⟧ here."], ["Use", "here."]]
    assert result.findings == ()


@pytest.mark.parametrize("answer", ["⟦9⟧", "⟦", "⟧ x", "⟦x⟧", "", "  ", "5", "\n"])
def test_a_sentence_that_cannot_be_translated_stays_and_is_reported(answer):
    result = translated("Use `x` here.\n\nThe dog.\n", Constant(answer))
    assert result.content == b"Use `x` here.\n\nThe dog.\n"
    assert origins(result) == [("source",), ("source",)]
    assert [(each.reason, each.block, each.detail, each.breaking) for each in result.findings] == [
        ("untranslated", 0, "Use `x` here.", False),
        ("untranslated", 1, "The dog.", False),
    ]


# In each of them the answer makes another document of the block, though not always another number of blocks.
@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("The dog.", "# The dog."),
        ("The dog.", "- a dog"),
        ("The dog.", "> a dog"),
        ("The dog.", "1. dog"),
        ("The dog.", "```"),
        ("The dog.", "[dog]: http://x.y"),
        ("The dog.", "<!-- dog"),
        ("The dog.", "<div>dog"),
        ("The dog.", "$$dog$$"),
        ("The dog.", ":label:`dog`"),
        ("The dog.", "a *dog*"),
        ("The dog.", "a `dog`"),
        ("The dog.", "a [dog](x)"),
        ("The dog.", "&lt;dog"),
        ("The dog.", "https://dog.x"),
        ("- the dog", "- a dog"),
        ("- the dog", "[ ] dog"),
        ("# The dog", "a dog #"),
        ("| the dog | b |\n|---|---|\n| c | d |\n", "a | dog"),
        ("[the dog](x)", "a] dog"),
    ],
)
def test_an_answer_that_would_change_the_structure_is_taken_back(source, answer):
    content = f"Before.\n\n{source}\n\nAfter.\n"
    engine = Scripted(**dict.fromkeys(["The dog.", "the dog", "The dog", "⟦1⟧the dog⟦2⟧"], answer))
    result = translated(content, engine)
    assert result.content.decode().startswith("BEFORE.\n\n")
    assert result.content.decode().endswith("\n\nAFTER.\n")
    assert "dog" in result.content.decode().lower()
    assert verify(MARKDOWN.parse(content.encode(), "x"), MARKDOWN.parse(result.content, "x")) == []
    assert ("source",) in origins(result)
    assert [finding.reason for finding in result.findings].count("untranslated") == origins(result).count(("source",))


@pytest.mark.parametrize("answer", ["a dog\\", "a dog ```", "a * dog", "dog | dog", "a # dog", "a $ dog"])
def test_signs_that_are_harmless_where_they_stand_are_left_alone(answer):
    assert text_of("The dog.\n\nThe dog.\n", Scripted(**{"The dog.": answer})) == f"{answer}\n\n{answer}\n"


def test_only_the_block_that_breaks_the_document_is_taken_back():
    content = "".join(f"Dog {number}.\n\n" for number in range(20))
    engine = Scripted(**{"Dog 7.": "[dog]: http://x.y/7", "Dog 12.": "- dog 12"})
    assert origins(translated(content, engine)) == [("source",) if i in (7, 12) else ("engine",) for i in range(20)]


def test_line_breaks_in_an_answer_become_spaces():
    assert text_of("The dog.\n", Constant("\nuna\r\n\r\nhundo\u2028vidas\n")) == "una  hundo vidas\n"


def test_half_a_character_in_an_answer_is_no_reason_to_break_off():
    assert text_of("The dog.\n", Constant("un \ud800 hundo")) == "un ? hundo\n"


def test_the_marks_of_an_answer_are_those_of_the_question():
    class Other(Scripted):
        def translate(self, segments):
            return [Translation(Segment(each.text, (Mark(MarkKind.CODE, "`y`"),)), "engine") for each in segments]

    assert text_of("A `x`.\n", Other()) == "A `x`.\n"


@pytest.mark.parametrize("count", [0, 3])
def test_too_few_or_too_many_answers_are_an_engine_error(count):
    class Miscounting(Scripted):
        def translate(self, segments):
            return super().translate([segments[0]] * count)

    with pytest.raises(EngineError, match=f"the engine scripted gave {count} answers for 2 segments"):
        translated("One.\n\nTwo.\n", Miscounting())


def test_an_engine_error_is_passed_on():
    class Failing(Scripted):
        def translate(self, segments):
            msg = "out of order"
            raise EngineError(msg)

    with pytest.raises(EngineError, match="out of order"):
        translated("One.\n", Failing())


def test_a_mark_that_looks_like_a_placeholder_is_kept():
    assert text_of("The ⟦1⟧ and `⟦2⟧` dog ⟦.\n", Scripted()) == "THE ⟦1⟧ AND `⟦2⟧` DOG ⟦.\n"


def test_plain_text_may_have_any_signs():
    assert translated("The dog.\n\nhouse\n", Constant("# *|`$ dog"), format_=PlainText()).content == (
        b"# *|`$ dog\n\n# *|`$ dog\n"
    )


FRAGMENTS = [
    "the dog sees the house. ", "Every bird", "`code`", "*red*", "**two** ", "[link](to.md)", "![p](q.png)", "$x$",
    "$$y$$", "\n", "\n\n", "\r\n", "  \n", "# ", "- ", "> ", "1. ", "    ", "| a | b |\n|---|---|\n| c | the dog |\n",
    "```\nx\n```\n", "```", "<div>", "</div>", "<!-- x -->", "<b>", "⟦1⟧", "⟦", "⟧", "|", "*", "_", "`", "$", "[", "]",
    "(", ")", "\\", "&", ":label:`x`", ":numref:`y`", "[^1]", "\n[^1]: note", "---\n", "===\n", "文。", "😀", "\x00",
    "https://x.y ", "[ ] ", ":begin_tab:`z`\n", "\ufeff", "#@tab x\n", "- [ ] ", "<https://x.y>", "~~", "\t",
]  # fmt: skip
DOCUMENTS = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)
ANSWERS = st.lists(st.lists(st.sampled_from([*FRAGMENTS, "⟦2⟧", "⟦9⟧"]), max_size=6).map("".join), min_size=1)


class Drawn(Scripted):
    """Answers with drawn texts in turn."""

    def __init__(self, texts):
        super().__init__()
        self.texts = texts

    def answer(self, text):
        return self.texts[len(text) % len(self.texts)]


def check_unbroken(content, engine, tag="eo", format_=MARKDOWN):
    source = format_.parse(content.encode(), "x.md")
    result = translate_document(source, format_, engine, "en", tag)
    target = format_.parse(result.content, "x.md")
    assert verify(source, target) == []
    opaque = [
        [each.content[block.start : block.end] for block in each.blocks if block.kind is BlockKind.CODE]
        for each in (source, target)
    ]
    assert opaque[0] == opaque[1]
    # What the result says of each block is what a reader finds there.
    assert [block.text.split() for block in result.blocks] == [b.text.split() for b in target.blocks if b.text]
    return result


@pytest.mark.thorough
@given(DOCUMENTS, st.integers(0, 10_000), st.sampled_from(["eo", "zh"]))
def test_no_vandal_breaks_a_document(content, seed, tag):
    check_unbroken(content, VandalEngine(seed), tag)


@pytest.mark.thorough
@given(DOCUMENTS, ANSWERS, st.sampled_from(["eo", "zh"]))
def test_no_answer_breaks_a_document(content, answers, tag):
    check_unbroken(content, Drawn(answers), tag)


@given(DOCUMENTS | st.text(st.characters(codec="utf-8")), ANSWERS | st.lists(st.text(), min_size=1))
def test_no_answer_breaks_a_plain_text(content, answers):
    check_unbroken(content, Drawn(answers), format_=PlainText())


@given(DOCUMENTS)
def test_an_engine_that_does_nothing_wrong_is_not_corrected(content):
    source = MARKDOWN.parse(content.encode(), "x.md")
    result = translate_document(source, MARKDOWN, Echo(), "en", "en")
    assert set().union(*origins(result), ()) <= {"engine", "kept"}


class Echo(Scripted):
    """Answers with the question."""

    def answer(self, text):
        assert not PLACEHOLDER.sub("", text).startswith("⟦")
        return text

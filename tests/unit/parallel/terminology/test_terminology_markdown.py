import pytest

from amts.parallel.terminology.markdown import read_lists


def read(tmp_path, text, languages=("en", "zh")):
    path = tmp_path / "TERMINOLOGY.md"
    path.write_text(text, encoding="utf-8")
    found = read_lists(path, languages)
    return [entry.texts for entry in found.terminology.entries], [(each.line, each.reason) for each in found.left_out]


def test_lines_with_the_other_language_first_are_read_by_their_scripts(tmp_path):
    text = "## 英汉术语对照\n\n鞍点，saddle point\n\n层序softmax，hierarchical softmax\n\n端到端，end-to-end\n"
    pairs = [("saddle point", "鞍点"), ("hierarchical softmax", "层序softmax"), ("end-to-end", "端到端")]
    assert read(tmp_path, text) == (pairs, [])
    assert read(tmp_path, text, ("zh", "en")) == ([(zh, en) for en, zh in pairs], [])


def test_notes_in_brackets_are_taken_off(tmp_path):
    text = "长短期记忆网络，long short-term memory (LSTM)\n动量法（优化），momentum (method)\n"
    assert read(tmp_path, text)[0] == [("long short-term memory", "长短期记忆网络"), ("momentum", "动量法")]


def test_several_names_are_several_entries(tmp_path):
    text = "准确率/精度，accuracy\n词元分析器、分词器，tokenizer\n"
    assert read(tmp_path, text)[0] == [
        ("accuracy", "准确率"), ("accuracy", "精度"), ("tokenizer", "词元分析器"), ("tokenizer", "分词器"),
    ]  # fmt: skip


def test_a_slash_within_one_name_separates_nothing(tmp_path):
    text = "TCP/IP; TCP/IP\npipeline; veri/komut işleme hattı\nanalogy; benzeşim, benzetme\nwrapper: sarmalayıcı\n"
    assert read(tmp_path, text, ("en", "tr"))[0] == [
        ("TCP/IP", "TCP/IP"), ("pipeline", "veri/komut işleme hattı"), ("analogy", "benzeşim"),
        ("analogy", "benzetme"), ("wrapper", "sarmalayıcı"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line", ["- layer → 层", "* **layer**: 层", "1. layer - 层", "layer = 层", "[layer](l.md)\t`层`"]
)
def test_lists_have_many_separators_and_some_markup(tmp_path, line):
    assert read(tmp_path, line) == ([("layer", "层")], [])


def test_of_a_file_with_tables_these_are_read(tmp_path):
    text = (
        "Some words, and more.\n\n| 영어 | 한국어 | see |\n| --- | :---: | --- |\n| accuracy | 정확도 | [1](u) |\n"
        "| bucketing |  | |\n\nMore: words.\n\n영어 | 한국어\n--- | ---\nbatch | 배치\n"
    )
    assert read(tmp_path, text, ("en", "ko")) == ([("accuracy", "정확도"), ("batch", "배치")], [(6, "empty-target")])


def test_an_escaped_bar_belongs_to_its_cell(tmp_path):
    text = "| en | zh |\n|---|---|\n| pipe `a \\| b` | 管道 a\\|b |\npipe \\| bar | 管道\n"
    assert read(tmp_path, text) == ([("pipe a | b", "管道 a|b"), ("pipe | bar", "管道")], [])


def test_the_order_of_the_languages_is_that_of_the_columns_where_scripts_are_the_same(tmp_path):
    assert read(tmp_path, "bias; yanlılık\n", ("tr", "en"))[0] == [("bias", "yanlılık")]


def test_prose_and_lines_without_translation_are_left_out_with_reasons(tmp_path):
    text = "# Terms\n:label:`terms`\n<!-- x: y -->\n---\nlayer\n\nAs everyone knows, a term is not a whole sentence.\n"
    assert read(tmp_path, text) == ([], [(5, "no-translation"), (7, "prose")])

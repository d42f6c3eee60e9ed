from dataclasses import replace

from amts.evaluation.markdown import markdown_tables


def test_the_tables_can_be_pasted_into_a_page(evaluation):
    lines = markdown_tables(evaluation).splitlines()
    names = [*evaluation.arms[0].documents]
    assert lines[0].startswith("| BLEU, ")
    assert lines[1] == "| --- | --- | --- |"
    assert [line.split(" | ")[0].removeprefix("| ") for line in lines[2 : 2 + len(names)]] == names
    assert any(line.startswith("| **average** | ") for line in lines)
    assert any(line.startswith("| chrF2++ | ") for line in lines)
    assert "- adapted against base: +8.79 BLEU (+43.7%; 95 % interval +5.12 to +12.50, p = 0.001)" in lines


def test_terms_have_a_row_if_there_is_a_terminology(evaluation):
    assert "terms as demanded" not in markdown_tables(evaluation)
    base, adapted = evaluation.arms
    arms = (base, replace(adapted, facts={"terms_applied": 3, "terms_missed": 1}))
    lines = markdown_tables(replace(evaluation, arms=arms)).splitlines()
    assert "| terms as demanded |  | 3 of 4 (75.0 %) |" in lines


def test_the_average_is_over_the_documents_that_an_arm_has(evaluation):
    (row,) = [line for line in markdown_tables(evaluation).splitlines() if line.startswith("| **average**")]
    for arm, shown in zip(evaluation.arms, row.split(" | ")[1:], strict=True):
        values = [score.value for scores in arm.documents.values() for score in scores if score.metric == "bleu"]
        assert shown.rstrip(" |") == f"{sum(values) / len(values):.1f}"

from amts.engines.phrase.table import LEFT_OUT, add_table


def written(path, *rows):
    path.write_text("".join(f"{target} ||| {source} ||| {counts}\n" for target, source, counts in rows))
    return path


def rows_of(path):
    return {
        tuple(line.split(" ||| ")[:2]): tuple(map(float, line.split()[-2:])) for line in path.read_text().splitlines()
    }


def test_counts_are_added_and_each_translation_has_one_total(tmp_path):
    table = written(tmp_path / "own", ("hundo", "dog", "2 1"), ("hundo", "hound", "2 1"), ("monto", "mountain", "1 1"))
    base = written(tmp_path / "base", ("hundo", "dog", "7 5"), ("hundo", "the dog", "7 2"), ("dogo", "dog", "3 3"))
    add_table(table, base, 4, 20)
    assert rows_of(table) == {
        ("hundo", "dog"): (15, 9),
        ("hundo", "hound"): (15, 4),
        ("hundo", "the dog"): (15, 2),
        ("dogo", "dog"): (3, 3),
        ("monto", "mountain"): (4, 4),
    }


def test_of_a_phrase_in_both_the_translations_that_occur_most_are_kept_and_the_others_counted(tmp_path):
    table = written(tmp_path / "own", ("b", "x", "1 1"))
    base = written(tmp_path / "base", ("a", "x", "5 5"), ("c", "x", "2 2"), ("d", "x", "3 3"), ("c", "y", "2 1"))
    add_table(table, base, 4, 2)
    assert rows_of(table) == {
        ("a", "x"): (5, 5),
        ("b", "x"): (4, 4),
        (LEFT_OUT, "x"): (0, 2 + 3),
        ("c", "y"): (2, 1),
    }


def test_what_was_left_out_before_takes_no_place_and_stays_counted(tmp_path):
    table = written(tmp_path / "own", ("a", "x", "1 1"), (LEFT_OUT, "x", "0 2"))
    base = written(tmp_path / "base", (LEFT_OUT, "x", "0 30"), ("b", "x", "1 1"), (LEFT_OUT, "y", "0 7"))
    add_table(table, base, 4, 2)
    assert rows_of(table) == {
        ("a", "x"): (4, 4),
        ("b", "x"): (1, 1),
        (LEFT_OUT, "x"): (0, 2 * 4 + 30),
        (LEFT_OUT, "y"): (0, 7),
    }

import pytest

from amts.evaluation.significance import saving


def test_a_saving_is_the_share_of_all_costs_with_an_interval_around_it():
    found = saving([100, 100, 100, 100], [10, 20, 30, 40])
    assert found.value == pytest.approx(0.75)
    low, high = found.interval
    assert 0.6 <= low < 0.75 < high <= 0.9
    assert found.clusters == 4


def test_files_of_equal_savings_leave_no_doubt():
    assert saving([100, 50], [20, 10]).interval == pytest.approx((0.8, 0.8))


def test_the_same_costs_give_the_same_interval():
    assert saving([3, 5, 9], [1, 4, 2]) == saving([3, 5, 9], [1, 4, 2])


def test_what_costs_nothing_cannot_be_saved():
    assert saving([0, 0], [0, 0]) is None
    assert saving([], []) is None


def test_one_large_file_makes_the_interval_wide():
    even = saving([100] * 20, [20] * 10 + [40] * 10).interval
    uneven = saving([1] * 19 + [100], [0.2] * 19 + [80]).interval
    assert uneven[1] - uneven[0] > even[1] - even[0]

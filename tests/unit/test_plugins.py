from types import SimpleNamespace

import pytest

from amts import plugins
from amts.documents.markdown.format import Markdown
from amts.errors import InputError


class Rtf:
    pass


@pytest.fixture
def installed(monkeypatch):
    """Returns a function that pretends that packages have registered `Rtf` in `amts.formats` under these names."""

    def install(*names):
        found = [
            SimpleNamespace(name=name, value="rtf:Rtf", load=lambda: Rtf, dist=SimpleNamespace(name=f"amts-{place}"))
            for place, name in enumerate(names)
        ]

        def entry_points(group, name=""):
            return [entry for entry in found if group == "amts.formats" and name in ("", entry.name)]

        monkeypatch.setattr(plugins, "entry_points", entry_points)

    return install


def test_a_built_in_class_is_loaded_by_its_name():
    assert plugins.load("amts.formats", "markdown") is Markdown


@pytest.mark.parametrize("family", ["amts.formats", "amts.engines", "amts.exchange"])
def test_every_name_of_a_family_can_be_loaded(family):
    names = plugins.names(family)
    assert names == sorted(set(names)) != []
    assert all(callable(plugins.load(family, name)) for name in names)


def test_a_family_that_nobody_knows_is_empty():
    assert plugins.names("amts.kettles") == []


def test_an_unknown_name_is_refused_with_the_available_ones(installed):
    installed("rtf")
    with pytest.raises(InputError, match=r"unknown format 'odt': available are .*markdown, .*plaintext, .*rtf"):
        plugins.load("amts.formats", "odt")


def test_a_class_of_another_package_is_loaded_by_its_name(installed):
    built_in = plugins.names("amts.formats")
    installed("rtf")
    assert plugins.names("amts.formats") == sorted([*built_in, "rtf"])
    assert plugins.load("amts.formats", "rtf") is Rtf


def test_two_packages_with_one_name_are_refused(installed):
    installed("rtf", "rtf")
    with pytest.raises(InputError, match=r"format 'rtf' is registered more than once \(by amts-0, amts-1\)"):
        plugins.load("amts.formats", "rtf")


def test_a_package_cannot_replace_a_built_in_class(installed):
    built_in = plugins.names("amts.formats")
    installed("markdown")
    assert plugins.names("amts.formats") == built_in
    with pytest.raises(InputError, match=r"'markdown' is registered more than once \(by amts-0\): uninstall"):
        plugins.load("amts.formats", "markdown")

import pytest

from amts.errors import PathError, SettingsError
from amts.server.keys import KeyRing, add_key


def test_a_key_that_was_made_is_found(tmp_path):
    path = tmp_path / "state" / "keys.toml"

    first, second = add_key(path), add_key(path, "111111111111")
    ring = KeyRing(path)

    assert ring.find(first.name) == first
    assert ring.find(second.name) == second
    assert second.account == "111111111111"
    assert ring.find("AMTSUNKNOWN") is None


def test_a_file_with_keys_is_for_its_owner_alone(tmp_path):
    path = tmp_path / "keys.toml"
    add_key(path)
    assert path.stat().st_mode & 0o777 == 0o600

    path.chmod(0o640)

    with pytest.raises(SettingsError, match="chmod 600"):
        KeyRing(path)


def test_api_keys_are_not_secrets_and_the_other_way_round(tmp_path):
    key = add_key(tmp_path / "keys.toml")
    ring = KeyRing(tmp_path / "keys.toml")

    assert ring.account_of(key.api_key) == ""
    assert ring.account_of(key.secret) is None
    assert ring.account_of("") is None
    assert ring.account_of("é\ud800") is None


def test_a_key_without_api_key_opens_nothing_to_those_who_send_none(tmp_path):
    path = tmp_path / "keys.toml"
    path.write_text('[AK]\nsecret = "s"\n')
    path.chmod(0o600)

    assert KeyRing(path).account_of("") is None


def test_a_changed_file_is_read_again(tmp_path):
    path = tmp_path / "keys.toml"
    old = add_key(path)
    ring = KeyRing(path)

    new = add_key(path)
    assert ring.find(new.name) == new

    path.write_text('[AK]\nsecret = "s"\n')
    assert ring.find(old.name) is None


@pytest.mark.parametrize(
    "text",
    [
        "AK = 5",
        "[AK]",
        "[AK]\nsecret = 5",
        '[AK]\nsecret = "s"\ncolour = "red"',
        "[AK",
        '[AK]\nsecret = "s"\naccount = "12"',
    ],
)
def test_a_malformed_file_is_refused_without_showing_what_is_in_it(tmp_path, text):
    path = tmp_path / "keys.toml"
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(SettingsError, match=r"keys\.toml"):
        KeyRing(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(PathError, match="cannot read the keys"):
        KeyRing(tmp_path / "keys.toml")

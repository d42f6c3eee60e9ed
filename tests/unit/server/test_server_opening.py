import pytest
from sqlalchemy.exc import OperationalError

from amts.errors import PathError
from amts.server.opening import _answers, open_server
from amts.server.options import ServerOptions


class Gone:
    def counts(self):
        raise OperationalError(None, {}, Exception())


def test_a_server_whose_database_is_away_is_not_ready():
    assert not _answers(Gone())


def test_buckets_that_cannot_be_are_a_matter_of_root(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(PathError, match="name another folder with --root"):
        open_server(ServerOptions(tmp_path / "state", root=tmp_path / "file" / "buckets"))

import pytest

from amts.testing.postgresql import postgresql_programs, postgresql_server


@pytest.fixture(scope="session")
def postgresql():
    """The URL of a PostgreSQL server, the same one for all tests of a run."""
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs are not installed: `apt-get install postgresql`")
    with postgresql_server(programs) as url:
        yield url

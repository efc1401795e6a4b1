"""What an ORM session does to rows, as far as the text tells."""

from __future__ import annotations

import pytest

from migration_lsp.schema.operations import DataOp, DataVerb
from tests.one_string import project_of


def _statements(body: str) -> list[DataOp]:
    project = project_of(
        f"""
#- migrations/versions/001_user.py
from sqlalchemy import orm
from sqlalchemy.orm import declarative_base
Base = declarative_base()
class User(Base):
    __tablename__ = "user"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String)
def upgrade():
    session = orm.Session(bind=op.get_bind())
    {body}
"""
    )
    return [it.operation for it in project.run_of("001").operations if isinstance(it.operation, DataOp)]


@pytest.mark.parametrize(
    ("body", "statement"),
    [
        ("session.query(User).delete()", DataOp(DataVerb.DELETE, "user")),
        ("session.query(User).filter(User.id > 1).delete()", DataOp(DataVerb.DELETE, "user", has_where=True)),
        ('session.query(User).filter_by(id=1).update({"name": ""})', DataOp(DataVerb.UPDATE, "user", has_where=True)),
        ("session.query(User.name).delete(synchronize_session=False)", DataOp(DataVerb.DELETE, "user")),
        ("session.query(User.__table__).delete()", DataOp(DataVerb.DELETE, "user")),
        ("session.query(unknown()).delete()", DataOp(DataVerb.DELETE)),
        ("session.commit()", DataOp(DataVerb.UPDATE)),
    ],
)
def test_a_statement_is_recorded(body: str, statement: DataOp) -> None:
    assert _statements(body) == [statement]


@pytest.mark.parametrize(
    "body", ["session.query(User).all()", "session.query(User).count()", "[user.name for user in session.query(User)]"]
)
def test_reading_rows_is_no_statement(body: str) -> None:
    assert _statements(body) == []

"""The texts of the project: models in the style of Flask, revisions in many styles, and a helper that they share."""

from __future__ import annotations

MODELS = ("app/models/people.py", "app/models/sales.py", "app/models/stock.py")
VERSIONS = "migrations/versions"
WIDE = 200
"""How many revisions the branch ``wide`` has more than ``main``."""

_EXTENSIONS = """from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData

convention = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
db = SQLAlchemy(metadata=MetaData(naming_convention=convention))
"""

_BASE = """from app.extensions import db


class BaseModel(db.Model):
    __abstract__ = True

    id = db.Column(db.Integer, primary_key=True)


class SoftDeleteMixin:
    deleted_at = db.Column(db.DateTime, nullable=True)


def short(length=20):
    return db.String(length)
"""

_PEOPLE = """from app.extensions import db
from app.models.base import BaseModel, SoftDeleteMixin, short


class User(SoftDeleteMixin, BaseModel):
    __tablename__ = "users"

    email = db.Column(db.String(120), nullable=False, unique=True)
    locale = db.Column(short(8), nullable=False, server_default="en")
    full_name = db.Column(db.String(120))


class Address(BaseModel):
    __tablename__ = "addresses"

    user_id = db.Column(db.Integer, db.ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True)
    city = db.Column(db.String(120), nullable=False)
    postcode = db.Column(short(), comment="Postleitzahl – 🎈")
"""

_SALES = """import enum

from app.extensions import db
from app.models.base import BaseModel


class Status(enum.Enum):
    pending = "pending"
    paid = "paid"


class Order(BaseModel):
    __tablename__ = "orders"

    user_id = db.Column(db.Integer, db.ForeignKey("users.id"), nullable=False)
    status = db.Column(db.Enum(Status, name="order_status"), nullable=False, server_default="pending")
    total = db.Column(db.Numeric(10, 2), nullable=False)
    __table_args__ = (db.Index("ix_orders_user_status", "user_id", "status"),)


class Item(BaseModel):
    __tablename__ = "items"

    order_id = db.Column(db.Integer, db.ForeignKey("orders.id", ondelete="CASCADE"), nullable=False)
    quantity = db.Column(db.Integer, nullable=False, server_default="1")
"""

_STOCK = """from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.base import BaseModel


class Warehouse(BaseModel):
    __tablename__ = "warehouses"

    code: Mapped[str] = mapped_column(db.String(16), unique=True)
    city: Mapped[str | None] = mapped_column(db.String(120))


tags = db.Table("tags", db.Column("warehouse_id", db.ForeignKey("warehouses.id"), primary_key=True))
"""

DDL = """from alembic import op


def index_name(table, column):
    return f"idx_{table}_{column}"


def create_index(table, column):
    op.execute(f"CREATE INDEX {index_name(table, column)} ON {table} ({column})")


def drop_index(table, column):
    op.execute(f"DROP INDEX IF EXISTS {index_name(table, column)}")
"""

ENV_PY = """from alembic import context

from app import models
from app.extensions import db

target_metadata = db.metadata


def run_migrations_online():
    connectable = context.config.attributes["connection"]
    with connectable.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata)
        with context.begin_transaction():
            context.run_migrations()


run_migrations_online()
"""

INI = """[alembic]
script_location = migrations
sqlalchemy.url = postgresql://me@localhost/app
"""

PYPROJECT = """[project]
name = "app"
dependencies = ["psycopg", "flask-sqlalchemy"]
"""


def revision(id_: str, down: object, up: str, back: str) -> str:
    return (
        f'"""{id_}"""\n\nimport sqlalchemy as sa\nfrom alembic import op\n\nfrom app import ddl\n\n'
        f"revision = {id_!r}\ndown_revision = {down!r}\n\n\n"
        f"def upgrade():\n{_indented(up)}\n\ndef downgrade():\n{_indented(back)}"
    )


def _indented(lines: str) -> str:
    return "".join(f"    {line}\n" for line in lines.strip().splitlines())


_ID = 'sa.Column("id", sa.Integer(), primary_key=True)'
_REVISIONS: dict[str, tuple[object, str, str]] = {
    "a1": (
        None,
        f"""op.create_table("users", {_ID},
    sa.Column("email", sa.String(120), nullable=False),
    sa.Column("full_name", sa.String(60)),
    sa.UniqueConstraint("email", name="uq_users_email"))""",
        'op.drop_table("users")',
    ),
    "b2": (
        "a1",
        f"""op.create_table("addresses", {_ID},
    sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    sa.Column("city", sa.String(120), nullable=False))
op.create_index("ix_addresses_user_id", "addresses", ["user_id"])""",
        'op.drop_table("addresses")',
    ),
    "c3": (
        "b2",
        f"""op.create_table("orders", {_ID},
    sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False),
    sa.Column("status", sa.Enum("pending", "paid", name="order_status"), nullable=False, server_default="pending"),
    sa.Column("total", sa.Numeric(10, 2), nullable=False))
op.create_index("ix_orders_user_status", "orders", ["user_id", "status"])""",
        'op.drop_table("orders")\nop.execute("DROP TYPE order_status")',
    ),
    "d4": (
        "b2",
        f"""op.create_table("warehouses", {_ID}, sa.Column("code", sa.String(16), nullable=False, unique=True),
    sa.Column("city", sa.String(120)))
op.create_table("tags", sa.Column("warehouse_id", sa.Integer(), sa.ForeignKey("warehouses.id"), primary_key=True))""",
        'op.drop_table("tags")\nop.drop_table("warehouses")',
    ),
    "e5": (("c3", "d4"), "pass", "pass"),
    "f6": (
        "e5",
        """for table in ("users", "orders"):
    op.add_column(table, sa.Column("note", sa.Text()))
op.alter_column("users", "full_name", type_=sa.String(120), existing_type=sa.String(60))""",
        """op.alter_column("users", "full_name", type_=sa.String(60), existing_type=sa.String(120))
for table in ("orders", "users"):
    op.drop_column(table, "note")""",
    ),
    "g7": (
        "f6",
        """columns = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("users")}
if "locale" not in columns:
    op.add_column("users", sa.Column("locale", sa.String(8), nullable=False, server_default="en"))
ddl.create_index("users", "locale")""",
        'ddl.drop_index("users", "locale")\nop.drop_column("users", "locale")',
    ),
    "h8": (
        "g7",
        """with op.batch_alter_table("users", schema=None) as batch_op:
    batch_op.add_column(sa.Column("deleted_at", sa.DateTime()))
    batch_op.drop_column("note")""",
        """with op.batch_alter_table("users", schema=None) as batch_op:
    batch_op.add_column(sa.Column("note", sa.Text()))
    batch_op.drop_column("deleted_at")""",
    ),
}
_WORK = revision(
    "i9", "h8", 'op.drop_column("orders", "note")', 'op.add_column("orders", sa.Column("note", sa.Text()))'
)


def merged() -> dict[str, str]:
    revisions = {f"{VERSIONS}/{id_}_step.py": revision(id_, *parts) for id_, parts in _REVISIONS.items()}
    return {
        "app/__init__.py": "",
        "app/extensions.py": _EXTENSIONS,
        "app/ddl.py": DDL,
        "app/models/__init__.py": "from app.models import people, sales, stock\n",
        "app/models/base.py": _BASE,
        **dict(zip(MODELS, (_PEOPLE, _SALES, _STOCK), strict=True)),
        "alembic.ini": INI,
        "pyproject.toml": PYPROJECT,
        "migrations/env.py": ENV_PY,
        **revisions,
    }


def wide() -> dict[str, str]:
    found, down = {}, "h8"
    for number in range(WIDE):
        id_ = f"w{number:03}"
        up = f'op.add_column("{("users", "orders", "addresses")[number % 3]}", sa.Column("{id_}", sa.Integer()))'
        back = f'op.drop_column("{("users", "orders", "addresses")[number % 3]}", "{id_}")'
        found[f"{VERSIONS}/{id_}_more.py"] = revision(id_, down, up, back)
        down = id_
    return found


def moved() -> dict[str, str]:
    return {
        "app/models/__init__.py": "from app.models import people, places, sales\n",
        "app/models/places.py": _STOCK.replace("warehouses", "depots"),
        MODELS[0]: _PEOPLE.replace("full_name", "name"),
    }


def worked() -> dict[str, str]:
    new = "    plan = db.Column(db.String(20), nullable=False)\n    full_name"
    return {f"{VERSIONS}/i9_step.py": _WORK, MODELS[0]: _PEOPLE.replace("    full_name", new)}

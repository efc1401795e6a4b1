"""Projects with several databases, of the shapes that Alembic's and Flask-Migrate's templates give."""

from __future__ import annotations

ALEMBIC_ENV = """\
import re
from alembic import context
from sqlalchemy import engine_from_config, pool
from app.models import Orders, Stock

config = context.config
names = config.get_main_option("databases", "")
target_metadata = {"orders": Orders.metadata, "stock": Stock.metadata}

def run_migrations_offline():
    for name in re.split(r",\\s*", names):
        context.configure(
            url=config.get_section_option(name, "sqlalchemy.url"), target_metadata=target_metadata.get(name)
        )
        with context.begin_transaction():
            context.run_migrations(engine_name=name)

def run_migrations_online():
    engines = {}
    for name in re.split(r",\\s*", names):
        engines[name] = rec = {}
        rec["engine"] = engine_from_config(config.get_section(name, {}), prefix="sqlalchemy.", poolclass=pool.NullPool)
    for name, rec in engines.items():
        rec["connection"] = conn = rec["engine"].connect()
        rec["transaction"] = conn.begin()
    try:
        for name, rec in engines.items():
            context.configure(
                connection=rec["connection"],
                upgrade_token="%s_upgrades" % name,
                downgrade_token="%s_downgrades" % name,
                target_metadata=target_metadata.get(name),
            )
            context.run_migrations(engine_name=name)
        for rec in engines.values():
            rec["transaction"].commit()
    finally:
        for rec in engines.values():
            rec["connection"].close()

if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
"""

ALEMBIC = (
    """\
#- app/models.py
class Orders(DeclarativeBase): pass
class Stock(DeclarativeBase): pass
class Order(Orders):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    note: Mapped[Optional[str]] = mapped_column(String(20))
class Log(Orders):
    __tablename__ = "log"
    id: Mapped[int] = mapped_column(primary_key=True)
class Item(Stock):
    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    amount: Mapped[int]
class StockLog(Stock):
    __tablename__ = "log"
    id: Mapped[str] = mapped_column(String(8), primary_key=True)
#- migrations/versions/001_first.py
def upgrade(engine_name: str) -> None:
    globals()["upgrade_%s" % engine_name]()
def downgrade(engine_name: str) -> None:
    globals()["downgrade_%s" % engine_name]()
def upgrade_orders() -> None:
    op.create_table("order", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("log", sa.Column("id", sa.Integer(), primary_key=True))
def downgrade_orders() -> None:
    op.drop_table("log")
    op.drop_table("order")
def upgrade_stock() -> None:
    op.create_table("item", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("log", sa.Column("id", sa.String(8), primary_key=True))
def downgrade_stock() -> None:
    op.drop_table("log")
    op.drop_table("item")
#- migrations/env.py
"""
    + ALEMBIC_ENV
)
"""Alembic's ``multidb``: a table of the same name in both, a column that is missing in each."""

FLASK_ENV = """\
from alembic import context
from flask import current_app
from sqlalchemy import MetaData

config = context.config

def get_engine(bind_key=None):
    try:
        return current_app.extensions['migrate'].db.get_engine(bind=bind_key)
    except (TypeError, AttributeError):
        return current_app.extensions['migrate'].db.engines.get(bind_key)

bind_names = []
if current_app.config.get('SQLALCHEMY_BINDS') is not None:
    bind_names = list(current_app.config['SQLALCHEMY_BINDS'].keys())
else:
    get_bind_names = getattr(current_app.extensions['migrate'].db, 'bind_names', None)
    if get_bind_names:
        bind_names = get_bind_names()
target_db = current_app.extensions['migrate'].db

def get_metadata(bind):
    if bind == '':
        bind = None
    if hasattr(target_db, 'metadatas'):
        return target_db.metadatas[bind]
    m = MetaData()
    for t in target_db.metadata.tables.values():
        if t.info.get('bind_key') == bind:
            t.tometadata(m)
    return m

def run_migrations_online():
    conf_args = current_app.extensions['migrate'].configure_args
    engines = {'': {'engine': get_engine()}}
    for name in bind_names:
        engines[name] = rec = {}
        rec['engine'] = get_engine(bind_key=name)
    for name, rec in engines.items():
        rec['connection'] = conn = rec['engine'].connect()
        rec['transaction'] = conn.begin()
    for name, rec in engines.items():
        context.configure(
            connection=rec['connection'],
            upgrade_token="%s_upgrades" % name,
            downgrade_token="%s_downgrades" % name,
            target_metadata=get_metadata(name),
            **conf_args
        )
        context.run_migrations(engine_name=name)

run_migrations_online()
"""

FLASK_MODELS = """\
#- app/models.py
from flask_sqlalchemy import SQLAlchemy
db = SQLAlchemy()
class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(20))
class Event(db.Model):
    __bind_key__ = "logs"
    id = db.Column(db.Integer, primary_key=True)
    kind = db.Column(db.String(3))
class LogUser(db.Model):
    __tablename__ = "user"
    __bind_key__ = "logs"
    id = db.Column(db.Integer, primary_key=True)
links = db.Table("links", db.Column("event_id", db.ForeignKey("event.id")), bind_key="logs")
"""

FLASK = (
    FLASK_MODELS
    + """\
#- migrations/versions/001_first.py
def upgrade(engine_name):
    globals()["upgrade_%s" % engine_name]()
def downgrade(engine_name):
    globals()["downgrade_%s" % engine_name]()
def upgrade_():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))
def downgrade_():
    op.drop_table("user")
def upgrade_logs():
    op.create_table("event", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("kind", sa.String(3)))
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))
def downgrade_logs():
    op.drop_table("user")
    op.drop_table("event")
#- migrations/env.py
"""
    + FLASK_ENV
)
"""Flask-Migrate's ``flask-multidb``."""

"""A project of models in which nearly everything depends on something in another file, and versions of each file."""

# ruff: noqa: E501 - each version of a file stands on one line

from __future__ import annotations

_HEADER = (
    "import datetime, enum\nfrom typing import *\nimport sqlalchemy as sa\nfrom sqlalchemy import *\n"
    "from sqlalchemy.orm import *\n"
)

_USER = """
from app.base import Base
from app.mixins import Stamped
from app.kinds import Kind
if TYPE_CHECKING:
    from app.post import Post
class User(Stamped, Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind]
    name: Mapped[str] = mapped_column(String(20), index=True)
    posts: Mapped[list["Post"]] = relationship(back_populates="author")
"""

_POST = """
from app import Base
from app.user import User
from app.shared import TAGS, default_type
class Post(Base):
    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    editor_id = Column(ForeignKey(User.id, ondelete="CASCADE"))
    body = Column(default_type())
    author: Mapped["User"] = relationship(back_populates="posts")
links = Table("links", Base.metadata, Column("post_id", ForeignKey("post.id")), Column("tag_id", ForeignKey("tag.id")))
"""

_ADMIN = """
from app.user import User
class Admin(User):
    __tablename__ = "admin"
    id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    level: Mapped[int]
"""

_SHARED = """
TAGS = []
LENGTH = 50
def default_type():
    from app.names import LENGTH as own
    return String(own)
"""

VERSIONS: dict[str, list[str | None]] = {
    "app/__init__.py": [
        "from app.base import Base\nfrom app.user import User\nfrom app.post import *\n",
        "from app.base import Base\nfrom app.post import Post\nfrom app.admin import Admin\n",
        "from app.user import *\nfrom app.base import *\nfrom app.late import *\n",
    ],
    "app/base.py": [
        _HEADER + "class Base(DeclarativeBase):\n    pass\n",
        _HEADER
        + "class Base(DeclarativeBase):\n    metadata = MetaData(naming_convention={'ix': 'i_%(table_name)s'})\n"
        "    type_annotation_map = {str: String(99), int: BigInteger}\n",
        _HEADER + "class Base(DeclarativeBase):\n    id_type = Integer\n    type_annotation_map = {str: Text}\n",
        _HEADER + "class Base(\n",
    ],
    "app/mixins.py": [
        _HEADER + "class Stamped:\n    at: Mapped[datetime.datetime] = mapped_column(server_default=func.now())\n",
        _HEADER + "class Stamped:\n    at = Column(DateTime)\n    __table_args__ = (Index('ix_at', 'at'),)\n",
        _HEADER
        + "class Stamped:\n    @declared_attr\n    def by(cls):\n        return Column(ForeignKey('user.id'))\n",
        None,
    ],
    "app/kinds.py": [
        _HEADER + "class Kind(enum.Enum):\n    a = 'a'\n    b = 'b'\n",
        _HEADER + "class Kind(enum.Enum):\n    a = 'a'\n    c = 'c'\n    d = 'd'\n",
        _HEADER + "class Kind(enum.Enum):\n    a = mystery()\n",
    ],
    "app/names.py": ["LENGTH = 20\n", "LENGTH = 30\n", "LENGTH = missing\n", None],
    "app/shared.py": [_SHARED, _SHARED + "def other(): pass\n", _SHARED.replace("String(own)", "Text()"), None],
    "app/user.py": [
        _HEADER + _USER,
        _HEADER + _USER.replace('"user"', '"users"'),
        _HEADER + _USER.replace("Mapped[int]", "Mapped[str]").replace("String(20)", "String(40)"),
        _HEADER + _USER.replace("Stamped, Base", "Base") + "    more: Mapped[Optional[int]]\n",
        _HEADER + _USER.replace("class User", "class Person"),
        _HEADER + _USER + "class (\n",
        _HEADER + _USER + "from app.shared import TAGS\nTAGS.append(User)\n",
        _HEADER + _USER + "for table in Base.metadata.tables:\n    print(table)\n",
        None,
    ],
    "app/post.py": [
        _HEADER + _POST,
        _HEADER
        + _POST.replace("Mapped[int] = mapped_column(ForeignKey", "Mapped[int] = mapped_column(Text, ForeignKey"),
        _HEADER + _POST.replace('"post"', '"article"'),
        _HEADER + _POST + "User.extra = Column(Integer)\n",
        _HEADER + _POST + "Index('ix_late', User.name)\n",
        _HEADER + _POST + "User.__table__.append_column(Column('late', Integer))\n",
        _HEADER
        + _POST
        + "class Kind(Base):\n    __tablename__ = 'kind'\n    post_id = Column(ForeignKey('post.author_id'), primary_key=True)\n",
        None,
    ],
    "app/admin.py": [
        _HEADER + _ADMIN,
        _HEADER
        + _ADMIN.replace('    __tablename__ = "admin"\n', "").replace(
            '    id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)\n', ""
        ),
        _HEADER + _ADMIN.replace('"admin"', '"user"'),
        None,
    ],
    "app/late.py": [
        None,
        _HEADER
        + "from app.base import Base\nclass Tag(Base):\n    __tablename__ = 'tag'\n    id = Column(Integer, primary_key=True)\n",
        _HEADER
        + "from app.base import Base\nclass Tag(Base):\n    __tablename__ = 'tag'\n    id = Column(Text, primary_key=True)\n    user = Column(ForeignKey('user.id'))\n",
        _HEADER
        + "from app.base import Base\nTag = Table('tag', Base.metadata, Column('id', ForeignKey('post.author_id')))\nuser = Table('user', Base.metadata)\n",
        _HEADER
        + "class Own(DeclarativeBase):\n    pass\nclass Tag(Own):\n    __tablename__ = 'tag'\n    id = Column(Integer, primary_key=True)\n",
    ],
    "app/shop.py": [
        "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\nclass Item(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\n",
        "from app.db import db\nclass Item(db.Model):\n    __bind_key__ = 'shop'\n    id = db.Column(db.Integer, primary_key=True)\n",
        "from app.db import db\nclass Item(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\n    kind = db.Column(db.Enum('a', name='k', metadata=db.metadata))\n",
        None,
    ],
    "app/db.py": [
        "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\n",
        "from flask_sqlalchemy import SQLAlchemy\nfrom sqlalchemy import MetaData\ndb = SQLAlchemy(metadata=MetaData(schema='x'))\n",
    ],
    "app/old.py": [
        None,
        "from unread import Base\nfrom sqlalchemy import *\nclass Old(Base):\n    __tablename__ = 'old'\n    id = Column(Integer, primary_key=True)\n",
        "from sqlmodel import *\nclass Hero(SQLModel, table=True):\n    id: int = Field(primary_key=True)\n    name: str\n",
    ],
    "migrations/env.py": [
        "from alembic import context\nfrom app import Base\ntarget_metadata = Base.metadata\n"
        "context.configure(connection=None, target_metadata=target_metadata, compare_type=False)\n",
        "from alembic import context\nfrom app.base import Base\ntarget_metadata = Base.metadata\n"
        "target_metadata.naming_convention = {'ix': 'n_%(table_name)s', 'pk': 'pk_%(table_name)s'}\n"
        "def include_object(item, name, kind, reflected, other):\n    from app.names import LENGTH\n"
        "    return not (kind == 'table' and LENGTH == 30 and name == 'post')\n"
        "def run_migrations_online():\n"
        "    context.configure(connection=None, target_metadata=target_metadata, include_object=include_object)\n"
        "if context.unknown():\n    run_migrations_online()\n",
        "from alembic import context\ntarget_metadata = None\ncontext.configure(target_metadata=None)\n",
    ],
}
"""The first version of each file makes a project in which nothing is wrong; None is no file."""

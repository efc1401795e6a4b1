"""Models in several modules: imports in all forms, really imported and read."""

from __future__ import annotations

from pathlib import Path

from tests.models.real import same_package

BASE = """
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase):
    pass

class Keyed:
    id: Mapped[int] = mapped_column(primary_key=True)
"""


def test_bases_constants_and_enumerations_of_other_modules(tmp_path: Path) -> None:
    same_package(
        {
            "shop_a/__init__.py": "",
            "shop_a/base.py": BASE,
            "shop_a/constants.py": """
                import enum
                NAME_LENGTH = 30
                PREFIX = "s_"
                class Kind(enum.Enum):
                    A = "a"
            """,
            "shop_a/models.py": """
                from sqlalchemy import Column, Enum, String
                from . import constants
                from .base import Base, Keyed
                from .constants import NAME_LENGTH as length, Kind

                class User(Keyed, Base):
                    __tablename__ = constants.PREFIX + "user"
                    name = Column(String(length))
                    kind = Column(Enum(Kind), server_default=Kind.A.name)
                    other = Column(Enum(constants.Kind, name="k2"))
            """,
        },
        folder=tmp_path,
    )


def test_re_exports_star_imports_and_cycles(tmp_path: Path) -> None:
    same_package(
        {
            "shop_b/__init__.py": "from .models import *\nfrom .models.base import Base as ShopBase\n",
            "shop_b/models/__init__.py": """
                from .base import Base, Keyed
                from .user import User
                from .post import *
                __all__ = ["Base", "User", "Post", "Keyed"]
            """,
            "shop_b/models/base.py": BASE,
            "shop_b/models/user.py": """
                from __future__ import annotations
                from typing import TYPE_CHECKING, List, Optional
                from sqlalchemy import ForeignKey
                from sqlalchemy.orm import Mapped, mapped_column, relationship
                from shop_b.models import Base, Keyed
                if TYPE_CHECKING:
                    from .post import Post

                class User(Keyed, Base):
                    __tablename__ = "user"
                    name: Mapped[Optional[str]]
                    posts: Mapped[List[Post]] = relationship(back_populates="user")
            """,
            "shop_b/models/post.py": """
                from sqlalchemy import *
                from sqlalchemy.orm import Mapped, mapped_column, relationship
                import shop_b.models.base as base
                from . import user

                __all__ = ["Post", "tags"]

                class Post(base.Keyed, base.Base):
                    __tablename__ = "post"
                    user_id: Mapped[int] = mapped_column(ForeignKey(user.User.id))
                    user: Mapped["user.User"] = relationship(back_populates="posts")

                tags = Table("tags", base.Base.metadata, Column("post_id", ForeignKey("post.id"), primary_key=True))
            """,
        },
        folder=tmp_path,
    )


def test_a_submodule_imported_in_its_own_package(tmp_path: Path) -> None:
    same_package(
        {
            "shop_c/__init__.py": "from shop_c import tables\nfrom shop_c.tables import user\n",
            "shop_c/meta.py": """
                from sqlalchemy import MetaData
                metadata = MetaData(naming_convention={"ix": "i_%(table_name)s_%(column_0_name)s"})
            """,
            "shop_c/tables/__init__.py": "from . import user, post\n",
            "shop_c/tables/user.py": """
                import sqlalchemy as sa
                from shop_c import meta
                table = sa.Table("user", meta.metadata, sa.Column("id", sa.Integer, primary_key=True, index=True))
            """,
            "shop_c/tables/post.py": """
                import sqlalchemy as sa
                from ..meta import metadata
                from .user import table as users
                table = sa.Table("post", metadata, sa.Column("user_id", sa.ForeignKey(users.c.id), index=True))
            """,
        },
        folder=tmp_path,
    )


def test_imports_inside_functions_and_lazily(tmp_path: Path) -> None:
    same_package(
        {
            "shop_d/__init__.py": "",
            "shop_d/columns.py": """
                def key():
                    from sqlalchemy import Column, Integer
                    return Column(Integer, primary_key=True)

                def length():
                    from .settings import settings
                    return settings.length
            """,
            "shop_d/settings.py": """
                class Settings:
                    length = 12
                    prefix: str = "d_"

                    def __init__(self, suffix="x"):
                        self.suffix = suffix

                settings = Settings(suffix="s")
            """,
            "shop_d/models.py": """
                from sqlalchemy import Column, String
                from sqlalchemy.orm import declarative_base
                from shop_d.columns import key, length
                from shop_d.settings import settings

                Base = declarative_base()

                class User(Base):
                    __tablename__ = f"{settings.prefix}user_{settings.suffix}"
                    id = key()
                    name = Column(String(length()))
            """,
        },
        folder=tmp_path,
    )


def test_a_module_of_the_project_that_is_not_there(tmp_path: Path) -> None:
    same_package(
        {
            "shop_e/__init__.py": "",
            "shop_e/models.py": """
                from sqlalchemy import Column, Integer, String
                from sqlalchemy.orm import declarative_base
                try:
                    from shop_e.local_settings import LENGTH
                except ImportError:
                    LENGTH = 5
                try:
                    from . import columns
                    from .absent import Nothing
                except ModuleNotFoundError:
                    HAS = False
                else:
                    HAS = True

                Base = declarative_base()

                class User(Base):
                    __tablename__ = "user"
                    id = Column(Integer, primary_key=True)
                    name = Column(String(LENGTH))
                    if HAS:
                        wrong = Column(Integer)
            """,
            "shop_e/columns.py": "",
        },
        folder=tmp_path,
    )

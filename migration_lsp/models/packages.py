"""Mixins and base classes of packages that are not installed with us, described as the evaluator reads them.

Each is a module of declarations that have the columns of the real one, as its documentation gives them. They are
text, evaluated like the project's own, and never imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from migration_lsp.models.packages_of_flask import FLASK_SECURITY, FLASK_SECURITY_2, FLASK_SECURITY_3

_AUTHLIB = """
from sqlalchemy import Column, Integer, String, Text

class OAuth2ClientMixin:
    client_id = Column(String(48), index=True)
    client_secret = Column(String(120))
    client_id_issued_at = Column(Integer, nullable=False, default=0)
    client_secret_expires_at = Column(Integer, nullable=False, default=0)
    _client_metadata = Column("client_metadata", Text)

class OAuth2AuthorizationCodeMixin:
    code = Column(String(120), unique=True, nullable=False)
    client_id = Column(String(48))
    redirect_uri = Column(Text, default="")
    response_type = Column(Text, default="")
    scope = Column(Text, default="")
    nonce = Column(Text)
    auth_time = Column(Integer, nullable=False, default=0)
    acr = Column(Text, nullable=True)
    amr = Column(Text, nullable=True)
    code_challenge = Column(Text)
    code_challenge_method = Column(String(48))

class OAuth2TokenMixin:
    client_id = Column(String(48))
    token_type = Column(String(40))
    access_token = Column(String(255), unique=True, nullable=False)
    refresh_token = Column(String(255), index=True)
    scope = Column(Text, default="")
    issued_at = Column(Integer, nullable=False, default=0)
    access_token_revoked_at = Column(Integer, nullable=False, default=0)
    refresh_token_revoked_at = Column(Integer, nullable=False, default=0)
    expires_in = Column(Integer, nullable=False, default=0)
"""

_FLASK_APPBUILDER_MIXINS = """
from sqlalchemy import Column, DateTime, ForeignKey, Integer
from sqlalchemy.ext.declarative import declared_attr

class AuditMixin:
    created_on = Column(DateTime, default=0, nullable=False)
    changed_on = Column(DateTime, default=0, nullable=False)

    @declared_attr
    def created_by_fk(cls):
        return Column(Integer, ForeignKey("ab_user.id"), default=0, nullable=False)

    @declared_attr
    def changed_by_fk(cls):
        return Column(Integer, ForeignKey("ab_user.id"), default=0, nullable=False)
"""

_FASTAPI_USERS = """
from sqlalchemy import TIMESTAMP, Boolean, ForeignKey, Integer, String
from sqlalchemy.orm import declared_attr, mapped_column
from fastapi_users_db_sqlalchemy.generics import GUID

class SQLAlchemyBaseUserTable:
    __tablename__ = "user"
    email = mapped_column(String(length=320), unique=True, index=True, nullable=False)
    hashed_password = mapped_column(String(length=1024), nullable=False)
    is_active = mapped_column(Boolean, default=True, nullable=False)
    is_superuser = mapped_column(Boolean, default=False, nullable=False)
    is_verified = mapped_column(Boolean, default=False, nullable=False)

class SQLAlchemyBaseUserTableUUID(SQLAlchemyBaseUserTable):
    id = mapped_column(GUID, primary_key=True)

class SQLAlchemyBaseOAuthAccountTable:
    __tablename__ = "oauth_account"
    oauth_name = mapped_column(String(length=100), index=True, nullable=False)
    access_token = mapped_column(String(length=1024), nullable=False)
    expires_at = mapped_column(Integer, nullable=True)
    refresh_token = mapped_column(String(length=1024), nullable=True)
    account_id = mapped_column(String(length=320), index=True, nullable=False)
    account_email = mapped_column(String(length=320), nullable=False)

class SQLAlchemyBaseOAuthAccountTableUUID(SQLAlchemyBaseOAuthAccountTable):
    id = mapped_column(GUID, primary_key=True)

    @declared_attr
    def user_id(cls):
        return mapped_column(GUID, ForeignKey("user.id", ondelete="cascade"), nullable=False)
"""

_FASTAPI_USERS_TOKENS = """
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import declared_attr, mapped_column
from fastapi_users_db_sqlalchemy.generics import GUID, TIMESTAMPAware

class SQLAlchemyBaseAccessTokenTable:
    __tablename__ = "accesstoken"
    token = mapped_column(String(length=43), primary_key=True)
    created_at = mapped_column(TIMESTAMPAware(timezone=True), index=True, nullable=False)

class SQLAlchemyBaseAccessTokenTableUUID(SQLAlchemyBaseAccessTokenTable):
    @declared_attr
    def user_id(cls):
        return mapped_column(GUID, ForeignKey("user.id", ondelete="cascade"), nullable=False)
"""

_FLASK_DANCE = """
from sqlalchemy import JSON, Column, DateTime, Integer, String
from sqlalchemy.ext.declarative import declared_attr

class OAuthConsumerMixin:
    @declared_attr
    def __tablename__(cls):
        return "flask_dance_" + cls.__name__.lower()

    id = Column(Integer, primary_key=True)
    provider = Column(String(50), nullable=False)
    created_at = Column(DateTime, default=0, nullable=False)
    token = Column(JSON, nullable=False)
"""

_SQLALCHEMY_UTILS_MODELS = """
from sqlalchemy import Column, DateTime

class Timestamp:
    created = Column(DateTime, default=0, nullable=False)
    updated = Column(DateTime, default=0, nullable=False)
"""

_SQLALCHEMY_MIXINS = """
from sqlalchemy import TIMESTAMP, Column

class TimestampsMixin:
    created_at = Column(TIMESTAMP(timezone=False), default=0, nullable=False)
    updated_at = Column(TIMESTAMP(timezone=False), default=0, nullable=False)
"""

_ADVANCED_ALCHEMY = """
import datetime, re, uuid
from sqlalchemy import Date, Identity, Integer, MetaData, Sequence, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, has_inherited_table, mapped_column, registry
from advanced_alchemy.types import GUID, BigIntIdentity, DateTimeUTC, JsonB

convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

def create_registry(custom_annotation_map=None):
    known = {uuid.UUID: GUID, datetime.datetime: DateTimeUTC, datetime.date: Date, dict: JsonB}
    known.update({dict[str, object]: JsonB, dict[str, str]: JsonB})
    known.update(custom_annotation_map or {})
    return registry(metadata=MetaData(naming_convention=convention), type_annotation_map=known)

orm_registry = create_registry()

class CommonTableAttributes:
    @declared_attr.directive
    def __tablename__(cls):
        if has_inherited_table(cls):
            return None
        return re.sub("((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))", r"_\\1", cls.__name__).lower()

class AdvancedDeclarativeBase(DeclarativeBase):
    registry = orm_registry
    __abstract__ = True

class SentinelMixin:
    @declared_attr
    def _sentinel(cls):
        return mapped_column(Integer, name="sa_orm_sentinel", nullable=True, sort_order=3001)

class UUIDPrimaryKey(SentinelMixin):
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-100)

class NanoIDPrimaryKey(SentinelMixin):
    id: Mapped[str] = mapped_column(primary_key=True, sort_order=-100)

class BigIntPrimaryKey:
    @declared_attr
    def id(cls):
        key = Sequence(f"{cls.__tablename__}_id_seq", optional=False)
        return mapped_column(BigIntIdentity, key, primary_key=True, sort_order=-100)

class IdentityPrimaryKey:
    @declared_attr
    def id(cls):
        return mapped_column(BigIntIdentity, Identity(start=1, increment=1), primary_key=True, sort_order=-100)

class AuditColumns:
    created_at: Mapped[datetime.datetime] = mapped_column(DateTimeUTC(timezone=True), sort_order=3002)
    updated_at: Mapped[datetime.datetime] = mapped_column(DateTimeUTC(timezone=True), sort_order=3003)

class SlugKey:
    slug: Mapped[str] = mapped_column(String(100), nullable=False)

    @declared_attr.directive
    def __table_args__(cls):
        return (UniqueConstraint("slug", name=f"uq_{cls.__tablename__}_slug"),)

class DefaultBase(CommonTableAttributes, AdvancedDeclarativeBase):
    __abstract__ = True
""" + "".join(
    f"""
class {name}Base({key}, CommonTableAttributes, AdvancedDeclarativeBase):
    __abstract__ = True

class {name}AuditBase(CommonTableAttributes, {key}, AuditColumns, AdvancedDeclarativeBase):
    __abstract__ = True
"""
    for name, key in {
        "UUID": "UUIDPrimaryKey",
        "UUIDv6": "UUIDPrimaryKey",
        "UUIDv7": "UUIDPrimaryKey",
        "NanoID": "NanoIDPrimaryKey",
        "BigInt": "BigIntPrimaryKey",
        "Identity": "IdentityPrimaryKey",
    }.items()
)

_WITHOUT_COLUMNS = (
    *("builtins.", "typing.", "typing_extensions.", "abc.", "collections.", "dataclasses.", "enum.", "types."),
    *("sqlalchemy.", "sqlmodel.", "flask_sqlalchemy.", "pydantic.", "attr.", "attrs."),
    *("flask_login.", "flask_appbuilder.Model", "flask_appbuilder.models.sqla.Model", "flask_security.RoleMixin"),
    *(
        "flask_security.UserMixin",
        "flask_security.WebAuthnMixin",
        "itsdangerous.",
        "marshmallow.",
        "django.db.models.TextChoices",
    ),
    *("sqlalchemy_mixins.", "sqlalchemy_i18n.Translatable"),
)
"""What the dotted names of base classes begin with that bring no columns: Python's own, and well-known ones."""


def may_bring_columns(name: str) -> bool:
    """Whether a base class outside the project, by its dotted name, may be a mixin with columns."""
    return not name.startswith(_WITHOUT_COLUMNS)


PACKAGES: Mapping[str, str] = MappingProxyType(
    {
        "advanced_alchemy.base": _ADVANCED_ALCHEMY,
        "advanced_alchemy.mixins": _ADVANCED_ALCHEMY,
        "authlib.integrations.sqla_oauth2": _AUTHLIB,
        "flask_appbuilder.models.mixins": _FLASK_APPBUILDER_MIXINS,
        "fastapi_users_db_sqlalchemy": _FASTAPI_USERS,
        "fastapi_users.db": _FASTAPI_USERS,
        "fastapi_users_db_sqlalchemy.access_token": _FASTAPI_USERS_TOKENS,
        "flask_dance.consumer.storage.sqla": _FLASK_DANCE,
        "flask_security.models.fsqla": FLASK_SECURITY,
        "flask_security.models.fsqla_v2": FLASK_SECURITY_2,
        "flask_security.models.fsqla_v3": FLASK_SECURITY_3,
        "sqlalchemy_mixins.timestamp": _SQLALCHEMY_MIXINS,
        "sqlalchemy_utils.models": _SQLALCHEMY_UTILS_MODELS,
    }
)
"""Source text by the dotted name of the module that it stands for."""

RE_EXPORTS: Mapping[str, str] = MappingProxyType(
    {
        "sqlalchemy_utils.Timestamp": "sqlalchemy_utils.models.Timestamp",
        "sqlalchemy_mixins.TimestampsMixin": "sqlalchemy_mixins.timestamp.TimestampsMixin",
    }
)
"""Names under which a package hands out what another of its modules defines."""

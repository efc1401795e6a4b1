"""Mixins of Flask's packages that are not installed with us, described as the evaluator reads them.

Text of declarations, as in :mod:`packages`: evaluated like the project's own, and never imported.
"""

from __future__ import annotations

FLASK_SECURITY = """
from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, LargeBinary, String, Text, UnicodeText
from sqlalchemy.ext.declarative import declared_attr
from sqlalchemy.sql import func

class FsModels:
    db = None
    user_table_name = "user"
    role_table_name = "role"
    webauthn_table_name = "webauthn"

    @classmethod
    def set_db_info(cls, appdb, user_table_name="user", role_table_name="role", webauthn_table_name="webauthn"):
        cls.db = appdb
        cls.user_table_name = user_table_name
        cls.role_table_name = role_table_name
        cls.webauthn_table_name = webauthn_table_name
        cls.roles_users = appdb.Table(
            "roles_users",
            Column("user_id", Integer, ForeignKey(f"{user_table_name}.id")),
            Column("role_id", Integer, ForeignKey(f"{role_table_name}.id")),
        )

class FsRoleMixin:
    id = Column(Integer, primary_key=True)
    name = Column(String(80), unique=True, nullable=False)
    description = Column(String(255))
    permissions = Column(UnicodeText, nullable=True)
    update_datetime = Column(DateTime, nullable=False, server_default=func.now())

class FsUserMixin:
    id = Column(Integer, primary_key=True)
    email = Column(String(255), unique=True, nullable=False)
    username = Column(String(255))
    password = Column(String(255), nullable=False)
    active = Column(Boolean, nullable=False)
    fs_uniquifier = Column(String(64), unique=True, nullable=False)
    confirmed_at = Column(DateTime)
    last_login_at = Column(DateTime)
    current_login_at = Column(DateTime)
    last_login_ip = Column(String(64))
    current_login_ip = Column(String(64))
    login_count = Column(Integer)
    tf_primary_method = Column(String(64), nullable=True)
    tf_totp_secret = Column(String(255), nullable=True)
    tf_phone_number = Column(String(128), nullable=True)
    create_datetime = Column(DateTime, nullable=False, server_default=func.now())
    update_datetime = Column(DateTime, nullable=False, server_default=func.now())
"""

FLASK_SECURITY_2 = """
from sqlalchemy import Column, String, Text
from flask_security.models import fsqla
from flask_security.models.fsqla import FsModels, FsRoleMixin

class FsUserMixin(fsqla.FsUserMixin):
    username = Column(String(255), unique=True, nullable=True)
    us_totp_secrets = Column(Text, nullable=True)
    us_phone_number = Column(String(128), nullable=True)
"""

FLASK_SECURITY_3 = """
from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, LargeBinary, String, UnicodeText
from sqlalchemy.ext.declarative import declared_attr
from sqlalchemy.sql import func
from flask_security.models import fsqla_v2
from flask_security.models.fsqla import FsModels, FsRoleMixin

class FsUserMixin(fsqla_v2.FsUserMixin):
    fs_webauthn_user_handle = Column(String(64), unique=True, nullable=True)
    mf_recovery_codes = Column(UnicodeText, nullable=True)
    password = Column(String(255), nullable=True)
    us_phone_number = Column(String(128), nullable=True, unique=True)

class FsWebAuthnMixin:
    id = Column(Integer, primary_key=True)
    credential_id = Column(LargeBinary(1024), index=True, unique=True, nullable=False)
    public_key = Column(LargeBinary, nullable=False)
    sign_count = Column(Integer, default=0)
    transports = Column(UnicodeText, nullable=True)
    backup_state = Column(Boolean, nullable=False)
    device_type = Column(String(64), nullable=False)
    extensions = Column(String(255), nullable=True)
    create_datetime = Column(DateTime, nullable=False, server_default=func.now())
    lastuse_datetime = Column(DateTime, nullable=False)
    name = Column(String(64), nullable=False)
    usage = Column(String(64), nullable=False)

    @declared_attr
    def user_id(cls):
        return Column(Integer, ForeignKey(f"{FsModels.user_table_name}.id", ondelete="CASCADE"), nullable=False)
"""

--- migration-lsp for Neovim 0.11 and newer: reviews SQLAlchemy models and Alembic migrations while you type.
---
--- With this file in a `lsp/` folder of the runtime path, `vim.lsp.enable("migration_lsp")` starts the server
--- `migration-lsp` from PATH for Python files. It never runs anything of the project.

---@type vim.lsp.Config
return {
  cmd = { "migration-lsp", "server" },
  filetypes = { "python" },
  -- The project is the folder that holds both the models and the migrations. alembic.ini comes last, because
  -- Flask-Migrate keeps it in migrations/, beside no model.
  root_markers = { "pyproject.toml", ".git", "alembic.ini" },
}

-- The walk of a developer in a real Neovim, without a screen. What is typed is read from $WALK_PLAN, and what was
-- seen is written to $WALK_SEEN. It judges nothing: the tests do.

local plan = vim.json.decode(table.concat(vim.fn.readfile(vim.env.WALK_PLAN), "\n"))
local seen = {}
local SECONDS = 1000

-- A script runs without what a person's configuration turns on.
vim.cmd("filetype plugin indent on")
vim.opt.runtimepath:prepend(plan.configuration)
vim.lsp.enable("migration_lsp")

local function now()
  return vim.uv.hrtime() / 1e6
end

-- How many milliseconds it took, or a complaint.
local function wait(what, condition, since)
  local before = since or now()
  if not vim.wait(20 * SECONDS, condition, 10) then
    error("waited in vain until " .. what)
  end
  return math.floor(now() - before)
end

local function open(file)
  vim.cmd.edit(vim.fn.fnameescape(plan.folder .. "/" .. file))
  local buffer = vim.api.nvim_get_current_buf()
  wait("a client is attached", function()
    local client = vim.lsp.get_clients({ bufnr = buffer })[1]
    return client ~= nil and client.initialized
  end)
  return buffer
end

local function line_of(buffer, text)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    if line:find(text, 1, true) then
      return number - 1
    end
  end
  error("no line has " .. text)
end

local function findings(buffer)
  return vim.tbl_map(function(found)
    local place = { buffer, found.lnum, found.col, found.end_lnum, found.end_col, {} }
    return {
      code = found.code,
      severity = found.severity,
      source = found.source,
      message = found.message,
      line = found.lnum,
      text = table.concat(vim.api.nvim_buf_get_text(unpack(place)), "\n"),
    }
  end, vim.diagnostic.get(buffer))
end

local function find(buffer, code, text)
  for _, found in ipairs(findings(buffer)) do
    if found.code == code and found.message:find(text, 1, true) then
      return found
    end
  end
end

local function request(buffer, method, params)
  local client = vim.lsp.get_clients({ bufnr = buffer })[1]
  local answer = assert(client:request_sync(method, params, 10 * SECONDS, buffer), method .. " had no answer")
  assert(answer.err == nil, vim.inspect(answer.err))
  return answer.result, client
end

-- Puts the cursor on a text of a line and gives what a request there says of the place.
local function place_of(buffer, line, text)
  local column = assert(vim.api.nvim_buf_get_lines(buffer, line, line + 1, false)[1]:find(text, 1, true)) - 1
  vim.api.nvim_win_set_cursor(0, { line + 1, column })
  local client = vim.lsp.get_clients({ bufnr = buffer })[1]
  return vim.lsp.util.make_position_params(0, client.offset_encoding)
end

local function write(revision)
  local file = assert(io.open(plan.folder .. "/" .. revision.path, "w"))
  file:write(revision.text)
  file:close()
end

local function walk()
  local models = open(plan.models)
  seen.encoding = vim.lsp.get_clients({ bufnr = models })[1].offset_encoding
  seen.root = vim.lsp.get_clients({ bufnr = models })[1].root_dir
  vim.wait(plan.settle * SECONDS)
  seen.opened = findings(models)

  local line = line_of(models, plan.after) + 1
  local typing = now()
  vim.api.nvim_buf_set_lines(models, line, line, false, { plan.typed })
  local found
  local took = wait("the new column is found", function()
    found = find(models, plan.code, plan.column)
    return found ~= nil
  end, typing)
  seen.typed = { ms = took, finding = found, line = line, modified = vim.bo[models].modified }

  local hover = request(models, "textDocument/hover", place_of(models, line, plan.column))
  seen.hover = hover and hover.contents.value or ""

  local removed = line_of(models, plan.removed)
  vim.api.nvim_buf_set_lines(models, removed, removed + 1, false, {})
  vim.wait(2 * SECONDS)
  seen.removed_unsaved = findings(models)

  local saving = now()
  vim.cmd.write()
  took = wait("the removal is found", function()
    found = find(models, "column-drop", plan.removed_column)
    return found ~= nil
  end, saving)
  seen.saved = { ms = took, finding = found }

  -- A person goes back to a commit without the revision, and forth again.
  local function is_gone()
    return find(models, plan.code, plan.column) == nil
  end
  write(plan.safe)
  wait("the new column's finding is gone", is_gone)
  assert(os.remove(plan.folder .. "/" .. plan.safe.path))
  took = wait("the new column's finding is back", function()
    return not is_gone()
  end)
  seen.returned = { ms = took }
  write(plan.safe)
  took = wait("the new column's finding is gone again", is_gone)
  seen.cleared = { ms = took, findings = findings(models) }

  write(plan.risky)
  local revision = open(plan.risky.path)
  took = wait("the operation is found", function()
    found = find(revision, plan.code, plan.risky.column)
    return found ~= nil
  end)
  seen.operation = { ms = took, finding = found }

  local at = place_of(revision, found.line, plan.risky.at)
  at.range = { start = at.position, ["end"] = at.position }
  at.position = nil
  at.context = { diagnostics = {}, triggerKind = vim.lsp.protocol.CodeActionTriggerKind.Invoked }
  local offered = request(revision, "textDocument/codeAction", at) or {}
  seen.offered = vim.tbl_map(function(action)
    return { title = action.title, kind = action.kind }
  end, offered)

  -- The way of the key map, with the one action chosen: Neovim resolves it and applies the edit itself.
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.title:find(plan.chosen, 1, true) ~= nil
    end,
  })
  took = wait("the operation's finding is gone", function()
    return vim.bo[revision].modified and find(revision, plan.code, plan.risky.column) == nil
  end)
  seen.fixed = {
    ms = took,
    text = table.concat(vim.api.nvim_buf_get_lines(revision, 0, -1, false), "\n") .. "\n",
    findings = findings(revision),
  }
  vim.cmd.write()
end

local done, complaint = xpcall(walk, debug.traceback)
if not done then
  seen.complaint = complaint
  seen.at_the_end = findings(0)
end
for _, client in ipairs(vim.lsp.get_clients()) do
  client:stop()
end
seen.stopped = vim.wait(5 * SECONDS, function()
  return #vim.lsp.get_clients() == 0
end, 10)
vim.fn.writefile({ vim.json.encode(seen) }, vim.env.WALK_SEEN)
vim.cmd("qa!")

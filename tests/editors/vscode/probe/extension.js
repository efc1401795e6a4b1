// The walk of a developer through the editor's own interface. What is typed is read from `walk-plan.json` beside the
// project's folder, and what was seen is written to `walk-seen.json` there. It judges nothing: the tests do.
// Without a plan it does nothing, so that a window for another test stays as it is.
const { promises: fs } = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");

const POLL_MS = 20;
const PATIENCE_MS = 20_000;

let plan;
const seen = {};

exports.activate = async function activate() {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) {
    return;
  }
  const beside = path.dirname(folder);
  try {
    plan = JSON.parse(await fs.readFile(path.join(beside, "walk-plan.json"), "utf8"));
  } catch {
    return;
  }
  try {
    await walk();
  } catch (error) {
    seen.complaint = error.stack;
    const document = vscode.window.activeTextEditor?.document;
    seen.at_the_end = document && findings(document);
  }
  await fs.writeFile(path.join(beside, "walk-seen.json.new"), JSON.stringify(seen));
  await fs.rename(path.join(beside, "walk-seen.json.new"), path.join(beside, "walk-seen.json"));
};

async function walk() {
  const models = await open(plan.models);
  await vscode.extensions.getExtension("migration-lsp.migration-lsp").activate();
  await pause(plan.settle * 1000);
  seen.opened = findings(models);

  const line = lineOf(models, plan.after) + 1;
  const typing = performance.now();
  await edit(models, (changes) => changes.insert(models.uri, new vscode.Position(line, 0), `${plan.typed}\n`));
  let [ms, finding] = await until("the new column is found", () => find(models, plan.code, plan.column), typing);
  seen.typed = { ms, finding, line, modified: models.isDirty };

  const place = placeOf(models, line, plan.column);
  const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", models.uri, place);
  seen.hover = hovers.flatMap((hover) => hover.contents.map((content) => content.value ?? content)).join("\n\n");

  const removed = lineOf(models, plan.removed);
  await edit(models, (changes) => changes.delete(models.uri, new vscode.Range(removed, 0, removed + 1, 0)));
  await pause(2000);
  seen.removed_unsaved = findings(models);

  const saving = performance.now();
  await models.save();
  const isDropped = () => find(models, "column-drop", plan.removed_column);
  [ms, finding] = await until("the removal is found", isDropped, saving);
  seen.saved = { ms, finding };

  // A person goes back to a commit without the revision, and forth again.
  await write(plan.safe);
  const isGone = () => find(models, plan.code, plan.column) === undefined;
  await until("the new column's finding is gone", isGone);
  await fs.rm(path.join(plan.folder, plan.safe.path));
  [ms] = await until("the new column's finding is back", () => !isGone());
  seen.returned = { ms };
  await write(plan.safe);
  [ms] = await until("the new column's finding is gone again", isGone);
  seen.cleared = { ms, findings: findings(models) };

  await write(plan.risky);
  const revision = await open(plan.risky.path);
  [ms, finding] = await until("the operation is found", () => find(revision, plan.code, plan.risky.column));
  seen.operation = { ms, finding };

  const at = placeOf(revision, finding.line, plan.risky.at);
  const actions = await vscode.commands.executeCommand(
    "vscode.executeCodeActionProvider",
    revision.uri,
    new vscode.Range(at, at),
    undefined,
    // Resolves as many, which the menu does for the one that is chosen.
    100,
  );
  seen.offered = actions.map((action) => ({ title: action.title, kind: action.kind?.value }));
  const chosen = actions.find((action) => action.title.includes(plan.chosen));
  if (chosen?.edit === undefined || !(await vscode.workspace.applyEdit(chosen.edit))) {
    throw new Error(`no action with ${plan.chosen} could be applied`);
  }
  [ms] = await until(
    "the operation's finding is gone",
    () => revision.isDirty && find(revision, plan.code, plan.risky.column) === undefined,
  );
  seen.fixed = { ms, text: revision.getText(), findings: findings(revision) };
  await revision.save();

  await vscode.commands.executeCommand("migration-lsp.restart");
  [ms] = await until("a new server has spoken", () => findings(models).length > 0);
  seen.restarted = { ms };
}

async function open(file) {
  const folder = vscode.workspace.workspaceFolders[0].uri;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, file));
  await vscode.window.showTextDocument(document);
  return document;
}

async function write(revision) {
  await fs.writeFile(path.join(plan.folder, revision.path), revision.text);
}

async function edit(document, change) {
  const changes = new vscode.WorkspaceEdit();
  change(changes);
  await vscode.workspace.applyEdit(changes);
}

function findings(document) {
  return vscode.languages.getDiagnostics(document.uri).map((found) => ({
    code: found.code?.value ?? found.code,
    // The protocol counts from one.
    severity: found.severity + 1,
    source: found.source,
    message: found.message,
    line: found.range.start.line,
    text: document.getText(found.range),
  }));
}

function find(document, code, text) {
  return findings(document).find((found) => found.code === code && found.message.includes(text));
}

function lineOf(document, text) {
  const line = document.getText().split(/\r?\n/).findIndex((candidate) => candidate.includes(text));
  if (line < 0) {
    throw new Error(`no line has ${text}`);
  }
  return line;
}

function placeOf(document, line, text) {
  return new vscode.Position(line, document.lineAt(line).text.indexOf(text));
}

async function until(what, condition, since = performance.now()) {
  while (performance.now() - since < PATIENCE_MS) {
    const answer = condition();
    if (answer) {
      return [Math.round(performance.now() - since), answer];
    }
    await pause(POLL_MS);
  }
  throw new Error(`waited in vain until ${what}`);
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

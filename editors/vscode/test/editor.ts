/**
 * Stands for the editor's own module, which exists only inside the editor.
 *
 * Import it before the module under test: what that asks the editor is then answered by `editor`.
 */

import { registerHooks } from "node:module";

type Extension = { activate(): Promise<unknown> };

/** What the editor answers. Each test sets what it is about. */
export const editor = {
  folder: undefined as { uri: { fsPath: string } } | undefined,
  settings: {} as Record<string, unknown>,
  extensions: {} as Record<string, Extension>,
  /** The messages that were shown, and the button that is chosen for each. */
  shown: [] as string[],
  chosen: (): Promise<string | undefined> => Promise.resolve(undefined),
};

/** The part of its interface that is asked for. */
const vscode = {
  workspace: {
    get workspaceFolders() {
      return editor.folder === undefined ? undefined : [editor.folder];
    },
    getConfiguration: (section: string) => ({
      get: (name: string, otherwise: unknown) => editor.settings[`${section}.${name}`] ?? otherwise,
    }),
  },
  extensions: { getExtension: (id: string) => editor.extensions[id] },
  window: {
    showErrorMessage: (message: string) => {
      editor.shown.push(message);
      return editor.chosen();
    },
  },
};

Object.assign(globalThis, { editorForTests: vscode });
const source = Object.keys(vscode).map((name) => `export const ${name} = globalThis.editorForTests.${name};`);
const url = `data:text/javascript,${encodeURIComponent(source.join("\n"))}`;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "vscode" ? { url, shortCircuit: true } : next(specifier, context),
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

function namesOf(statement) {
  if (!(ts.getCombinedModifierFlags(statement) & ts.ModifierFlags.Export)) return [];
  const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
  return declared.flatMap(({ name }) => (name && ts.isIdentifier(name) ? [name.text] : []));
}

/** A file's own exports; what an index.ts hands on is not among them. */
function exportsOf(root, file) {
  const text = readFileSync(path.join(root, file), 'utf8');
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest).statements.flatMap(namesOf);
}

/** The names that two files define and export, as lines `name: file, file`: a name means one thing. */
export function sharedNames(root, files) {
  const definedIn = new Map();
  for (const file of files) {
    for (const name of exportsOf(root, file))
      definedIn.set(name, (definedIn.get(name) ?? new Set()).add(file));
  }
  const shared = [...definedIn].filter(([, places]) => places.size > 1);
  return shared.map(([name, places]) => `${name}: ${[...places].join(', ')}`);
}

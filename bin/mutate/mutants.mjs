import { readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { changesAt } from './changes.mjs';

/** The rooms that unit tests alone have to hold. */
const ROOMS = [
  'net',
  'errors',
  'flannel',
  'text',
  'words',
  'config',
  'state',
  'leases',
  'backends',
  'validate',
];
const ALSO = ['reconcile', 'checks'];

/** What decides, reads or writes values in rooms whose other parts need a host or a store. */
const PARTS = [
  'agent/view/',
  'agent/review/',
  'agent/own/choose-own.ts',
  'agent/own/judge.ts',
  'agent/own/keep-lease.ts',
  'agent/operation/log.ts',
  'agent/operation/liveness.ts',
  'agent/operation/metrics.ts',
  ...['back-off', 'calm', 'echoes', 'readiness', 'retry', 'said-once', 'words', 'work-queue'].map(
    (name) => `agent/${name}.ts`,
  ),
  'stores/etcd/',
  'stores/kubernetes/',
];

const isHeld = (file) =>
  [...ROOMS, ...ALSO].includes(file.split(path.sep)[0] ?? '') || PARTS.some((part) => file.startsWith(part));

/** The files of these rooms with a part in their path, from the root of a repository. */
export function sourceFiles(root, part) {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && isHeld(file))
    .map((file) => path.join('src', file))
    .filter((file) => file.includes(part))
    .sort();
}

/** All mutants of a file: what each changes, and where. */
export function mutantsOf(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const mutants = [];
  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isImportDeclaration(node)) return;
    for (const { what, start, end, by } of changesAt(node))
      mutants.push({
        file,
        what,
        line: source.getLineAndCharacterOfPosition(start).line + 1,
        apply: (original) => original.slice(0, start) + by + original.slice(end),
      });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants;
}

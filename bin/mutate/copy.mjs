import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const repository = path.dirname(path.dirname(import.meta.dirname));

/** What tests need of the repository; what comes from elsewhere is linked. */
const COPIED = ['src', 'commands', 'test', 'schemas', 'bin', 'docs', 'dist', 'package.json', 'tsconfig.json'];
const LINKED = ['node_modules', '.oxlintrc.json'];

/** A copy of the repository whose files can be changed. */
export function makeCopy() {
  const root = mkdtempSync(path.join(os.tmpdir(), 'flannelctl-mutants-'));
  for (const part of COPIED) {
    const filter = (file) => !file.includes('node_modules');
    cpSync(path.join(repository, part), path.join(root, part), { recursive: true, filter });
  }
  for (const part of LINKED) symlinkSync(path.join(repository, part), path.join(root, part));
  // Read once: the repository may change while the mutants run.
  const originals = new Map();
  const original = (file) => {
    const text = originals.get(file) ?? readFileSync(path.join(repository, file), 'utf8');
    originals.set(file, text);
    return text;
  };
  const write = (file, text) => writeFileSync(path.join(root, file), text);
  return {
    root,
    read: original,
    write,
    restore: (file) => write(file, original(file)),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

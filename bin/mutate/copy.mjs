import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const repository = path.dirname(path.dirname(import.meta.dirname));

/** What is not copied: the copy needs no history, and has the modules by a link. */
const NOT_COPIED = ['.git', 'node_modules'];

/** A copy of the repository whose files can be changed; it goes with this process. */
export function makeCopy() {
  const root = mkdtempSync(path.join(os.tmpdir(), 'flannelctl-mutants-'));
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  const filter = (file) => !NOT_COPIED.includes(path.basename(file));
  for (const part of readdirSync(repository))
    cpSync(path.join(repository, part), path.join(root, part), { recursive: true, filter });
  symlinkSync(path.join(repository, 'node_modules'), path.join(root, 'node_modules'));
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
  };
}

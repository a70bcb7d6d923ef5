import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { REPOSITORY } from '../cli/cli.ts';

/** Functions and facts of the product as a program of their own: what a process is part of can't be given to it in a test's. */
export interface Callable {
  /** The command that calls a function, or reads a fact, and prints what it gives, as JSON; Maps as their entries. */
  readonly command: (name: string, ...args: readonly unknown[]) => string[];
  readonly remove: () => Promise<void>;
}

/** Bundles functions, each given with its file below src/. */
export async function bundleFunctions(files: Readonly<Record<string, string>>): Promise<Callable> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-inside-'));
  await chmod(folder, 0o755); // for whoever it is called as
  const input = path.join(folder, 'entry.ts');
  const imports = Object.entries(files).map(
    ([name, file]) => `import { ${name} } from ${JSON.stringify(path.join(REPOSITORY, 'src', file))};`,
  );
  const call = `
const functions = { ${Object.keys(files).join(', ')} };
const [name, args] = process.argv.slice(2);
const called = functions[name];
const given = (await (called.read ?? called)(...JSON.parse(args))) ?? null;
process.stdout.write(JSON.stringify(given, (_, value) => (value instanceof Map ? [...value] : value)));
`;
  await writeFile(input, `${imports.join('\n')}${call}`);
  const build = await rolldown({ input, platform: 'node', logLevel: 'warn' });
  const file = path.join(folder, 'functions.mjs');
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  return {
    command: (name, ...args) => [process.execPath, file, name, JSON.stringify(args)],
    remove: async () => rm(folder, { recursive: true, force: true }),
  };
}

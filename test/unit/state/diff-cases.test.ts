import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { diffText } from '../../../src/output/changes/text.ts';
import { diff, type HostObject, type Ownership } from '../../../src/state/index.ts';

const GOLDEN = path.resolve(import.meta.dirname, '../../golden/diff');

/** An ownership as a file has it: sets are lists. */
type Owned = {
  readonly [Name in 'links' | 'paths' | 'chains']: readonly (Ownership[Name] extends ReadonlySet<infer T>
    ? T
    : never)[];
} & Pick<Ownership, 'flannel'>;

const ownershipOf = ({ links, paths, chains, ...flannel }: Owned): Ownership => ({
  links: new Set(links),
  paths: new Set(paths),
  chains: new Set(chains),
  ...flannel,
});

/** Objects, a line each, so that a case can be read and changed by hand. */
const read = async <T>(name: string, file: string): Promise<T> =>
  parse(await readFile(path.join(GOLDEN, name, file), 'utf8')) as T;

it.each(readdirSync(GOLDEN))('%s: what it takes to get from current to desired', async (name) => {
  const [current, desired, owned] = await Promise.all([
    read<HostObject[]>(name, 'current.yaml'),
    read<HostObject[]>(name, 'desired.yaml'),
    read<Owned>(name, 'owned.yaml'),
  ]);
  const found = diff(desired, current, ownershipOf(owned));
  await expect(`${diffText(found, { verbose: true, names: new Map() })}\n`).toMatchFileSnapshot(
    path.join(GOLDEN, name, 'diff.txt'),
  );
});

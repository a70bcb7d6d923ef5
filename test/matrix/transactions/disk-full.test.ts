import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { CliResult } from '../../support/cli/cli.ts';
import type { Host } from '../../support/host/netns.ts';
import { expectExit, initArgs, initN1, netConf, peerFlags } from '../../support/host/node.ts';
import { snapshot, unordered } from '../../support/host/snapshot.ts';
import { sample } from '../../support/sample.ts';
import { onSmallDisk } from '../../support/transactions/small-disk.ts';

const JOIN = [
  'join',
  ...peerFlags('n2=192.168.77.22,10.244.2.0/24', 'n4=192.168.77.4,10.244.4.0/24'),
  '--net-conf',
  netConf({ Backend: { Type: 'vxlan', MTU: 1300, Port: 4790 } }),
];

/** What is run, and on which host. */
const COMMANDS: readonly (readonly [string, readonly string[], (host: Host) => Promise<unknown>])[] = [
  ['init', initArgs(), async () => {}],
  ['join', JOIN, async (host) => initN1(host)],
  ['reset', ['reset'], async (host) => initN1(host)],
];

const STATE = 'var/lib/flannelctl';
const TEMPORARY = 'tmp';

/** Every folder that something is written to: `tmp` holds what is piped into tools, if there is room. */
const FOLDERS = [STATE, TEMPORARY, 'etc/cni/net.d', 'run/flannel'];

/** Every command with every folder; of two that are side by side one is tried full, and the other read-only. */
const CASES = FOLDERS.flatMap((folder) => COMMANDS.map((command) => [folder, ...command] as const));

/** What takes files away needs room for its journal only; what is piped into tools has room elsewhere. */
const needsRoom = (folder: string, name: string): boolean =>
  folder === STATE || (name !== 'reset' && folder !== TEMPORARY);

async function run(host: Host, args: readonly string[]): Promise<CliResult> {
  return host.flannelctl([...args, '--yes'], { env: { TMPDIR: path.join(host.root, TEMPORARY) } });
}

/** Runs a command that may lack room, and fails the test unless the host is as before if it says so. */
async function attempt(host: Host, args: readonly string[], words: string): Promise<number> {
  const before = unordered(await snapshot(host));
  const { exitCode, stdout, stderr } = await run(host, args);
  const said = `${words}: ${stdout}\n${stderr}`;
  expect(stderr, said).not.toMatch(/^\s+at .+:\d+\)?$/m);
  if (exitCode === 0) return exitCode;
  expect(exitCode, said).toBe(5);
  expect(stderr, said).toContain('as it was before');
  expect(unordered(await snapshot(host)), said).toEqual(before);
  return exitCode;
}

/** That a command which ended well has done all of its work: a second one finds nothing to do. */
async function expectDone(host: Host, args: readonly string[]): Promise<void> {
  const { stdout } = expectExit(await run(host, args), 0);
  expect(stdout).toContain('No changes');
}

describe('where a disk is full, from the start or in the middle', () => {
  const figures: string[] = [];

  test.concurrent.each(sample(CASES, 2))(
    '%s: %s ends as before, until there is room',
    async (folder, name, args, make) => {
      await onSmallDisk(folder, async (host, disk) => {
        await mkdir(path.join(host.root, TEMPORARY), { recursive: true });
        await make(host);
        const exits: number[] = [];
        // Each file takes a page, the journal one for each 4 KiB: it doesn't go on for ever.
        for (let pages = 0; exits.at(-1) !== 0; pages += 1) {
          expect(pages, `${name} needs no end of room`).toBeLessThan(20);
          await disk.leave(pages);
          exits.push(await attempt(host, args, `${pages} pages left`));
        }
        await disk.clear();
        await expectDone(host, args);
        expect(exits.length > 1).toBe(needsRoom(folder, name));
        figures.push(`${folder}: ${name} with 0, 1, 2… pages of room ends ${exits.join(' ')}`);
      });
    },
  );

  afterAll(() => process.stdout.write(`${figures.toSorted().join('\n')}\n`));
});

describe('where a disk is read-only', () => {
  test.concurrent.each(sample(CASES, 2, 1))('%s: %s ends as before', async (folder, _, args, make) => {
    await onSmallDisk(folder, async (host, disk) => {
      await mkdir(path.join(host.root, TEMPORARY), { recursive: true });
      await make(host);
      await disk.remount('ro');
      expect(await attempt(host, args, 'read-only')).toBe(folder === TEMPORARY ? 0 : 5);
      await disk.remount('rw');
      expectExit(await run(host, args), 0);
      await expectDone(host, args);
    });
  });
});

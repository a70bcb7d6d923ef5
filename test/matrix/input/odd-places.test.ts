import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { FLANNELCTL } from '../../support/cli/cli.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { initN1, netConf } from '../../support/host/node.ts';

/** What `bash -c` is given: `flannelctl` is the built one, in the host, with the host's root. */
async function bash({ netns, root }: Host, line: string) {
  const own = `flannelctl() { '${process.execPath}' '${FLANNELCTL}' "$@"; }`;
  const { exitCode, stdout, stderr } = await execa(
    'ip',
    ['netns', 'exec', netns, 'bash', '-c', `${own}\ncd '${root}'\n${line}`],
    { reject: false, stdin: 'ignore', env: { NO_COLOR: '1', FLANNELCTL_ROOT: root } },
  );
  return { exitCode: exitCode ?? -1, stdout, stderr };
}

type Row = readonly [name: string, exitCode: number, line: string, said: RegExp];

const call = async (file: string, ...args: readonly string[]): Promise<unknown> => execa(file, args);
const mount = async (options: string, at: string): Promise<unknown> =>
  call('mount', '-t', 'tmpfs', '-o', options, 'none', at);
const unmount = async (at: string): Promise<unknown> => call('umount', at);

/** Runs the rows one after the other on one host, and gives those that did not end as they should. */
async function wrongOf(host: Host, rows: readonly Row[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const [name, exitCode, line, said] of rows) {
    const { exitCode: got, stdout, stderr } = await bash(host, line);
    const isRight = got === exitCode && said.test(stderr) && !/^\s+at .+:\d+\)?$|not foreseen/m.test(stderr);
    if (!isRight) wrong.push(`${name}: ${got}, not ${exitCode}: ${stdout}\n${stderr}`);
  }
  return wrong;
}

const LONG = 'a'.repeat(300);
const GONE = 'mkdir gone; cd gone; rmdir ../gone;';
const CONF = `--net-conf '${netConf()}' --node n1 --yes`;

/** On a host that is not set up, which none of them may change. */
const PLACES: readonly Row[] = [
  [
    'a root with too long a name',
    64,
    `flannelctl status --no-probe --root /tmp/${LONG}`,
    /the name is too long \(ENAMETOOLONG\)/,
  ],
  ['a root in a circle', 64, `flannelctl init ${CONF} --root "$PWD/circle"`, /lead in a circle \(ELOOP\)/],
  ['a root that leads nowhere', 64, `flannelctl init ${CONF} --root "$PWD/nowhere"`, /leads nowhere/],
  ['a root below a file', 64, `flannelctl init ${CONF} --root "$PWD/file/x"`, /is not a directory/],
  [
    'a root that is not to be looked at',
    77,
    `chmod 700 private; cp -r '${path.dirname(path.dirname(FLANNELCTL))}/package.json' private; setpriv --reuid 65534 --clear-groups '${process.execPath}' '${FLANNELCTL}' status --root "$PWD/private/x"`,
    /permission denied \(EACCES\)/,
  ],
  [
    'a root that is read-only',
    5,
    `flannelctl init ${CONF} --root "$PWD/ro"`,
    /the file system is read-only \(EROFS\)/,
  ],
  [
    'a folder that is gone, and a relative root',
    64,
    `${GONE} flannelctl status --no-probe --root x`,
    /working directory was removed/,
  ],
  [
    'a folder that is gone, and a relative file',
    64,
    `${GONE} flannelctl validate x.json`,
    /working directory was removed/,
  ],
  ['a folder that is gone', 0, `${GONE} flannelctl init ${CONF} --dry-run`, /^/],
  [
    'a user that nobody knows',
    3,
    `echo '{}' | setpriv --reuid 54321 --clear-groups env -i '${process.execPath}' '${FLANNELCTL}' validate -`,
    /^/,
  ],
  [
    'no /proc',
    69,
    `unshare -m bash -c "umount -l /proc; '${process.execPath}' '${FLANNELCTL}' init --dry-run ${CONF.replaceAll('"', '\\"')}"`,
    /\/proc is not mounted/,
  ],
  ['24 descriptors', 69, `ulimit -n 24; flannelctl init ${CONF}`, /too few file descriptors to start/],
  [
    'a tool that is ended',
    69,
    `mkdir bin; printf '#!/bin/sh\nkill -9 $$\n' > bin/bridge; chmod 755 bin/bridge; PATH=$PWD/bin:$PATH flannelctl init ${CONF}`,
    /bridge was ended by SIGKILL/,
  ],
];

test('odd places end with an exit status of their own, and nothing is changed', async () => {
  const host = await freshHost();
  const at = (name: string): string => path.join(host.root, name);
  await symlink('circle', at('circle'));
  await symlink('missing', at('nowhere'));
  await writeFile(at('file'), '');
  await mkdir(at('private'));
  await mkdir(at('ro'));
  await mount('ro', at('ro'));
  try {
    expect(await wrongOf(host, PLACES)).toEqual([]);
  } finally {
    await unmount(at('ro'));
  }
  expect(await host.sh('ip -br link')).not.toMatch(/flannel|cni0/);
  await rm(at('bin'), { recursive: true });
  expect((await readdir(host.root)).toSorted()).toEqual([
    'circle',
    'file',
    'nowhere',
    'opt',
    'private',
    'ro',
  ]);
});

/** Where output is lost, what only prints fails, and what changes the host ends as the host is. */
const LOST: readonly Row[] = [
  ['help', 1, 'flannelctl --help > /dev/full', /no space left on device \(ENOSPC\)/],
  ['version', 1, 'flannelctl --version > /dev/full', /no space left on device/],
  ['status', 1, 'flannelctl status --no-probe > /dev/full', /no space left on device \(ENOSPC\)/],
  ['a document', 1, 'flannelctl status --no-probe -o json > /dev/full', /no space left on device \(ENOSPC\)/],
  [
    'a disk with room for a part',
    1,
    'head -c 16000 /dev/zero > small/out; flannelctl status --no-probe -o json >> small/out',
    /ENOSPC/,
  ],
  [
    'an outcome of its own',
    2,
    `flannelctl diff --detailed-exitcode --peer n9=192.168.77.9,10.244.9.0/24 > /dev/full`,
    /ENOSPC/,
  ],
  ['a dry run', 1, 'flannelctl join --dry-run > /dev/full', /ENOSPC/],
  ['a pipe that nobody reads', 0, 'set -o pipefail; flannelctl status --no-probe | true', /^$/],
  ['no stdout and no stderr', 0, 'flannelctl status --no-probe >&- 2>&-', /^$/],
  ['stderr', 0, 'flannelctl status --no-probe 2> /dev/full', /^$/],
  [
    'a change',
    0,
    'flannelctl join --peer n9=192.168.77.9,10.244.9.0/24 --yes -o ndjson > /dev/full',
    /ENOSPC/,
  ],
  ['a change, all of it', 0, 'flannelctl reset --yes -v > /dev/full 2> /dev/full', /^$/],
];

describe('output that can’t be written', () => {
  test('is an error where there is nothing else to do, and keeps no change from its end', async () => {
    const host = await freshHost();
    await initN1(host);
    const small = path.join(host.root, 'small');
    await mkdir(small);
    await mount('size=16k', small);
    try {
      expect(await wrongOf(host, LOST)).toEqual([]);
    } finally {
      await unmount(small);
    }
    expect(await host.sh('ip -br link')).not.toMatch(/flannel|cni0/);
  });
});

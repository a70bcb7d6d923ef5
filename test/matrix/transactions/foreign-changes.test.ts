import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { CONFLIST, expectExit, initArgs, initN1, netConf, peerFlags } from '../../support/host/node.ts';
import { type Snapshot, snapshot, unordered } from '../../support/host/snapshot.ts';
import { type Tools, wrapTools } from '../../support/host/tools.ts';
import { differences } from '../../support/kill/survey.ts';
import { start } from '../../support/transactions/started.ts';

/** What another program does on the host. */
interface ForeignChange {
  readonly name: string;
  readonly does: (host: Host) => string;
  /** Lines of a snapshot that it changes. */
  readonly traces: RegExp;
  /** How the report names it; absent where it is none of our business. */
  readonly told?: string;
}

const FOREIGN_CHANGES: readonly ForeignChange[] = [
  {
    name: 'gives a neighbor that the change leaves alone another MAC',
    does: () => 'ip neigh replace 10.244.2.0 lladdr 02:00:00:00:00:09 dev flannel.1 nud permanent',
    traces: /10\.244\.2\.0/,
    told: 'neighbor flannel.1 10.244.2.0 has lladdr 02:00:00:00:00:09, not ',
  },
  {
    name: 'writes to a file of ours',
    does: ({ root }) => `echo '{}' > ${path.join(root, CONFLIST)}`,
    traces: /10-flannel\.conflist/,
    told: 'file /etc/cni/net.d/10-flannel.conflist was written to',
  },
  {
    name: 'adds a route that bears our mark',
    does: () => 'ip route add 10.244.9.0/24 dev cni0 proto 140',
    traces: /10\.244\.9\.0\/24/,
    told: 'route 10.244.9.0/24 is new',
  },
  {
    name: 'adds a route of its own',
    does: () => 'ip route add 10.9.0.0/16 via 192.168.77.9',
    traces: /10\.9\.0\.0\/16/,
  },
];

/** Changes links, files and the objects of a new peer; what is done for n2 stays. */
const JOIN = [
  'join',
  '--net-conf',
  netConf({ Backend: { Type: 'vxlan', MTU: 1400 } }),
  ...peerFlags('n4=192.168.77.4,10.244.4.0/24'),
  '--yes',
];

/** At the first call of `bridge`, late in the change, something happens, and then something else instead of the call. */
const interrupt = async (foreignChange: string, then: string): Promise<Tools> =>
  wrapTools(
    `[ "$tool" = bridge ] && mkdir "$0.once" 2> /dev/null && { PATH='${process.env['PATH']}'; ${foreignChange}; ${then}; }`,
  );

const FAIL = 'echo "made to fail" >&2; exit 2';
const KILL = 'kill -9 "$PPID"; exit 1';

/** n1 set up, and how it is. */
async function setUp(): Promise<{ readonly host: Host; readonly before: Snapshot }> {
  const host = await freshHost();
  await initN1(host);
  return { host, before: unordered(await snapshot(host)) };
}

async function expectOnly(host: Host, before: Snapshot, { traces }: ForeignChange): Promise<void> {
  const found = differences(before, unordered(await snapshot(host)));
  expect(found).not.toEqual([]);
  expect(found.filter((line) => !traces.test(line))).toEqual([]);
}

function expectTold(stderr: string, { told }: ForeignChange): void {
  if (told === undefined) expect(stderr).not.toContain('another program');
  else expect(stderr).toContain(`changed by another program in the meantime: ${told}`);
}

describe.each(FOREIGN_CHANGES)('where another program $name while a change is made', (foreignChange) => {
  test('and the change fails, that stays, and the rest is as before', async () => {
    const { host, before } = await setUp();
    const { via } = await interrupt(foreignChange.does(host), FAIL);
    const { stderr } = expectExit(await host.flannelctl(JOIN, { via }), 5);
    expectTold(stderr, foreignChange);
    expect(stderr.includes('but for what other programs have changed since')).toBe(
      foreignChange.told !== undefined,
    );
    await expectOnly(host, before, foreignChange);
  });

  test('and the command is killed, a rollback leaves that, and the rest is as before', async () => {
    const { host, before } = await setUp();
    const { via } = await interrupt(foreignChange.does(host), KILL);
    expectExit(await host.flannelctl(JOIN, { via }), -1);
    const { stdout, stderr } = expectExit(await host.flannelctl(['rollback', '--yes']), 0);
    expectTold(stderr, foreignChange);
    expect(stdout.includes('but for what other programs have changed since')).toBe(
      foreignChange.told !== undefined,
    );
    await expectOnly(host, before, foreignChange);
  });
});

test('what the change touches goes back to how it was, also from a value that nobody gave it', async () => {
  const { host, before } = await setUp();
  const { via } = await interrupt('ip link set cni0 mtu 1280', KILL);
  expectExit(await host.flannelctl(JOIN, { via }), -1);
  expectExit(await host.flannelctl(['rollback', '--yes']), 0);
  expect(unordered(await snapshot(host))).toEqual(before);
});

test('what another program deletes of ours is restored', async () => {
  const { host, before } = await setUp();
  const { via } = await interrupt('ip route del 10.244.2.0/24', FAIL);
  expectExit(await host.flannelctl(JOIN, { via }), 5);
  expect(unordered(await snapshot(host))).toEqual(before);
});

test.each([
  ['a file that the change has made and somebody has written to since', CONFLIST],
  ['a file of another program in a folder that the change has made', 'etc/cni/net.d/99-other.conflist'],
])('%s stays, with its folders; the rest is as before', async (_, name) => {
  const host = await freshHost();
  const before = unordered(await snapshot(host));
  const init = start(host, [...initArgs(), '--yes', '--confirm-timeout', '10m']);
  await init.says('flannelctl confirm');
  const file = path.join(host.root, name);
  await writeFile(file, 'mine now\n');
  const { stderr } = expectExit(await host.flannelctl(['rollback', '--yes']), 0);
  expect(stderr).toContain('changed by another program in the meantime');
  expectExit(await init.ended(), 7);
  expect(await readFile(file, 'utf8')).toBe('mine now\n');
  const left = differences(before, unordered(await snapshot(host)));
  expect(left.filter((line) => !/^files has etc\b/.test(line))).toEqual([]);
  expectExit(await host.flannelctl(['rollback']), 0);
});

const GO_ON = ':';

/** What somebody puts where a change is about to write, and what of theirs is to be there afterwards. */
const IN_THE_WAY = [
  [
    'init',
    'a file',
    (at: string) => `echo theirs > ${at}/subnet.env`,
    'another program created something there',
    'run/flannel/subnet.env',
  ],
  [
    'init',
    'another folder in the place of its folder',
    (at: string) =>
      `mv ${at} ${at}.away; mkdir ${at}.theirs; echo theirs > ${at}.theirs/a; ln -s ${at}.theirs ${at}`,
    'was replaced by another folder',
    'run/flannel.theirs/a',
  ],
  [
    'join',
    'a text of their own',
    (at: string) => `echo theirs > ${at}/subnet.env`,
    'another program changed it',
    'run/flannel/subnet.env',
  ],
] as const;

test.each(IN_THE_WAY)(
  '%s does not write where somebody puts %s, and goes back',
  async (command, _, foreignChange, said, file) => {
    const host = await freshHost();
    const folder = path.join(host.root, 'run/flannel');
    if (command === 'join') await initN1(host);
    else await mkdir(folder, { recursive: true });
    const { via } = await interrupt(foreignChange(folder), GO_ON);
    const args = command === 'join' ? JOIN : [...initArgs(), '--yes'];
    const { stderr } = expectExit(await host.flannelctl(args, { via }), 5);
    expect(stderr).toContain(said);
    expect(stderr).toContain('/run/flannel');
    expect(await readFile(path.join(host.root, file), 'utf8')).toBe('theirs\n');
    expect(await readdir(path.join(host.root, path.dirname(file)))).toEqual([path.basename(file)]);
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
    expect(await readFile(path.join(host.root, file), 'utf8')).toBe('theirs\n');
  },
);

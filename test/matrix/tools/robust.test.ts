import { lstat, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { CONFLIST, ENGINES, expectExit, initArgs, initN1, SUBNET_ENV } from '../../support/host/node.ts';
import { snapshot, unordered } from '../../support/host/snapshot.ts';
import { standIns } from '../../support/host/stand-in.ts';
import { sample } from '../../support/sample.ts';

const standIn = async (tool: string, script: string) => standIns({ [tool]: script });

const refuse = (call: string, said: string): string =>
  `[ "$*" = '${call}' ] && { echo '${said}' >&2; exit 1; }`;

describe('a read that fails is not taken for "nothing there"', () => {
  test.each([
    ['nft', '-j list table ip flannelctl', ENGINES[0][1]],
    ['nft', '-j list chains ip', ENGINES[1][1]],
    ['nft', '-j list tables', ENGINES[1][1]],
    ['iptables-save', '', ENGINES[1][1]],
  ])('%s %s', async (tool, call, conf) => {
    const host = await freshHost();
    await initN1(host, conf);
    const before = unordered(await snapshot(host));
    const { via } = await standIn(tool, refuse(call, 'Error: cache initialization failed: Interrupted'));
    for (const command of [['diff'], ['reset', '--yes']]) {
      const { stderr } = expectExit(await host.flannelctl(command, { via }), 69);
      expect(stderr).toContain('cache initialization failed');
    }
    expect(unordered(await snapshot(host))).toEqual(before);
  });

  test.each([
    ['says so', 'case "$*" in -j*) echo "JSON support not compiled-in" >&2; exit 1;; esac'],
    ['prints something else', 'case "$*" in -j*) echo "table ip x"; exit 0;; esac'],
  ])('an nft without JSON that %s is named', async (_, script) => {
    const host = await freshHost();
    const { via } = await standIn('nft', script);
    const { stderr } = expectExit(await host.flannelctl([...initArgs(), '--yes'], { via }), 69);
    expect(stderr).toContain('nft here has no JSON support');
  });
});

describe('a tool that ends well and prints what no version of it prints', () => {
  test.each([
    ['ip', '-N -d -j address', 'null'],
    ['ip', '-N -j nexthop', '{}'],
    ['bridge', '-j fdb', '[{"mac": 7}, 8]'],
    ['nft', '-j list tables', '[]'],
  ])('is named with its version, and nothing is changed: %s %s: %s', async (tool, call, printed) => {
    const host = await freshHost();
    const before = await snapshot(host);
    const { via } = await standIn(tool, `[ "$*" = '${call}' ] && { echo '${printed}'; exit 0; }`);
    const { stderr } = expectExit(await host.flannelctl([...initArgs(), '--yes'], { via }), 69);
    expect(stderr).toContain(`what ${tool} ${call} printed can't be read`);
    expect(stderr).toMatch(new RegExp(`Version of ${tool}: .*\\d`));
    expect(await snapshot(host)).toEqual(before);
  });
});

const PROXIES = '-N -j neigh show proxy';

describe('what others have on our links, where it is printed as no version of ip prints it', () => {
  test.each(['[{}, {"dst": {}, "dev": "eth0"}]', '[{"dev": "eth0"}]', '[{"dst": "10.0.0.1", "dev": []}]'])(
    'stops a reset before anything is changed: %s',
    async (printed) => {
      const host = await freshHost();
      await initN1(host);
      const before = unordered(await snapshot(host));
      const { via } = await standIn('ip', `[ "$*" = '${PROXIES}' ] && { echo '${printed}'; exit 0; }`);
      const { stderr } = expectExit(await host.flannelctl(['reset', '--yes'], { via }), 69);
      expect(stderr).toContain(`what ip ${PROXIES} printed can't be read`);
      expect(unordered(await snapshot(host))).toEqual(before);
    },
  );
});

/** The first look at the forwarding entries succeeds, those from the second to the given one fail. */
const failLooks = (last: number): string => `
if [ "$*" = '-j fdb' ]; then
  echo look >> "$log"
  n=$(wc -l < "$log")
  [ "$n" -ge 2 ] && [ "$n" -le ${last} ] && { echo 'Dump was interrupted' >&2; exit 1; }
fi`;

describe('where the host cannot be read after the changes', () => {
  test.each([2, 3])('a look that succeeds after failures, up to look %i, is enough', async (last) => {
    const host = await freshHost();
    const { via, log } = await standIn('bridge', failLooks(last));
    expectExit(await host.flannelctl([...initArgs(), '--yes'], { via }), 0);
    expect(await log()).toBe('look\n'.repeat(last + 1));
  });

  test.each([4, 6])('it is rolled back, also if looks fail up to look %i', async (last) => {
    const host = await freshHost();
    const before = await snapshot(host);
    const { via } = await standIn('bridge', failLooks(last));
    const { stderr } = expectExit(await host.flannelctl([...initArgs(), '--yes'], { via }), 5);
    expect(stderr).toContain('Dump was interrupted');
    expect(await snapshot(host)).toEqual(before);
  });

  test('what is left is listed if it can only be read again too late', async () => {
    const host = await freshHost();
    const { via } = await standIn('bridge', failLooks(7));
    const { stderr } = expectExit(await host.flannelctl([...initArgs(), '--yes'], { via }), 6);
    expect(stderr).toContain('not as before: link flannel.1');
  });

  test('what is left is said to be unknown if it never can be again', async () => {
    const host = await freshHost();
    const { via } = await standIn('bridge', failLooks(1000));
    const { stderr } = expectExit(await host.flannelctl([...initArgs(), '--yes'], { via }), 6);
    expect(stderr).toContain("the host can't be read, so it is not known what is left");
  });
});

/** What can be at a path where a file should be. */
const OBSTACLES: Readonly<Record<string, (file: string) => Promise<unknown>>> = {
  'a link to a file': async (file) => {
    await writeFile(`${file}.elsewhere`, 'x\n');
    await symlink(`${file}.elsewhere`, file);
  },
  'a link to nothing': async (file) => symlink('/nowhere/at/all', file),
  'a link to itself': async (file) => symlink(file, file),
  'a FIFO': async (file) => execa('mkfifo', [file]),
  'a folder': async (file) => mkdir(file),
};

const inHost = async ({ root }: Host, file: string): Promise<string> => {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  return path.join(root, file);
};

describe('things that are no files', () => {
  const places = [SUBNET_ENV, CONFLIST].flatMap((file) =>
    Object.entries(OBSTACLES).map(([what, put]) => [what, file, put] as const),
  );
  test.each(sample(places, 2))('%s at %s is in the way', async (_, file, put) => {
    const host = await freshHost();
    const onDisk = await inHost(host, file);
    await put(onDisk);
    const before = await lstat(onDisk);
    const { stderr } = expectExit(await host.flannelctl([...initArgs(), '--yes']), 8);
    expect(stderr).toContain(`/${file}`);
    expect(await lstat(onDisk)).toMatchObject({ ino: before.ino, mode: before.mode });
  });

  test.each(['run', 'etc/cni'])('a link to a folder serves as the folder %s', async (folder) => {
    const host = await freshHost();
    const onDisk = await inHost(host, folder);
    await mkdir(`${onDisk}.elsewhere`);
    await symlink(`${onDisk}.elsewhere`, onDisk);
    await initN1(host);
    expectExit(await host.flannelctl(['status', '--no-probe']), 0);
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
    expect((await lstat(onDisk)).isSymbolicLink()).toBe(true);
  });

  test.each(Object.entries(OBSTACLES))(
    'reset ends well where %s has taken a place of ours',
    async (_, put) => {
      const host = await freshHost();
      await initN1(host);
      const file = path.join(host.root, SUBNET_ENV);
      await rm(file);
      await put(file);
      expectExit(await host.flannelctl(['reset', '--yes']), 0);
      expect(await host.sh('ip -br link')).not.toContain('flannel.1');
    },
  );

  test('reset ends well where a file has taken the place of a folder of ours', async () => {
    const host = await freshHost();
    await initN1(host);
    const folder = path.join(host.root, path.dirname(SUBNET_ENV));
    await rename(folder, `${folder}.elsewhere`);
    await writeFile(folder, 'x\n');
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
    expect(await host.sh('ip -br link')).not.toContain('flannel.1');
  });
});

test.each([
  ['bridge', '-batch -', ENGINES[0][1]],
  ['nft', '-f -', ENGINES[0][1]],
  ['iptables-restore', '--noflush --wait', ENGINES[1][1]],
])('%s %s has its whole input in a file of its own when it starts', async (tool, call, conf) => {
  const host = await freshHost();
  const script = `[ "$*" = '${call}' ] && stat -L -c '%F, mode %a, %h names' /dev/stdin >> "$log"`;
  const { via, log } = await standIn(tool, script);
  await initN1(host, conf, [], { via });
  expect(new Set((await log()).trim().split('\n'))).toEqual(new Set(['regular file, mode 600, 0 names']));
});

describe('where no namespaces can be made', () => {
  const REFUSAL = 'echo x >> "$log"; echo \'unshare: unshare failed: Operation not permitted\' >&2; exit 1';

  test('init warns of it once, and sets the node up', async () => {
    const host = await freshHost();
    const { via } = await standIn('unshare', REFUSAL);
    const { stderr } = expectExit(await host.flannelctl([...initArgs(), '--yes'], { via }), 0);
    expect(stderr.match(/no network namespace can be made here/g)).toHaveLength(1);
    expect(stderr).not.toContain('modprobe');
  });

  test('status and reset work', async () => {
    const host = await freshHost();
    await initN1(host);
    const { via, log } = await standIn('unshare', REFUSAL);
    expectExit(await host.flannelctl(['status', '--no-probe'], { via }), 0);
    expectExit(await host.flannelctl(['reset', '--yes'], { via }), 0);
    expect(await log()).toBe('');
  });
});

test('tools start where something is mounted over the working folder', async () => {
  const host = await freshHost();
  const script = 'mkdir -p "$1/here/below"; cd "$1/here/below"; mount -t tmpfs t "$1/here"; shift; exec "$@"';
  const via = ['unshare', '--mount', 'sh', '-ec', script, 'sh', host.root];
  expectExit(await host.flannelctl([...initArgs(), '--dry-run'], { via }), 0);
});

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { REPOSITORY } from '../../support/cli/cli.ts';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initArgs, readIn } from '../../support/host/node.ts';

/** Runs the flannelctl of this repository by its own Node, from other places, and with an empty /usr/local/bin. */
const ELSEWHERE = `
mount --bind "$1" "$2" && mount --bind "$3" "$4" && mount -t tmpfs t /usr/local/bin || exit
eval "$5" || exit
node=$2/\${6##*/} script=$4/bin/flannelctl.cjs
shift 7
exec "$node" "$script" "$@"`;

interface Installed {
  readonly node: string;
  readonly script: string;
  /** @param first a line of shell that is run before the command */
  readonly via: (first?: string) => string[];
}

/** Where Node and flannelctl are installed, by the names of their folders. */
async function installed(node: string, flannelctl: string): Promise<Installed> {
  const top = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-installed-'));
  onTestFinished(async () => rm(top, { recursive: true }));
  const [bin, home] = [path.join(top, node), path.join(top, flannelctl)];
  for (const folder of [bin, home]) await mkdir(folder, { recursive: true });
  const places = [path.dirname(process.execPath), bin, REPOSITORY, home];
  return {
    node: path.join(bin, path.basename(process.execPath)),
    script: path.join(home, 'bin/flannelctl.cjs'),
    via: (first = ':') => ['unshare', '--mount', 'sh', '-c', ELSEWHERE, 'sh', ...places, first],
  };
}

const UNIT = 'etc/systemd/system/flannelctl.service';
const INIT = [...initArgs(), '--enable-service', '--yes'];

const STAYS = ['opt/node', 'opt/flannelctl'] as const;
const GOES = ['node-v20.19.2-linux-x64/bin', 'flannelctl-0.1.0'] as const;

const warnings = (stderr: string): string[] =>
  stderr.split('\n').filter((line) => line.includes('[Service]'));

test('a unit of a Node and a flannelctl whose paths stay is no matter', async () => {
  const host = await freshHost();
  const { node, script, via } = await installed(...STAYS);
  const { stderr } = expectExit(await host.flannelctl(INIT, { via: via() }), 0);
  expect(warnings(stderr)).toEqual([]);
  expect(await readIn(host, UNIT)).toContain(`ExecStart=${node} ${script} up `);
});

test.each([
  ['Node', 'node', GOES[0], STAYS[1]],
  ['flannelctl', 'flannelctl', STAYS[0], GOES[1]],
])(
  'one that starts %s by a path that goes is warned of, until that has a name that stays',
  async (what, name, nodeFolder, flannelctlFolder) => {
    const host = await freshHost();
    const { node, script, via } = await installed(nodeFolder, flannelctlFolder);
    const file = what === 'Node' ? node : script;
    const { stderr } = expectExit(await host.flannelctl(INIT, { via: via() }), 0);
    expect(warnings(stderr)).toEqual([
      `warning: [Service] the systemd unit starts ${what} by ${file}, a path that goes at an upgrade, and then the network does not come back at boot`,
    ]);
    expect(await readIn(host, UNIT)).toContain(file);
    const link = /→ Give it a name that stays: (.*)\. Then run it again/.exec(stderr)?.[1];
    expect(link).toBe(`ln -s ${file} /usr/local/bin/${name}`);
    const again = expectExit(await host.flannelctl(['join', '--yes'], { via: via(link) }), 0);
    expect(warnings(again.stderr)).toEqual([]);
    const unit = await readIn(host, UNIT);
    expect(unit).toContain(`/usr/local/bin/${name} `);
    expect(unit).not.toContain(file);
  },
);

test('without a unit nobody is warned of paths', async () => {
  const host = await freshHost();
  const { via } = await installed(...GOES);
  const { stderr } = expectExit(await host.flannelctl([...initArgs(), '--yes'], { via: via() }), 0);
  expect(warnings(stderr)).toEqual([]);
});

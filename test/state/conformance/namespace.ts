import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { rolldown } from 'rolldown';
import { UPLINKS } from '../../support/model-world.ts';
import type { HostEvent, Sight } from '../../support/play.ts';

/** What makes a namespace the host that the model starts from. */
const SETUP = UPLINKS.flatMap(({ name, address, ipv6, mtu }) => [
  `link add name ${name} mtu ${mtu} type veth peer name ${name}-far mtu ${mtu}`,
  `link set ${name}-far up`,
  `link set ${name} up`,
  `address add ${address}/24 dev ${name}`,
  `address add ${ipv6}/64 dev ${name} nodad`,
]);

const SETTINGS = ['net.ipv4.ip_forward=0', 'net.ipv4.conf.all.promote_secondaries=0'];

/** Plays events on real hosts. */
export interface RealHosts {
  /** Each call gets a new host, which is gone afterwards. */
  readonly play: (events: readonly HostEvent[]) => Promise<Sight[]>;
  readonly remove: () => Promise<void>;
}

export async function makeRealHosts(): Promise<RealHosts> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-conformance-'));
  const build = await rolldown({
    input: path.join(import.meta.dirname, 'player.ts'),
    platform: 'node',
    logLevel: 'warn',
  });
  const player = path.join(folder, 'player.mjs');
  await build.write({ file: player, format: 'esm', codeSplitting: false });
  await build.close();
  return {
    play: async (events) => playIn(folder, player, events),
    remove: async () => rm(folder, { recursive: true, force: true }),
  };
}

async function playIn(folder: string, player: string, events: readonly HostEvent[]): Promise<Sight[]> {
  const netns = `ft-${randomBytes(4).toString('hex')}`;
  const root = path.join(folder, netns);
  await mkdir(root);
  await execa('ip', ['netns', 'add', netns]);
  const inside = ['netns', 'exec', netns];
  try {
    await execa('ip', [...inside, 'ip', '-batch', '-'], { input: `${SETUP.join('\n')}\n` });
    await execa('ip', [...inside, 'sysctl', '-q', '-w', ...SETTINGS]);
    const { stdout } = await execa('ip', [...inside, process.execPath, player, root], {
      input: JSON.stringify(events),
    });
    return JSON.parse(stdout) as Sight[];
  } finally {
    await execa('ip', ['netns', 'del', netns]);
  }
}

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Host, makeHostWith } from '../host/netns.ts';
import type { Rebuilt } from '../host/rebuild.ts';
import { type Snapshot, snapshot } from '../host/snapshot.ts';

/** A host that flanneld has built, and how it was before. */
export interface FlannelHost extends Host {
  readonly virgin: Snapshot;
}

/** What flanneld and the CNI plugins make has their names, or an address of the pod networks. */
const isFlannels = (line: string): boolean => /flannel|cni0|10\.244\.|fd00:244:/.test(line);

const FLANNEL_CHAIN = /FLANNEL-(POSTRTG|FWD)/;

/** Those rules of iptables-save's text that are wanted, in the tables that then have any. */
const rulesOf = (save: string, isWanted: (line: string) => boolean): string =>
  save
    .split(/^(?=\*)/m)
    .map((table) => table.split('\n').filter((line) => /^(\*|COMMIT)/.test(line) || isWanted(line)))
    .filter((lines) => lines.some((line) => line.startsWith(':') || line.startsWith('-')))
    .map((lines) => `${lines.join('\n')}\n`)
    .join('');

const batch = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

const SYSCTLS = 'net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1';

async function restoreRules(
  sh: Host['sh'],
  { iptables, ip6tables }: Rebuilt,
  isWanted: (line: string) => boolean,
): Promise<void> {
  for (const [tool, save] of [
    ['iptables-restore', iptables],
    ['ip6tables-restore', ip6tables],
  ] as const) {
    const rules = rulesOf(save, isWanted);
    if (rules !== '') await sh(`${tool} --noflush`, rules);
  }
}

/** Makes a host as it is under Kubernetes before flannel is installed. */
async function makeBareHost(built: Rebuilt): Promise<Host> {
  const host = await makeHostWith(async (sh) => {
    await sh('ip -batch -', batch(built.ip.filter((line) => !isFlannels(line))));
    await restoreRules(sh, built, (line) => !FLANNEL_CHAIN.test(line));
    await sh(`sysctl -q -w ${SYSCTLS}`);
  });
  for (const file of Object.keys(built.files))
    await mkdir(path.join(host.root, path.dirname(file)), { recursive: true });
  return host;
}

async function install({ sh, root }: Host, built: Rebuilt): Promise<void> {
  const { ip, bridge, nft, settings, files } = built;
  await sh('ip -batch -', batch(ip.filter(isFlannels)));
  await sh('bridge -batch -', batch(bridge));
  await sh('nft -f -', nft);
  await restoreRules(sh, built, (line) => FLANNEL_CHAIN.test(line));
  for (const [name, value] of Object.entries(settings)) await sh(`sysctl -q -w ${name}=${value}`);
  for (const [file, content] of Object.entries(files)) await writeFile(path.join(root, file), content);
}

/** Makes a host without flannel for the length of some work, so that tests can run beside each other. */
export async function withBareHost(built: Rebuilt, work: (host: Host) => Promise<void>): Promise<void> {
  const host = await makeBareHost(built);
  try {
    await work(host);
  } finally {
    await host.remove();
  }
}

/** The same with the network that flannel built there. */
export const withFlannelHost = async (
  built: Rebuilt,
  work: (host: FlannelHost) => Promise<void>,
): Promise<void> =>
  withBareHost(built, async (host) => {
    const virgin = await snapshot(host);
    await install(host, built);
    await work({ ...host, virgin });
  });

import path from 'node:path';
import { listFolder } from '../../files/files.ts';
import { PROC_SYS, readSysctls } from '../../observe/sysctls.ts';
import type { Fact } from '../fact.ts';

const OF_LINKS = {
  'net/ipv4/conf': ['forwarding', 'rp_filter', 'accept_local'],
  'net/ipv6/conf': ['disable_ipv6'],
} as const;

const GLOBAL = [
  'net/ipv4/ip_forward',
  'net/ipv6/conf/all/forwarding',
  'net/bridge/bridge-nf-call-iptables',
  'net/bridge/bridge-nf-call-ip6tables',
];

async function paths(): Promise<string[]> {
  const ofLinks = Object.entries(OF_LINKS).map(async ([folder, names]) => {
    const links = await listFolder(path.join(PROC_SYS, folder)).catch(() => []);
    return links.flatMap((link) => names.map((name) => `${folder}/${link}/${name}`));
  });
  return [...GLOBAL, ...(await Promise.all(ofLinks)).flat()];
}

/** The settings by which the kernel forwards packets, or drops them, of each link; by their paths below /proc/sys. */
export const packetSettings: Fact<Readonly<Record<string, string>>> = {
  name: 'settings for packets',
  read: async () =>
    Object.fromEntries(readSysctls(await paths()).map(({ path: name, value }) => [name, value])),
};

import { access, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../errors/index.ts';
import type { Family } from '../net/index.ts';
import { readText } from './files.ts';
import { askNexthops } from './observe/ask-nexthops.ts';
import { askRoutes } from './observe/ask-routes.ts';
import { hasIpv6 } from './observe/ipv6.ts';
import { type RouteJson, routesOf } from './observe/routing.ts';

const exists = async (file: string): Promise<boolean> => {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
};

/** Names this boot of the machine. */
export const bootId = async (): Promise<string> =>
  ((await readText('/proc/sys/kernel/random/boot_id')) ?? '').trim();

/** What the kernel of this network namespace has. */
export interface KernelFacts {
  readonly ipv6: boolean;
  readonly bridgeNetfilter: boolean;
  readonly bridgeNetfilter6: boolean;
  /** Nexthop objects, since 5.3. */
  readonly nexthops: boolean;
}

export async function kernelFacts(): Promise<KernelFacts> {
  const [ipv6, bridgeNetfilter, bridgeNetfilter6, nexthops] = await Promise.all([
    hasIpv6(),
    exists('/proc/sys/net/bridge/bridge-nf-call-iptables'),
    exists('/proc/sys/net/bridge/bridge-nf-call-ip6tables'),
    // Asked of the kernel itself: distributions give old kernels new features.
    askNexthops('-N', '-j'),
  ]);
  return { ipv6, bridgeNetfilter, bridgeNetfilter6, nexthops: nexthops !== undefined };
}

/** Routes of the main table of a family, as `ip` lists them. */
export const listRoutes = async (family: Family): Promise<RouteJson[]> =>
  askRoutes(family, (list) => routesOf(list, family));

/** Local UDP ports in use in this network namespace, by processes or by the kernel's own tunnels. */
export async function udpPorts(): Promise<Set<number>> {
  const tables = await Promise.all(['/proc/net/udp', '/proc/net/udp6'].map(async (file) => readText(file)));
  const lines = tables.flatMap((text) => (text ?? '').split('\n').slice(1));
  return new Set(
    lines
      .flatMap((line) => /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) /.exec(line)?.[1] ?? [])
      .map((hex) => Number.parseInt(hex, 16)),
  );
}

/** The processes of a name that live in this network namespace. */
export async function processesHere(name: string): Promise<number[]> {
  const here = await readlink('/proc/self/ns/net');
  const ids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const matches = await Promise.all(ids.map(async (id) => isProcess(id, name, here)));
  return ids.filter((_, i) => matches[i]).map(Number);
}

async function isProcess(id: string, name: string, netns: string): Promise<boolean> {
  try {
    const comm = await readText(path.join('/proc', id, 'comm'));
    return comm?.trim() === name && (await readlink(path.join('/proc', id, 'ns/net'))) === netns;
  } catch (error) {
    // It ended while we looked.
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(errorCode(error) ?? '')) return false;
    throw error;
  }
}

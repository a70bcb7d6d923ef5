import { access, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, Failure } from '../errors/index.ts';
import type { Family } from '../net/index.ts';
import { readText } from './files.ts';
import { askNexthops } from './observe/ask-nexthops.ts';
import { hasIpv6 } from './observe/ipv6.ts';
import { readJson } from './observe/json.ts';
import type { LinkJson } from './observe/links.ts';
import type { RouteJson } from './observe/routing.ts';
import type { RuleTools } from './observe/rules.ts';
import { runTool } from './tool.ts';

/** What a tool says of its version, or undefined if it is not installed. */
async function versionOf(...command: string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await runTool(command);
    return `${stdout}${stderr}`.trim();
  } catch (error) {
    // One that does not answer in time is there, and is not done without.
    if (error instanceof Failure && errorCode(error.cause) === 'ENOENT') return undefined;
    throw error;
  }
}

export interface ToolVersions {
  readonly ip: string | undefined;
  readonly bridge: string | undefined;
  readonly nft: string | undefined;
  readonly iptables: string | undefined;
  readonly ip6tables: string | undefined;
}

let asked: Promise<ToolVersions> | undefined;

/** The tools that are installed; asked once, since they don't change while a command runs. */
export async function toolVersions(): Promise<ToolVersions> {
  asked ??= askVersions();
  return asked;
}

async function askVersions(): Promise<ToolVersions> {
  const [ip, bridge, nft, iptables, ip6tables] = await Promise.all([
    versionOf('ip', '-V'),
    versionOf('bridge', '-V'),
    versionOf('nft', '--version'),
    versionOf('iptables', '--version'),
    versionOf('ip6tables', '--version'),
  ]);
  return { ip, bridge, nft, iptables, ip6tables };
}

export const ruleTools = ({ nft, iptables, ip6tables }: ToolVersions): RuleTools => ({
  nft: nft !== undefined,
  iptables: iptables !== undefined,
  ip6tables: ip6tables !== undefined,
  iptablesIsNft: iptables?.includes('nf_tables') ?? false,
});

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
    askNexthops('-j'),
  ]);
  return { ipv6, bridgeNetfilter, bridgeNetfilter6, nexthops: nexthops !== undefined };
}

/** Links with their addresses, as `ip` lists them. */
export const listLinks = async (): Promise<LinkJson[]> =>
  readJson<LinkJson>('ip', '-N', '-d', '-j', 'address');

/** Routes of the main table of a family, as `ip` lists them. */
export const listRoutes = async (family: Family): Promise<RouteJson[]> =>
  readJson<RouteJson>('ip', `-${family}`, '-N', '-j', 'route', 'show', 'table', 'main');

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

/**
 * Whether this kernel can do what will be asked of it: the same kinds of objects are made in a throw-away network
 * namespace, which also loads the modules. Undefined if it can, else what it said: a text that starts with `unshare:`
 * if there could be no such namespace, so that nothing was tried.
 */
export async function rehearseKernel(): Promise<string | undefined> {
  const lines = ['link add fl0 type vxlan id 1 dstport 8472', 'link add fl1 type bridge'];
  const { exitCode, stderr } = await runTool(['unshare', '--net', 'ip', '-batch', '-'], {
    input: `${lines.join('\n')}\n`,
  });
  if (exitCode === 0) return undefined;
  const said = stderr.split('\n')[0] ?? '';
  if (said.startsWith('unshare:')) return said;
  const line = Number(/Command failed -:(\d+)/.exec(stderr)?.[1] ?? 1);
  return `ip ${lines[line - 1]}: ${said}`;
}

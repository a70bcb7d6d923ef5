import { lackOfTables } from './nf-tables.ts';
import type { RuleTools } from './observe/rules.ts';
import { runIfInstalled } from './tool.ts';

/** A tool that is installed. */
export interface ToolVersion {
  /** The first line of what it says when it is asked for its version. */
  readonly text: string;
  /** `noKernel`: the kernel has not the part that it speaks to; `broken`: it ends with an error of another kind. */
  readonly state: 'works' | 'noKernel' | 'broken';
}

const TOOLS = {
  ip: '-V',
  bridge: '-V',
  nft: '--version',
  iptables: '--version',
  ip6tables: '--version',
} as const;

type ToolName = keyof typeof TOOLS;

/** The tools that are driven; undefined is one that is not installed. */
export type ToolVersions = { readonly [tool in ToolName]: ToolVersion | undefined };

/**
 * nft and iptables-nft open a socket to the kernel before they tell their version (nft 1.0.6, iptables 1.8.9). A kernel
 * without nfnetlink has no such protocol, and so no rules either; one that has lost some of it knows no such file.
 */
const NO_KERNEL =
  /(?:Unable to initialize Netlink socket|Failed to initialize nft).*(?:Protocol not supported|No such file)/i;

async function versionOf(tool: ToolName): Promise<ToolVersion | undefined> {
  const asked = await runIfInstalled([tool, TOOLS[tool]]);
  if (asked === undefined) return undefined;
  const { exitCode, stdout, stderr } = asked;
  const said = `${stdout}${stderr}`.trim();
  const [text = ''] = said.split('\n');
  if (exitCode === 0) return { text, state: 'works' };
  return {
    text: text || `it ended with ${exitCode} and said nothing`,
    state: NO_KERNEL.test(said) ? 'noKernel' : 'broken',
  };
}

/** A tool that only tells its version, and what keeps it from the rest. */
const without = (version: ToolVersion | undefined, lack: string): ToolVersion | undefined =>
  version?.state === 'works' ? { text: `${version.text}: ${lack}`, state: 'noKernel' } : version;

let asked: Promise<ToolVersions> | undefined;

/** The tools that are installed; asked once, since they don't change while a command runs. */
export async function toolVersions(): Promise<ToolVersions> {
  asked ??= askVersions();
  return asked;
}

async function askVersions(): Promise<ToolVersions> {
  const names = Object.keys(TOOLS) as ToolName[];
  const [versions, lack] = await Promise.all([
    Promise.all(names.map(async (name) => [name, await versionOf(name)] as const)),
    lackOfTables(),
  ]);
  const found = Object.fromEntries(versions) as ToolVersions;
  if (lack === undefined) return found;
  const { nft, iptables, ip6tables } = found;
  return {
    ...found,
    nft: without(nft, lack),
    iptables: isNft(iptables) ? without(iptables, lack) : iptables,
    ip6tables: isNft(ip6tables) ? without(ip6tables, lack) : ip6tables,
  };
}

/** Whether an iptables keeps its rules in nf_tables. */
const isNft = (version: ToolVersion | undefined): boolean =>
  /nf_tables|initialize nft/.test(version?.text ?? '');

/** The tools that rules can be looked at with. */
export const ruleTools = ({ nft, iptables, ip6tables }: ToolVersions): RuleTools => ({
  nft: nft?.state === 'works',
  iptables: iptables?.state === 'works',
  ip6tables: ip6tables?.state === 'works',
  iptablesIsNft: isNft(iptables),
});

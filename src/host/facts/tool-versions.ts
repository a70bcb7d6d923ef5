import { runIfInstalled } from '../exec/tool.ts';
import type { Fact } from './fact.ts';
import { isInstalled } from './installed.ts';
import { lackOfTables, listsTables } from './nf-tables.ts';

/** A tool that is installed. */
export interface ToolVersion {
  /** The first line of its version, or of its error. */
  readonly text: string;
  /** `noKernel`: the kernel lacks the part that the tool needs; `broken`: it fails with another error. */
  readonly state: 'works' | 'noKernel' | 'broken';
}

const TOOLS = {
  ip: '-V',
  bridge: '-V',
  nft: '--version',
  iptables: '--version',
  ip6tables: '--version',
} as const;

/** The tools that flannelctl runs and that print a version. */
export type ToolName = keyof typeof TOOLS;

/**
 * nft and iptables-nft open a socket to the kernel before they print their version (nft 1.0.6, iptables 1.8.9). A
 * kernel without nfnetlink lacks the protocol, and so has no rules; if only a part of nfnetlink is missing, the error
 * is "No such file".
 */
const NO_KERNEL =
  /(?:Unable to initialize Netlink socket|Failed to initialize nft).*(?:Protocol not supported|No such file)/i;

async function ownVersion(tool: ToolName): Promise<ToolVersion | undefined> {
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

/** Tools for nf_tables print their version even if the kernel lacks it. */
async function askVersion(tool: ToolName): Promise<ToolVersion | undefined> {
  const version = await ownVersion(tool);
  if (version?.state !== 'works' || !(tool === 'nft' || isNft(version))) return version;
  const lack = await lackOfTables();
  return lack === undefined ? version : { text: `${version.text}: ${lack}`, state: 'noKernel' };
}

const asked = new Map<ToolName, Promise<ToolVersion | undefined>>();

/** The version of a tool, undefined if it is not installed; read once, because it does not change during a command. */
export async function toolVersion(tool: ToolName): Promise<ToolVersion | undefined> {
  const version = asked.get(tool) ?? askVersion(tool);
  asked.set(tool, version);
  return version;
}

/** The state of a tool; `missing`: it is not installed. */
type ToolState = ToolVersion['state'] | 'missing';

/** nft is asked for its version only if it fails to list its tables, which is needed anyway. */
async function askState(tool: ToolName): Promise<ToolState> {
  if (!(await isInstalled(tool))) return 'missing';
  if (tool === 'nft' && (await listsTables())) return 'works';
  return (await toolVersion(tool))?.state ?? 'missing';
}

const states = new Map<ToolName, Promise<ToolState>>();

/** The state of a tool; read once, because it does not change during a command. */
export async function toolState(tool: ToolName): Promise<ToolState> {
  const state = states.get(tool) ?? askState(tool);
  states.set(tool, state);
  return state;
}

/** Whether an iptables has its rules in nf_tables, where tables and built-in chains are made on use. */
const isNft = (version: ToolVersion | undefined): boolean =>
  /nf_tables|initialize nft/.test(version?.text ?? '');

export const iptablesIsNft = async (): Promise<boolean> => isNft(await toolVersion('iptables'));

/** Whether all rules that can be ours were read: each tool for them works. */
export async function seesAllRules(): Promise<boolean> {
  const found = await Promise.all((['nft', 'iptables', 'ip6tables'] as const).map(toolState));
  return found.every((state) => state === 'works');
}

type ByTool<T> = { readonly [tool in ToolName]?: T };

const byTool = async <T>(
  tools: readonly ToolName[],
  ask: (tool: ToolName) => Promise<T>,
): Promise<ByTool<Exclude<T, undefined>>> => {
  const values = await Promise.all(tools.map(async (tool) => [tool, await ask(tool)] as const));
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as ByTool<
    Exclude<T, undefined>
  >;
};

/** The tools that are on the PATH; a lookup starts no process. */
export const installedTools: Fact<readonly ToolName[]> = {
  name: 'tools that are installed',
  read: async () => {
    const tools = Object.keys(TOOLS) as ToolName[];
    const found = await Promise.all(tools.map(isInstalled));
    return tools.filter((_, i) => found[i]);
  },
};

async function stateWithReason(tool: ToolName): Promise<ToolVersion | undefined> {
  const state = await toolState(tool);
  if (state === 'missing') return undefined;
  return state === 'works' ? { state, text: '' } : toolVersion(tool);
}

/** The states of the installed ones among tools; the text of one that works is empty. */
export const toolStates = (tools: readonly ToolName[]): Fact<ByTool<ToolVersion>> => ({
  name: `states of ${tools.join(', ')}`,
  read: async () => byTool(tools, stateWithReason),
});

/** The versions of the installed ones among tools. */
export const toolVersions = (tools: readonly ToolName[]): Fact<ByTool<ToolVersion>> => ({
  name: `versions of ${tools.join(', ')}`,
  read: async () => byTool(tools, toolVersion),
});

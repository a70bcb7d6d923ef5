import { runIfInstalled } from '../tool.ts';
import type { Fact } from './fact.ts';
import { isInstalled } from './installed.ts';
import { lackOfTables, listsTables } from './nf-tables.ts';

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

/** The tools that are driven and say which version they are. */
export type ToolName = keyof typeof TOOLS;

/**
 * nft and iptables-nft open a socket to the kernel before they tell their version (nft 1.0.6, iptables 1.8.9). A kernel
 * without nfnetlink has no such protocol, and so no rules either; one that has lost some of it knows no such file.
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

/** What speaks to nf_tables tells its version also where the kernel has none. */
async function askVersion(tool: ToolName): Promise<ToolVersion | undefined> {
  const version = await ownVersion(tool);
  if (version?.state !== 'works' || !(tool === 'nft' || isNft(version))) return version;
  const lack = await lackOfTables();
  return lack === undefined ? version : { text: `${version.text}: ${lack}`, state: 'noKernel' };
}

const asked = new Map<ToolName, Promise<ToolVersion | undefined>>();

/** The version of a tool, undefined if it is not installed; asked once, since it does not change while a command runs. */
export async function toolVersion(tool: ToolName): Promise<ToolVersion | undefined> {
  const version = asked.get(tool) ?? askVersion(tool);
  asked.set(tool, version);
  return version;
}

/** How a tool is; `missing`: it is not installed. */
type ToolState = ToolVersion['state'] | 'missing';

/** nft is only asked for its version where it does not list its tables, which is asked anyway. */
async function askState(tool: ToolName): Promise<ToolState> {
  if (!(await isInstalled(tool))) return 'missing';
  if (tool === 'nft' && (await listsTables())) return 'works';
  return (await toolVersion(tool))?.state ?? 'missing';
}

const states = new Map<ToolName, Promise<ToolState>>();

/** Whether a tool works; found out once, since it does not change while a command runs. */
export async function toolState(tool: ToolName): Promise<ToolState> {
  const state = states.get(tool) ?? askState(tool);
  states.set(tool, state);
  return state;
}

/** Whether an iptables keeps its rules in nf_tables, where its tables and built-in chains come and go. */
const isNft = (version: ToolVersion | undefined): boolean =>
  /nf_tables|initialize nft/.test(version?.text ?? '');

export const iptablesIsNft = async (): Promise<boolean> => isNft(await toolVersion('iptables'));

/** Whether all rules that can be ours were looked at: each tool of theirs works. */
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

/** Whether tools work, of those that are installed; what they say is empty where they do. */
export const toolStates = (tools: readonly ToolName[]): Fact<ByTool<ToolVersion>> => ({
  name: `states of ${tools.join(', ')}`,
  read: async () => byTool(tools, stateWithReason),
});

/** The versions of tools, of those that are installed. */
export const toolVersions = (tools: readonly ToolName[]): Fact<ByTool<ToolVersion>> => ({
  name: `versions of ${tools.join(', ')}`,
  read: async () => byTool(tools, toolVersion),
});

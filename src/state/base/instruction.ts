import type { Script, Words } from '../../words/index.ts';

/**
 * The order in which a host is built. Each step relies on those before it: the firewall stands before the first
 * peer can send, and `ready` (subnet.env) comes last, because CNI takes its existence for "ready".
 */
export const PHASES = [
  'sysctl',
  'link',
  'link-sysctl',
  'address',
  'up',
  'firewall',
  'neighbor',
  'fdb',
  'nexthop',
  'route',
  'file',
  'ready',
] as const;

export type Phase = (typeof PHASES)[number];

/** What was observed at a path; a step that finds something else there leaves it alone. */
export interface SeenFile {
  /** `other`: a FIFO, socket or device, which flannelctl never makes. */
  readonly type: 'file' | 'directory' | 'symlink' | 'other';
  readonly mode: number;
  /** A file's text, or a symbolic link's target, also of a link that serves as a folder. */
  readonly content: string;
}

/** One operation on the host, as data: what is printed is exactly what is run. */
export type Instruction = { readonly phase: Phase } & (
  | { readonly tool: 'ip' | 'bridge'; readonly args: Words }
  /** The script is one transaction. */
  | { readonly tool: 'nft' | 'iptables-restore' | 'ip6tables-restore'; readonly script: Script }
  | { readonly tool: 'sysctl'; readonly path: string; readonly value: string }
  /** `from`: what is replaced; absent: nothing, and a file that appears in the meantime is not overwritten. */
  | ({ readonly tool: 'write'; readonly content: string; readonly mode: number } & FromTo)
  | ({ readonly tool: 'symlink'; readonly target: string } & FromTo)
  | { readonly tool: 'mkdir'; readonly path: string; readonly mode: number }
  | { readonly tool: 'rmdir'; readonly path: string }
  | { readonly tool: 'unlink'; readonly path: string; readonly from: SeenFile }
);

interface FromTo {
  readonly path: string;
  readonly from?: SeenFile;
}

export const ip = (phase: Phase, args: Words): Instruction => ({ phase, tool: 'ip', args });

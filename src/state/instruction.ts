import type { Script, Words } from '../words/index.ts';

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

/** One thing to be done to the host, as data: what is printed is exactly what is done. */
export type Instruction = { readonly phase: Phase } & (
  | { readonly tool: 'ip' | 'bridge'; readonly args: Words }
  /** One transaction. */
  | { readonly tool: 'nft' | 'iptables-restore' | 'ip6tables-restore'; readonly script: Script }
  | { readonly tool: 'sysctl'; readonly path: string; readonly value: string }
  | { readonly tool: 'write'; readonly path: string; readonly content: string; readonly mode: number }
  | { readonly tool: 'symlink'; readonly path: string; readonly target: string }
  | { readonly tool: 'mkdir' | 'rmdir' | 'unlink'; readonly path: string; readonly mode?: number }
);

export const ip = (phase: Phase, args: Words): Instruction => ({ phase, tool: 'ip', args });

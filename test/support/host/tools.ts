import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { CHANGING_CALLS } from './changing-calls.ts';

const TOOLS = [
  'ip',
  'bridge',
  'nft',
  'iptables',
  'iptables-save',
  'iptables-restore',
  'ip6tables-restore',
  'unshare',
];

/** What a wrapped tool does instead of changing the host; shell, `$n` counts the changing calls of all tools. */
export const MISBEHAVIOUR = {
  /** The n-th call that changes something fails, once. */
  failOnce: (at: number) => `[ "$n" -eq ${at} ] && { cat > /dev/null; echo "made to fail" >&2; exit 2; }`,
  /** That call and all after it fail. */
  failFrom: (at: number) => `[ "$n" -ge ${at} ] && { cat > /dev/null; echo "made to fail" >&2; exit 2; }`,
  /** All calls go through. */
  none: ':',
} as const;

/** The one script that stands in for every tool: notes how it was called, misbehaves or runs the real one. */
const script = (folder: string, misbehaviour: string, always: string): string => `#!/bin/sh
tool=\${0##*/}
echo "$tool $*" >> '${folder}/log'
${always}
case "$tool $*" in
  ${CHANGING_CALLS})
    n=$(($(cat '${folder}/count' 2> /dev/null || echo 0) + 1))
    echo "$n" > '${folder}/count'
    ${misbehaviour}
    ;;
esac
PATH='${process.env['PATH']}'
exec "$tool" "$@"
`;

/** What `ip` says of nexthop objects on a kernel before 5.3, for `wrapTools` to say always. */
export const NO_NEXTHOPS = `case "$tool $*" in
  'ip '*nexthop*) echo 'RTNETLINK answers: Operation not supported' >&2; exit 2 ;;
esac`;

export interface Tools {
  /** Words to put before a command, so that it finds these tools first. */
  readonly via: readonly string[];
  /** How the tools were called, one call a line; not by tools themselves, such as `ip` by `unshare`. */
  readonly calls: () => Promise<string[]>;
}

async function testFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-tools-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Puts stand-ins before the tools that flannelctl drives, for the length of a test. */
export async function wrapTools(
  misbehaviour: string = MISBEHAVIOUR.none,
  always: string = MISBEHAVIOUR.none,
): Promise<Tools> {
  const folder = await testFolder();
  for (const tool of TOOLS) {
    const file = path.join(folder, tool);
    await writeFile(file, script(folder, misbehaviour, always));
    await chmod(file, 0o755);
  }
  return {
    via: ['env', `PATH=${folder}:${process.env['PATH']}`],
    calls: async () =>
      (await readFile(path.join(folder, 'log'), 'utf8').catch(() => '')).split('\n').filter(Boolean),
  };
}

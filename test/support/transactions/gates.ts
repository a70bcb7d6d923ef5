import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'vitest';
import { CHANGING_CALLS } from '../host/changing-calls.ts';
import { until } from './running.ts';

const TOOLS = ['ip', 'bridge', 'nft', 'iptables-restore'];

/**
 * Stands in for every tool that changes the host: counts the changing calls in `$n`, and does as it is told before or
 * after `real`, the tool itself. `$PPID` is the flannelctl that called it.
 */
const script = (folder: string, action: string): string => `#!/bin/sh
tool=\${0##*/}
PATH='${process.env['PATH']}'
folder='${folder}'
real() { "$tool" "$@"; }
case "$tool $*" in
  ${CHANGING_CALLS}) ;;
  *) exec "$tool" "$@" ;;
esac
n=$(($(cat "$folder/count" 2> /dev/null || echo 0) + 1))
echo "$n" > "$folder/count"
${action}
real "$@"
status=$?
echo "$n $status" >> "$folder/ended"
exit $status
`;

/** Tools that do something else first. */
export interface StandIns {
  /** Words to put before a command, so that it finds these tools first. */
  readonly via: readonly string[];
  /** Which changing calls have come to their end, and how, as `number status`. */
  readonly ended: () => Promise<string[]>;
  /** Whether a stand-in has made a file of that name in `$folder`. */
  readonly has: (name: string) => Promise<boolean>;
  /** `$folder`. */
  readonly folder: string;
}

/** Puts stand-ins before the changing tools, for the length of a test. @param action shell; see `script` */
export async function standIns(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  action: string,
): Promise<StandIns> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-tools-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  for (const tool of TOOLS) {
    await writeFile(path.join(folder, tool), script(folder, action));
    await chmod(path.join(folder, tool), 0o755);
  }
  const ended = async (): Promise<string[]> =>
    (await readFile(path.join(folder, 'ended'), 'utf8').catch(() => '')).split('\n').filter(Boolean);
  const has = async (name: string): Promise<boolean> => (await readdir(folder)).includes(name);
  return { via: ['env', `PATH=${folder}:${process.env['PATH']}`], ended, has, folder };
}

/** Tools that stop at a changing call until they are let through. */
export interface Gate extends StandIns {
  /** Waits until a tool stands at the gate; gives its process. */
  readonly reached: () => Promise<number>;
  readonly open: () => Promise<void>;
}

/** Makes a gate at the n-th changing call, from 1; it opens by itself when the test is over. */
export async function gateAt(context: Pick<TestContext, 'onTestFinished'>, n: number): Promise<Gate> {
  const wait =
    'echo $$ > "$folder/at"; while [ -d "$folder" ] && [ ! -e "$folder/open" ]; do sleep 0.05; done';
  const tools = await standIns(context, `[ "$n" -eq ${n} ] && { ${wait}; }`);
  return {
    ...tools,
    reached: async () =>
      until('a tool stands at the gate', async () => {
        const pid = await readFile(path.join(tools.folder, 'at'), 'utf8').catch(() => '');
        return pid.endsWith('\n') && Number(pid);
      }),
    open: async () => writeFile(path.join(tools.folder, 'open'), ''),
  };
}

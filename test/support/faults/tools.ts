import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { CHANGING_CALLS } from '../host/changing-calls.ts';

/** What a tool does at one call instead of its work. */
export type Mode =
  /** It refuses. */
  | 'fail'
  /** It does the first half of its lines, if it gets any, and then never ends, nor does a child that it has. */
  | 'hang'
  /** It does nothing, prints nothing, and says that all went well. */
  | 'lie'
  /** It does the first half of its lines, and refuses the next. */
  | 'half'
  /** It does the first half of its lines, and says that all went well. */
  | 'half-lie';

/** A mode at the n-th call; that of `half` and `half-lie` is the n-th call with lines on its stdin. */
export interface Fault {
  readonly mode: Mode;
  readonly at: number;
}

const TOOLS = ['ip', 'bridge', 'nft', 'iptables', 'iptables-save', 'iptables-restore', 'ip6tables-restore'];

/**
 * The one script that stands in for every tool. Reads run side by side, so a call takes its number by making a file of
 * that name, which succeeds for one of them only (`set -C` is O_EXCL). `half` is the real tool's own word on half of
 * its lines where the tool applies all or nothing. Nothing but the real tool is started where there is no fault.
 */
const SCRIPT = `#!/bin/sh
tool=\${0##*/}
call="$tool $*"
take() {
  n=1
  until { echo "$call" > "$FAULT_LOG/$1$n"; } 2> /dev/null; do n=$((n + 1)); done
}
case $call in
  ${CHANGING_CALLS}) isBatch=yes ;;
  *) isBatch=no ;;
esac
set -C
take call-
case $FAULT_MODE,$isBatch in
  half*,yes) take batch- ;;
  half*,no) n=0 ;;
esac
set +C
PATH=\${PATH#*:}
[ "$n" = "$FAULT_AT" ] || exec "$tool" "$@"
half() {
  text=$(cat)
  lines=$(($(echo "$text" | wc -l) / 2))
  echo "$text" | head -n "$lines" | "$tool" "$@"
}
case $FAULT_MODE,$tool in
  fail,*) echo 'made to fail' >&2; exit 2 ;;
  hang,*) [ $isBatch = no ] || half "$@"; sleep 60 & echo "$$ $!" > "$FAULT_LOG/hung"; wait ;;
  half,ip | half,bridge) half "$@"; echo 'made to fail' >&2; echo "Command failed -:$((lines + 1))" >&2; exit 1 ;;
  half,*) half "$@" ;;
  half-lie,*) half "$@"; exit 0 ;;
  lie,*) exit 0 ;;
esac
`;

/** Makes a folder with the stand-ins, for any number of hosts. */
export async function makeFaultTools(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-faults-'));
  const script = path.join(folder, 'script');
  await writeFile(script, SCRIPT);
  await chmod(script, 0o755);
  for (const tool of TOOLS) await symlink(script, path.join(folder, tool));
  return folder;
}

/** Where the stand-ins note how they were called: a folder for one run of a command. */
export interface FaultLog {
  /** Words to put before a command, so that it finds the stand-ins first. */
  readonly via: readonly string[];
  /** What tells the stand-ins where to note their calls, and which is to go wrong. */
  readonly env: Readonly<Record<string, string>>;
  /** The calls in order, each as its words. */
  readonly calls: () => Promise<string[]>;
  /** Processes that hang, and still do. */
  readonly hanging: () => Promise<number[]>;
  readonly remove: () => Promise<void>;
}

export async function faultLog(tools: string, fault: Fault | undefined): Promise<FaultLog> {
  const folder = await mkdtemp(path.join(tools, 'log-'));
  const temporary = path.join(folder, 'tmp');
  await mkdir(temporary);
  const isAlive = async (pid: number): Promise<boolean> =>
    readFile(`/proc/${pid}/stat`, 'utf8').then(
      (stat) => !/\) Z /.test(stat),
      () => false,
    );
  return {
    via: ['env', `PATH=${tools}:${process.env['PATH']}`],
    env: {
      FAULT_LOG: folder,
      FAULT_MODE: fault?.mode ?? 'none',
      FAULT_AT: `${fault?.at ?? 0}`,
      TMPDIR: temporary,
    },
    calls: async () => {
      const count = (await readdir(folder)).filter((name) => name.startsWith('call-')).length;
      const names = Array.from({ length: count }, (_, i) => `call-${i + 1}`);
      return Promise.all(names.map(async (name) => (await readFile(path.join(folder, name), 'utf8')).trim()));
    },
    hanging: async () => {
      const text = await readFile(path.join(folder, 'hung'), 'utf8').catch(() => '');
      const pids = text.split(/\s+/).filter(Boolean).map(Number);
      const alive = await Promise.all(pids.map(isAlive));
      return pids.filter((_, i) => alive[i]);
    },
    remove: async () => rm(folder, { recursive: true, force: true }),
  };
}

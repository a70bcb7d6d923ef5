import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { CHANGING_CALLS } from '../../support/host/changing-calls.ts';

const PRELOAD = path.join(import.meta.dirname, '../../support/host/kill-preload.cjs');

/** What goes wrong in a command, and at which of its calls of tools, from 1. */
export interface Fault {
  readonly mode: /** It is killed just before the call does its work, in its middle, or after it. */
    | 'kill before'
    | 'kill half-way'
    | 'kill after'
    /** It is told to end, and the call does its work. */
    | 'SIGTERM'
    | 'SIGINT'
    /** The call refuses. */
    | 'fail'
    /** It is killed before the n-th of whatever it does that outlasts it: files, settings, tools. */
    | 'kill before side effect';
  readonly at: number;
  /** Which calls count: those that change something, or reads as well. */
  readonly of: 'changes' | 'calls';
}

/** More calls than a command makes are as good as no fault, so they are not many. */
const AT = { changes: [2, 3, 4, 2, 3, 1, 5, 6, 7], calls: 30, sideEffects: 30 } as const;

const atCalls = (...modes: readonly Fault['mode'][]): fc.Arbitrary<Fault> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        mode: fc.constantFrom(...modes),
        at: fc.constantFrom(...AT.changes),
        of: fc.constant('changes'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        mode: fc.constantFrom(...modes),
        at: fc.integer({ min: 1, max: AT.calls }),
        of: fc.constant('calls'),
      }),
    },
  );

export const kills: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 3, arbitrary: atCalls('kill before', 'kill half-way', 'kill after') },
  {
    weight: 2,
    arbitrary: fc.record({
      mode: fc.constant('kill before side effect'),
      at: fc.integer({ min: 1, max: AT.sideEffects }),
      of: fc.constant('calls'),
    }),
  },
);

export const failures: fc.Arbitrary<Fault> = atCalls('fail');
export const signals: fc.Arbitrary<Fault> = atCalls('SIGTERM', 'SIGINT');

export const faultText = ({ mode, at, of }: Fault): string =>
  mode === 'kill before side effect' ? `${mode} ${at}` : `${mode} at ${of} ${at}`;

export const isKill = ({ mode }: Fault): boolean => mode.startsWith('kill');

const TOOLS = ['ip', 'bridge', 'nft', 'iptables', 'iptables-save', 'iptables-restore', 'ip6tables-restore'];

/**
 * Stands in for every tool. Reads run side by side, so a call takes its number by making a file of that name, which
 * succeeds for one of them only (`set -C` is O_EXCL). Nothing but a flannelctl is killed.
 */
const SCRIPT = `#!/bin/sh
tool=\${0##*/}
PATH=\${PATH#*:}
case "$tool $*" in
  ${CHANGING_CALLS}) ;;
  *) [ "$FAULT_OF" = calls ] || exec "$tool" "$@" ;;
esac
n=1
set -C
until { true > "$FAULT_FOLDER/$n"; } 2> /dev/null; do n=$((n + 1)); done
set +C
[ "$n" = "$FAULT_AT" ] || exec "$tool" "$@"
tr '\\0' ' ' < "/proc/$PPID/cmdline" | grep -q 'flannelctl.cjs' || exec "$tool" "$@"
echo "$tool $*" > "$FAULT_FOLDER/hit"
half() {
  text=$(cat)
  lines=$(($(echo "$text" | wc -l) / 2))
  case $tool in
    nft) lines=0 ;;
    *tables-restore) lines=$(echo "$text" | grep -n -m 1 '^COMMIT' | cut -d : -f 1) ;;
  esac
  echo "$text" | head -n "$lines" | "$tool" "$@"
}
case "$FAULT_MODE" in
  fail) echo 'made to fail' >&2; exit 2 ;;
  'kill before') kill -9 "$PPID" ;;
  'kill half-way')
    case "$tool $*" in
      ${CHANGING_CALLS}) half "$@" ;;
    esac
    kill -9 "$PPID" ;;
  'kill after') "$tool" "$@"; kill -9 "$PPID" ;;
  SIGTERM) kill -TERM "$PPID"; exec "$tool" "$@" ;;
  SIGINT) kill -INT "$PPID"; exec "$tool" "$@" ;;
esac
exit 1
`;

/** The stand-ins, ready for one run of a command. */
export interface Trap {
  readonly via: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The call that the fault was at, if the command came so far. */
  readonly hit: () => Promise<string | undefined>;
}

/** Makes the stand-ins; one command after the other can be run with them. */
export async function makeTraps(): Promise<{
  readonly set: (fault: Fault) => Promise<Trap>;
  readonly remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-traps-'));
  const script = path.join(folder, 'script');
  await writeFile(script, SCRIPT);
  await chmod(script, 0o755);
  for (const tool of TOOLS) await symlink(script, path.join(folder, tool));
  return {
    set: async ({ mode, at, of }) => {
      const notes = await mkdtemp(path.join(folder, 'notes-'));
      const hit = async (): Promise<string | undefined> =>
        readFile(path.join(notes, 'hit'), 'utf8').then(
          (text) => text.trim(),
          () => undefined,
        );
      if (mode === 'kill before side effect')
        return { via: [], env: { NODE_OPTIONS: `--require ${PRELOAD}`, KILL_AT: `before:${at}` }, hit };
      const env = { FAULT_MODE: mode, FAULT_AT: `${at}`, FAULT_OF: of, FAULT_FOLDER: notes };
      return { via: ['env', `PATH=${folder}:${process.env['PATH']}`], env, hit };
    },
    remove: async () => rm(folder, { recursive: true, force: true }),
  };
}

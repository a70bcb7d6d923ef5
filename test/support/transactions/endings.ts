import { expect } from 'vitest';
import { parse } from 'yaml';
import type { ErrorDocument } from '../../../src/generated/types.d.ts';
import {
  validateChangesDocument,
  validateErrorDocument,
  validateStatusDocument,
} from '../../../src/generated/validators.js';
import { eventsOf } from '../cli/event-stream.ts';
import { makeGate } from '../host/gate.ts';
import type { Host, RunOptions } from '../host/netns.ts';
import { expectExit, initArgs, initN1 } from '../host/node.ts';
import { MISBEHAVIOUR, wrapTools } from '../host/tools.ts';
import { start } from './started.ts';

/** A command line that ends with a status, and what makes it do so. */
export interface Ending {
  readonly args: readonly string[];
  readonly make?: (host: Host) => Promise<unknown>;
  readonly options?: () => Promise<RunOptions>;
  /** Makes the host as it was, where the command has changed it. */
  readonly undo?: (host: Host) => Promise<unknown>;
  /** The name of the exit status, where it is an error's. */
  readonly code?: string;
}

/** A command line for each exit status. */
export const ENDINGS: Readonly<Record<number, Ending>> = {
  0: { args: [...initArgs(), '--dry-run'] },
  2: { args: ['diff', '--detailed-exitcode', ...initArgs().slice(1)] },
  3: { args: ['status', '--no-probe'], code: 'invalidConfig' },
  4: { args: [...initArgs(), '--iface', 'eth9'], code: 'preflight' },
  5: {
    args: [...initArgs(), '--yes'],
    options: async () => wrapTools(MISBEHAVIOUR.failOnce(3)),
    code: 'rolledBack',
  },
  6: {
    args: [...initArgs(), '--yes'],
    options: async () => wrapTools(MISBEHAVIOUR.failFrom(3)),
    undo: async (host) => expectExit(await host.flannelctl(['reset', '--yes']), 0),
    code: 'residue',
  },
  7: { args: [...initArgs(), '--yes', '--confirm-timeout', '1s'], code: 'unconfirmed' },
  8: {
    args: [...initArgs(), '--yes'],
    make: async ({ sh }) => sh('ip link add flannel.1 type bridge'),
    code: 'conflict',
  },
  10: {
    args: ['reset', '--yes'],
    make: async (host) => {
      const init = start(host, [...initArgs(), '--yes', '--confirm-timeout', '10m']);
      await init.says('flannelctl confirm');
    },
    code: 'pending',
  },
  11: {
    args: ['status', '--no-probe'],
    make: async (host) => {
      await initN1(host);
      await host.sh('ip link del cni0');
    },
  },
  64: { args: [...initArgs(), '--no-such-flag'], code: 'usage' },
  69: { args: initArgs(), options: async () => ({ via: ['env', 'PATH=/nonexistent'] }), code: 'unavailable' },
  75: {
    args: ['reset', '--yes'],
    make: async (host) => {
      const gate = await makeGate();
      start(host, [...initArgs(), '--yes'], { via: gate.via });
      await gate.reached();
    },
    code: 'locked',
  },
  77: {
    args: initArgs(),
    options: async () => ({ via: ['setpriv', '--reuid', '65534', '--clear-groups'] }),
    code: 'permission',
  },
};

/** Checks that stdout is one document by its schema; an error's says how the command ended. */
function checkDocument(document: unknown, exit: number, { args, code }: Ending): void {
  if (code === undefined) {
    const isValid = args[0] === 'status' ? validateStatusDocument : validateChangesDocument;
    expect(isValid(document), JSON.stringify(document)).toBe(true);
    return;
  }
  expect(validateErrorDocument(document), JSON.stringify(document)).toBe(true);
  const { error } = document as ErrorDocument;
  expect(error).toMatchObject({ code, exitCode: exit });
  expect(error.message).not.toBe('');
}

/** What stdout says, as the one document that it is, or the last event has. */
function documentIn(stdout: string, format: string): unknown {
  if (format === 'json') return JSON.parse(stdout);
  if (format === 'yaml') return parse(stdout);
  const { error, document } = eventsOf(stdout).at(-1) ?? {};
  return document ?? { kind: 'Error', version: 1, error };
}

const NDJSON_COMMANDS = ['init', 'join', 'reset'];

/** Whether a command has this format: those that change a host can tell of it as it happens. */
export const hasFormat = ({ args: [command = ''] }: Ending, format: string): boolean =>
  format !== 'ndjson' || NDJSON_COMMANDS.includes(command);

/** Brings a host to that end in each of some formats; stdout is one document by its schema, or events. */
export async function endsAlike(
  host: Host,
  exit: number,
  ending: Ending,
  formats: readonly string[],
): Promise<void> {
  await ending.make?.(host);
  for (const format of formats) {
    const options = await ending.options?.();
    const result = await host.flannelctl([...ending.args, '-o', format], options);
    const { stdout, stderr } = expectExit(result, exit);
    expect(stderr).not.toMatch(/^ {4}at /m);
    if (ending.code !== undefined) expect(stderr).toMatch(/^Error: /m);
    if (format !== 'text') checkDocument(documentIn(stdout, format), exit, ending);
    await ending.undo?.(host);
  }
}

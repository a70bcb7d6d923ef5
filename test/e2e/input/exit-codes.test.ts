import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ErrorDocument } from '../../../src/generated/types.d.ts';
import {
  validateChangesDocument,
  validateErrorDocument,
  validateStatusDocument,
} from '../../../src/generated/validators.js';
import { eventsOf } from '../../support/cli/event-stream.ts';
import { makeGate } from '../../support/host/gate.ts';
import { freshHost, type Host, type RunOptions } from '../../support/host/netns.ts';
import { expectExit, initArgs, initN1 } from '../../support/host/node.ts';
import { MISBEHAVIOUR, wrapTools } from '../../support/host/tools.ts';
import { start } from '../../support/transactions/started.ts';

/** The commands that change a host can tell of it as it happens. */
const formatsOf = ({ args: [command] }: Ending): readonly string[] =>
  command === 'status' || command === 'diff' ? ['text', 'json', 'yaml'] : ['text', 'json', 'yaml', 'ndjson'];

interface Ending {
  readonly args: readonly string[];
  readonly make?: (host: Host) => Promise<unknown>;
  readonly options?: () => Promise<RunOptions>;
  /** Makes the host as it was, where the command has changed it. */
  readonly undo?: (host: Host) => Promise<unknown>;
  /** The name of the exit status, where it is an error's. */
  readonly code?: string;
}

const ENDINGS: Readonly<Record<number, Ending>> = {
  0: { args: [...initArgs(), '--dry-run'] },
  2: { args: ['diff', '--detailed-exitcode', ...initArgs().slice(1)] },
  3: { args: ['status'], code: 'invalidConfig' },
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
    args: ['status'],
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
  return document ?? { error };
}

describe('the exit status', () => {
  test.each(Object.entries(ENDINGS))(
    '%s is the same in text, JSON, YAML and events, and stdout is one document by its schema, or events',
    async (exit, ending) => {
      const host = await freshHost();
      await ending.make?.(host);
      for (const format of formatsOf(ending)) {
        const options = await ending.options?.();
        const result = await host.flannelctl([...ending.args, '-o', format], options);
        const { stdout, stderr } = expectExit(result, Number(exit));
        expect(stderr).not.toMatch(/^ {4}at /m);
        if (ending.code !== undefined) expect(stderr).toMatch(/^Error: /m);
        if (format !== 'text') checkDocument(documentIn(stdout, format), Number(exit), ending);
        await ending.undo?.(host);
      }
    },
  );

  test.each([
    ['-ojson', []],
    ['--output=json', []],
    ['--json', []],
    ['--json', ['--no-such-flag']],
  ])('and the document are the same with %s', async (flag, more) => {
    const host = await freshHost();
    const { stdout } = expectExit(
      await host.flannelctl(['status', flag, ...more]),
      more.length === 0 ? 3 : 64,
    );
    expect(validateErrorDocument(JSON.parse(stdout))).toBe(true);
  });
});

describe('documents', () => {
  test('of init, join, diff, status and reset are by their schemas, with counts of what they list', async () => {
    const host = await freshHost();
    for (const args of [
      [...initArgs(), '--yes'],
      ['join', '--yes'],
      ['diff'],
      ['reset', '--yes'],
      ['reset'],
    ]) {
      const { stdout } = expectExit(await host.flannelctl([...args, '-o', 'json']), 0);
      const document = JSON.parse(stdout) as {
        changes: { action: string }[];
        counts: Record<string, number>;
      };
      expect(validateChangesDocument(document), stdout).toBe(true);
      for (const [action, count] of Object.entries(document.counts))
        expect(document.changes.filter((change) => change.action === action)).toHaveLength(count);
    }
  });
});

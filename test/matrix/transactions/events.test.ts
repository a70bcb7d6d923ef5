import { describe, expect, test } from 'vitest';
import type { EventDocument } from '../../../src/generated/types.d.ts';
import { courseOf, eventsOf } from '../../support/cli/event-stream.ts';
import { freshHost, type Host, type RunOptions } from '../../support/host/netns.ts';
import { expectExit, initArgs, initN1, peerFlags } from '../../support/host/node.ts';
import { MISBEHAVIOUR, wrapTools } from '../../support/host/tools.ts';
import { start } from '../../support/transactions/started.ts';

const INIT = [...initArgs(), '--yes'];

/** A change that was made, looked at, and ended. */
const MADE = ['version', 'begin', 'batches forward', 'verified', 'end', 'result'];
const TAKEN_BACK = ['version', 'back', 'batches back', 'verified', 'end'];

interface Told {
  readonly events: readonly EventDocument[];
  readonly stderr: string;
}

/** Runs a command with -o ndjson. */
async function tell(host: Host, args: readonly string[], exit = 0, options?: RunOptions): Promise<Told> {
  const { stdout, stderr } = expectExit(await host.flannelctl([...args, '-o', 'ndjson'], options), exit);
  return { events: eventsOf(stdout), stderr };
}

/** No probe answers here, so that nothing is asked again. */
const course = ({ events }: Told): string[] => courseOf(events).filter((event) => event !== 'probed');

const one = ({ events }: Told, name: EventDocument['event']): EventDocument => {
  const found = events.filter(({ event }) => event === name);
  expect(found, name).toHaveLength(1);
  return found[0] as EventDocument;
};

/** Leaves a change that was killed in its middle. */
async function kill(host: Host, args: readonly string[]): Promise<void> {
  const { via } = await wrapTools('[ "$tool" = bridge ] && { kill -9 "$PPID"; exit 1; }');
  expectExit(await host.flannelctl(args, { via }), -1);
}

describe('what happens is told line by line', () => {
  test('of init, join and reset', async () => {
    const host = await freshHost();
    for (const args of [
      INIT,
      ['join', ...peerFlags('n4=192.168.77.4,10.244.4.0/24'), '--yes'],
      ['reset', '--yes'],
    ]) {
      const told = await tell(host, args);
      expect(course(told)).toEqual(MADE);
      expect(one(told, 'version').command).toBe(`flannelctl ${args[0]}`);
      const { diff, transaction } = one(told, 'begin');
      const document = one(told, 'result').document as { result: string; changes: object[] };
      expect(document.result).toBe('applied');
      expect(diff).toMatchObject({ changes: document.changes });
      expect(transaction).toMatch(/^[0-9a-f]{6}$/);
      expect(one(told, 'end').outcome).toBe('applied');
      expect(told.events.filter(({ event }) => event === 'batch').at(-1)).toMatchObject({
        n: told.events.filter(({ event }) => event === 'batch').length,
        of: told.events.filter(({ event }) => event === 'batch').length,
      });
    }
  });

  test('where there is nothing to do, or only to look, there is only the result', async () => {
    const host = await freshHost();
    expect(course(await tell(host, [...INIT, '--dry-run']))).toEqual(['version', 'result']);
    await initN1(host);
    for (const args of [INIT, ['rollback'], ['recover', '--forward']])
      expect(course(await tell(host, args))).toEqual(['version', 'result']);
  });

  test('its batches are the commands that --show-commands prints', async () => {
    const host = await freshHost();
    const { stdout } = await host.flannelctl([...initArgs(), '--dry-run', '--show-commands']);
    const { events } = await tell(host, INIT);
    const run = events.flatMap(({ event, commands }) => (event === 'batch' ? (commands ?? []) : []));
    expect(stdout.trimEnd().endsWith(run.join('\n').trimEnd())).toBe(true);
  });

  test('of a change that fails: from `back` on the way back, and the error that it ends with', async () => {
    const host = await freshHost();
    const { via } = await wrapTools('[ "$tool" = bridge ] && { echo "made to fail" >&2; exit 2; }');
    const told = await tell(host, INIT, 5, { via });
    const [, ...back] = TAKEN_BACK;
    expect(course(told)).toEqual(['version', 'begin', 'batches forward', ...back, 'error']);
    expect(one(told, 'back').reason).toContain('made to fail');
    expect(one(told, 'verified').direction).toBe('back');
    expect(one(told, 'end').outcome).toBe('rolledBack');
    expect(one(told, 'error').error).toMatchObject({ code: 'rolledBack', exitCode: 5 });
  });

  test('of a change that can’t be rolled back: it does not end', async () => {
    const host = await freshHost();
    const { via } = await wrapTools(MISBEHAVIOUR.failFrom(4));
    const told = await tell(host, INIT, 6, { via });
    expect(course(told)).not.toContain('end');
    expect(one(told, 'error').error).toMatchObject({ code: 'residue', exitCode: 6 });
  });

  test('of rollback, and of what another command rolls back first', async () => {
    const host = await freshHost();
    await kill(host, INIT);
    const told = await tell(host, ['rollback', '--yes']);
    expect(course(told)).toEqual([...TAKEN_BACK, 'result']);
    expect(one(told, 'end').outcome).toBe('rolledBack');
    await kill(host, INIT);
    const [, ...forward] = MADE;
    expect(course(await tell(host, INIT))).toEqual([...TAKEN_BACK, ...forward]);
  });

  test('of recover', async () => {
    const host = await freshHost();
    await kill(host, INIT);
    const told = await tell(host, ['recover', '--forward', '--yes']);
    expect(course(told)).toEqual(['version', 'batches forward', 'verified', 'end', 'result']);
    await kill(host, ['join', ...peerFlags('n4=192.168.77.4,10.244.4.0/24'), '--yes']);
    const forgotten = await tell(host, ['recover', '--abandon', '--yes']);
    expect(course(forgotten)).toEqual(['version', 'end', 'result']);
    expect(one(forgotten, 'end').outcome).toBe('abandoned');
  });

  test('of a change that waits: `pending`, with what confirm takes; and of confirm', async () => {
    const host = await freshHost();
    const init = start(host, [...INIT, '--confirm-timeout', '10m', '-o', 'ndjson']);
    await init.says('flannelctl confirm');
    const confirmed = await tell(host, ['confirm']);
    expect(course(confirmed)).toEqual(['version', 'end', 'result']);
    expect(one(confirmed, 'end').outcome).toBe('confirmed');
    const { stdout } = expectExit(await init.ended(), 0);
    const told = { events: eventsOf(stdout), stderr: '' };
    expect(course(told)).toContain('pending');
    const { transaction, until } = one(told, 'pending');
    expect(transaction).toBe(one(told, 'begin').transaction);
    expect(new Date(until ?? '').toISOString()).toBe(until);
  });

  test('notes for people go to stderr', async () => {
    const host = await freshHost();
    await kill(host, INIT);
    const { stderr } = await tell(host, ['rollback', '--yes', '--verbose']);
    for (const note of ['interrupted: transaction', 'To roll it back:', '… rolling back', '… batch 1 of'])
      expect(stderr).toContain(note);
  });
});

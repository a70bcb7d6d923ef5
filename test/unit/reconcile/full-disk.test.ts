import { beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors/index.ts';
import { type Fault, memoryHost } from '../../support/memory-host/host.ts';
import { cloned, type MemoryMachine } from '../../support/memory-host/machine.ts';
import { setUp } from '../../support/memory-host/node.ts';
import { powerFor } from '../../support/memory-host/power.ts';
import { machineLines } from '../../support/memory-host/snapshot.ts';
import { recoverMachine } from './crash.ts';
import { machineWith, state } from './scenarios.ts';

const CONFLIST = '/etc/cni/net.d/10-flannel.conflist';

let start: MemoryMachine;
/** The number of the last instruction, which writes subnet.env: before it the conf list is written. */
let last: number;

/** A join that writes another conf list and subnet.env, with faults; undefined: it succeeded. */
async function join(machine: MemoryMachine, faults: readonly Fault[]) {
  const { host, instructions } = memoryHost(machine, powerFor(0), faults);
  const changed = state(2, { cniConf: '{"name":"other"}\n', ipMasq: false });
  const failure = await setUp(host, changed).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { failure, instructions: instructions() };
}

beforeAll(async () => {
  start = await machineWith(state(2));
  const { failure, instructions } = await join(cloned(start), []);
  expect(failure).toBeUndefined();
  last = instructions;
});

describe('a rollback that restores a file', () => {
  it('overwrites it in place on a disk without room for another file', async () => {
    const machine = cloned(start);
    const { failure } = await join(machine, [{ at: last, kind: 'full' }]);
    expect(failure).toMatchObject({ exit: 'rolledBack' });
    expect(machineLines(machine)).toEqual(machineLines(start));
  });

  it('that can’t be written says so, names the file, and leaves the rest to a later rollback', async () => {
    const machine = cloned(start);
    const { failure } = await join(machine, [{ at: last, kind: 'readOnly' }]);
    if (!(failure instanceof Failure)) throw failure;
    expect(failure.exit).toBe('residue');
    expect(failure.message).toMatch(/; the rollback failed, too: .*EROFS/);
    expect(failure.problems.map(({ message }) => message)).toContainEqual(
      expect.stringContaining(`not as before: file ${CONFLIST}`),
    );
    await recoverMachine(machine);
    expect(machineLines(machine)).toEqual(machineLines(start));
  });
});

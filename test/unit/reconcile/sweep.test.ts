import { expect, it } from 'vitest';
import { Failure } from '../../../src/errors/index.ts';
import { sweepStateFolder } from '../../../src/reconcile/journal/journal.ts';
import { memoryHost } from '../../support/memory-host/host.ts';
import { newMachine } from '../../support/memory-host/machine.ts';
import { powerFor } from '../../support/memory-host/power.ts';

/** What is deleted of a state folder, which may be another user's. */
async function deleted(isTrusted: boolean, isIdle: boolean): Promise<string[]> {
  const { host } = memoryHost(newMachine(), powerFor(0));
  const calls: string[] = [];
  const noting = (name: string) => async (): Promise<void> => {
    calls.push(name);
  };
  const files = {
    ...host.files,
    requireTrustedFolder: async (): Promise<void> => {
      // As on a disk, where the answer takes its time.
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (!isTrusted) throw new Failure('permission', 'the folder is of another user');
    },
    removeTemporaries: noting('temporary files'),
    removeFile: noting('the journal'),
    removeIfEmpty: noting('the folder'),
  };
  const swept = sweepStateFolder({ ...host, files }, isIdle);
  await (isTrusted ? swept : expect(swept).rejects.toThrow('the folder is of another user'));
  return calls;
}

it('nothing is deleted in a state folder of another user', async () => {
  expect(await deleted(false, true)).toEqual([]);
});

it('of a state folder the journal goes only where no transaction is open', async () => {
  expect(await deleted(true, true)).toEqual(['temporary files', 'the journal', 'the folder']);
  expect(await deleted(true, false)).toEqual(['temporary files', 'the folder']);
});

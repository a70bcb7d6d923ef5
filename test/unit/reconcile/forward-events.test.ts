import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { ReconcileHost } from '../../../src/reconcile/base/host.ts';
import { compare, makeStateFolder, type TransactionEvent, transact } from '../../../src/reconcile/index.ts';
import { memoryHost } from '../../support/memory-host/host.ts';
import { newMachine } from '../../support/memory-host/machine.ts';
import { powerFor } from '../../support/memory-host/power.ts';

const FILE = { kind: 'file', type: 'file', path: '/var/lib/a', mode: 0o644, content: 'a\n' } as const;

const SAVED = '/var/lib/flannelctl/a.json';

/** Creates a file by a change of an empty host. */
async function createFile(
  host: ReconcileHost,
  on: (event: TransactionEvent) => void = () => {},
): Promise<void> {
  const target = {
    desired: [FILE],
    recorded: { paths: new Set<string>(), chains: new Set<string>() },
    scope: { root: '/', sysctls: [], paths: [FILE.path] },
  };
  const comparison = await compare(host, target);
  const folders = await makeStateFolder(host);
  const before = (await host.files.readTrusted(SAVED)) ?? null;
  const versions = { file: SAVED, before, during: 'a\n', after: 'b\n', folders };
  await transact(
    host,
    { target, comparison, versions, linked: { before: [], after: [] } },
    { command: 'flannelctl test', probes: [], confirmSeconds: undefined, on },
  );
}

it('a change tells its steps, that the host was verified with how many objects, and its end', async () => {
  const events: TransactionEvent[] = [];
  await createFile(memoryHost(newMachine(), powerFor(0)).host, (event) => events.push(event));
  const names = events.map(({ event }) => event);
  expect([names[0], ...names.slice(-2)]).toEqual(['begin', 'verified', 'end']);
  expect(events.at(-2)).toEqual({ event: 'verified', direction: 'forward', objects: 1 });
  expect(events.at(-1)).toEqual({ event: 'end', outcome: 'applied' });
});

it('no step runs before the journal has it, however slow the disk is', async () => {
  const { host } = memoryHost(newMachine(), powerFor(0));
  const order: string[] = [];
  const append: ReconcileHost['files']['append'] = async (...line) => {
    await setTimeout(10);
    order.push((JSON.parse(line[1]) as { record: string }).record);
    await host.files.append(...line);
  };
  const apply: ReconcileHost['network']['apply'] = async (...batch) => {
    order.push('applied');
    await host.network.apply(...batch);
  };
  await createFile({ ...host, files: { ...host.files, append }, network: { ...host.network, apply } });
  expect(order.slice(0, 3)).toEqual(['batch', 'applied', 'done']);
});

it('the journal ends when what the node remembers is saved, however slow the disk is', async () => {
  const { host } = memoryHost(newMachine(), powerFor(0));
  const order: string[] = [];
  const { writeOrOverwrite: write, removeFile: remove } = host.files;
  const writeOrOverwrite: ReconcileHost['files']['writeOrOverwrite'] = async (file, ...rest) => {
    await setTimeout(100);
    order.push(file);
    await write(file, ...rest);
  };
  const removeFile: ReconcileHost['files']['removeFile'] = async (file) => {
    order.push(`without ${file}`);
    await remove(file);
  };
  await createFile({ ...host, files: { ...host.files, writeOrOverwrite, removeFile } });
  expect(order).toEqual([SAVED, SAVED, 'without /var/lib/flannelctl/journal.ndjson']);
});

import { expect, it } from 'vitest';
import { compare, makeStateFolder, type TransactionEvent, transact } from '../../../src/reconcile/index.ts';
import { memoryHost } from '../../support/memory-host/host.ts';
import { newMachine } from '../../support/memory-host/machine.ts';
import { powerFor } from '../../support/memory-host/power.ts';

const FILE = { kind: 'file', type: 'file', path: '/var/lib/a', mode: 0o644, content: 'a\n' } as const;

it('a change tells its steps, that the host was verified with how many objects, and its end', async () => {
  const { host } = memoryHost(newMachine(), powerFor(0));
  const target = {
    desired: [FILE],
    recorded: { paths: new Set<string>(), chains: new Set<string>() },
    scope: { root: '/', sysctls: [], paths: [FILE.path] },
  };
  const comparison = await compare(host, target);
  const folders = await makeStateFolder(host);
  const versions = { file: '/var/lib/flannelctl/a.json', before: null, during: 'a\n', after: 'a\n', folders };
  const events: TransactionEvent[] = [];
  await transact(
    host,
    { target, comparison, versions, linked: { before: [], after: [] } },
    { command: 'flannelctl test', probes: [], confirmSeconds: undefined, on: (event) => events.push(event) },
  );
  const names = events.map(({ event }) => event);
  expect([names[0], ...names.slice(-2)]).toEqual(['begin', 'verified', 'end']);
  expect(events.at(-2)).toEqual({ event: 'verified', direction: 'forward', objects: 1 });
  expect(events.at(-1)).toEqual({ event: 'end', outcome: 'applied' });
});

import { expect, test } from 'vitest';
import { desiredState } from '../../../src/backends/index.ts';
import { diff, type HostObject, rehearsalOf } from '../../../src/state/index.ts';
import { EXAMPLE } from '../../support/example-node.ts';
import { ALL_OURS, NONE_OURS } from '../../support/model/arbitraries.ts';
import { instructionLine } from '../../support/model/instruction-line.ts';

const DESIRED = desiredState(EXAMPLE);

/** What is tried out first: the lines of batches, and the texts that go to other tools. */
const tried = (observed: readonly HostObject[], marks = ALL_OURS): string[] =>
  rehearsalOf(diff(DESIRED, observed, marks), () => 1500).map(
    (instruction) => instructionLine(instruction) ?? JSON.stringify(instruction),
  );

const link = (name: string) => DESIRED.filter((object) => object.kind === 'link' && object.name === name);

test('links that are not there and rules are tried out, on a stand-in for the uplink', () => {
  const all = tried([]).join('\n');
  for (const words of ['eth0 mtu 1500 type bridge', 'flannel.1', 'cni0', 'flannelctl'])
    expect(all).toContain(words);
});

test('a link that is there and only changes is not made', () => {
  const changed = link('cni0').map((object) => ({ ...object, mtu: 1400 }) as HostObject);
  const all = tried([...link('flannel.1'), ...changed]).join('\n');
  expect(all).not.toContain('cni0 ');
  expect(all).not.toContain('type vxlan');
  expect(all).toContain('table');
});

test('a foreign link in the way is not made either', () => {
  const foreign = link('flannel.1').map(
    (object) => ({ ...object, group: 0, spec: { type: 'bridge' } }) as HostObject,
  );
  expect(tried(foreign, NONE_OURS).join('\n')).not.toContain('type vxlan');
});

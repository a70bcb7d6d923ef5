import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors/index.ts';
import type { InterfaceAddress, LinkName, Mac } from '../../../src/net/index.ts';
import { refuseConflicts } from '../../../src/reconcile/index.ts';
import { diff, type HostObject, type Link } from '../../../src/state/index.ts';
import { NONE_OURS } from '../../support/model/arbitraries.ts';

const BRIDGE: Link = {
  kind: 'link',
  name: 'cni0' as LinkName,
  spec: { type: 'bridge' },
  mac: '02:00:00:00:00:02' as Mac,
  mtu: 1450,
  group: 17996,
  alias: '',
  up: true,
};
const FOREIGN: Link = { ...BRIDGE, group: 0, spec: { type: 'other', name: 'dummy' } as never };

const address = (dev: string, text: string): HostObject => ({
  kind: 'address',
  dev: dev as LinkName,
  address: text as InterfaceAddress,
});

/** What is said of a host on which these objects are where a bridge is wanted. */
function refusal(...observed: readonly HostObject[]): Failure | undefined {
  try {
    refuseConflicts({ diff: diff([BRIDGE], observed, NONE_OURS), observed });
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

describe('foreign objects that are in the way', () => {
  it('are named with what is wanted there', () => {
    const { exit, message, problems } = refusal(FOREIGN) ?? expect.unreachable();
    expect(exit).toBe('conflict');
    expect(message).toBe('1 object(s) not created by flannelctl are in the way; nothing was changed');
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/^in the way: link cni0 [^,]*$/);
    expect(problems[0]?.hint).toMatch(
      /^wanted there: link cni0 .*bridge\nIf nobody needs it: ip link delete cni0/,
    );
  });

  it('are named with their own addresses, if they have some', () => {
    const { problems } =
      refusal(FOREIGN, address('cni0', '10.1.0.1/24'), address('eth0', '10.2.0.1/24')) ??
      expect.unreachable();
    expect(problems[0]?.message).toMatch(/, which has 10\.1\.0\.1\/24$/);
  });

  it('are none where there is nothing', () => {
    expect(refusal()).toBe(undefined);
  });
});

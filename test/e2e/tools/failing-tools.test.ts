import { describe, expect, test } from 'vitest';
import type { ErrorDocument } from '../../../src/generated/types.d.ts';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initArgs, initN1 } from '../../support/host/node.ts';
import { snapshot } from '../../support/host/snapshot.ts';
import { MISBEHAVIOUR, wrapTools } from '../../support/host/tools.ts';

describe('where nothing works any more', () => {
  test('what is left is listed, and the next run goes on from there', async () => {
    const host = await freshHost();
    const { via } = await wrapTools(MISBEHAVIOUR.failFrom(3));
    const { stdout } = expectExit(await host.flannelctl([...initArgs(), '--yes', '-o', 'json'], { via }), 6);
    const { error } = JSON.parse(stdout) as ErrorDocument;
    expect(error.message).toContain('made to fail');
    const listed = error.problems.map(({ message }) => message).join('\n');
    expect(listed).toContain('link flannel.1');
    expect(listed).toContain('link cni0');
    expect(await host.sh('ip -br link')).toContain('flannel.1');
    await initN1(host);
    expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  });

  test('reset takes away what is left', async () => {
    const host = await freshHost();
    const before = await snapshot(host);
    const { via } = await wrapTools(MISBEHAVIOUR.failFrom(5));
    expectExit(await host.flannelctl([...initArgs(), '--yes'], { via }), 6);
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
    expect(await snapshot(host)).toEqual(before);
  });
});

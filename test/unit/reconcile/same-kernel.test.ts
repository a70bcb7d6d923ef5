import { describe, expect, it } from 'vitest';
import type { ReconcileHost } from '../../../src/reconcile/base/host.ts';
import { requireSameKernel } from '../../../src/reconcile/base/same-kernel.ts';

const HERE = { boot: 'b1', namespace: 'net:[1]' };

/** A host where a namespace that is asked for is found somewhere, or nowhere. */
const hostWhere = (place?: string) =>
  ({
    kernel: {
      bootId: async () => HERE.boot,
      networkNamespace: async () => HERE.namespace,
      placeOfNamespace: async (namespace: string) => (namespace === 'net:[2]' ? place : undefined),
    },
  }) as unknown as ReconcileHost;

describe('the objects that a file records', () => {
  it.each([
    ['are there in this boot and this network namespace', HERE, true],
    ['are there where an older version wrote no namespace', { boot: 'b1' }, true],
    ['are gone with the boot', { ...HERE, boot: 'b0' }, false],
    ['are gone with the boot, also those of another namespace', { boot: 'b0', namespace: 'net:[2]' }, false],
    ['are gone with their namespace', { boot: 'b1', namespace: 'net:[3]' }, false],
  ])('%s', async (_, identity, isSame) => {
    expect(await requireSameKernel(hostWhere('pid 7'), 'journal', identity)).toBe(isSame);
  });

  it.each([
    ['/run/netns/lab n2', 'nsenter "--net=/run/netns/lab n2"'],
    ['/run/netns/n2', 'nsenter --net=/run/netns/n2'],
    ['pid 77', 'nsenter --net --target 77'],
  ])(
    'are not touched from outside of a namespace that is there (%s), which is entered by a command',
    async (place, command) => {
      const work = requireSameKernel(hostWhere(place), 'journal', { ...HERE, namespace: 'net:[2]' });
      await expect(work).rejects.toMatchObject({
        exit: 'invalidConfig',
        message: `journal is of another network namespace, net:[2] (${place}); this one is net:[1]`,
        hint: `Run flannelctl there (${command}), or give this network a root of its own: --root DIR`,
      });
    },
  );
});

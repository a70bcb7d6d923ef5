import { expect, it } from 'vitest';
import { alternativeNames } from '../../../../src/checks/links/alternative-names.ts';
import { linksOf } from '../../../../src/host/observe/links/link-fields.ts';
import { found, NODE } from '../support.ts';

const named = (altnames: readonly string[]) => ({
  links: linksOf([{ ifname: 'br9', mtu: 1500, flags: [], altnames }]),
});

it.each(['flannel.1', 'cni0'])('tells a link that has %s as a name beside its own', async (name) => {
  expect(await found(alternativeNames, NODE, named(['enp3s0', name]))).toMatchObject([
    {
      severity: 'error',
      message: `${name} is an alternative name of br9, so that no link of this name can be created`,
      hint: expect.stringContaining(`ip link property del dev br9 altname ${name}`),
    },
  ]);
});

it('says nothing of other names', async () => {
  expect(await found(alternativeNames, NODE, named(['enp3s0', 'cni00']))).toEqual([]);
});

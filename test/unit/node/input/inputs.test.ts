import { describe, expect, it } from 'vitest';
import { readCniConf } from '../../../../src/node/input/inputs.ts';
import { given, refusal } from './support.ts';

const FLANNEL = { type: 'flannel', delegate: { isDefaultGateway: true } };
const MULTUS = { type: 'multus', kubeconfig: '/etc/multus.kubeconfig', delegates: [FLANNEL] };

describe('a CNI conf', () => {
  it('is taken as it is where it is a list', async () => {
    const list = { cniVersion: '0.3.1', name: 'cbr0', plugins: [FLANNEL] };
    expect(await given('10.conflist', JSON.stringify(list), readCniConf)).toEqual(list);
  });

  it.each([FLANNEL, MULTUS])('of the plugin $type alone is a list of it', async (plugin) => {
    const conf = { name: 'podnet', cniVersion: '0.2.0', ...plugin };
    const list = { name: 'podnet', cniVersion: '0.2.0', plugins: [plugin] };
    expect(await given('10-flannel.conf', JSON.stringify(conf), readCniConf)).toEqual(list);
  });

  it.each([
    ['no list of plugins', { name: 'a', cniVersion: '0.3.1', plugins: {} }],
    ['no name', { cniVersion: '0.3.1', ...FLANNEL }],
    ['plugins that are not objects', { name: 'a', cniVersion: '0.3.1', plugins: ['flannel'] }],
  ])('with %s is refused', async (_, conf) => {
    const { message } = await refusal('10.conf', JSON.stringify(conf), readCniConf);
    expect(message).toBe('10.conf is not a valid CNI conf');
  });
});

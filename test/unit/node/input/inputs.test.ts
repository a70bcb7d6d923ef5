import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../../src/errors/index.ts';
import { readCniConf, readNetConf } from '../../../../src/node/input/inputs.ts';
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

describe('a net-conf that is none', () => {
  it.each<[string, string, string]>([
    ['', '--net-conf is empty', '"Network":"10.244.0.0/16"'],
    ['  ', '--net-conf is empty', '"Network":"10.244.0.0/16"'],
    ['10.99.0.0/16', 'a network is no net-conf', '{"Network":"10.99.0.0/16"}'],
    ['fd00:99::/48', 'a network is no net-conf', '"IPv6Network":"fd00:99::/48"'],
  ])('%j is refused with what to write', async (text, message, hint) => {
    const thrown = (await readNetConf(text).catch((reason: unknown) => reason)) as Failure;
    expect(thrown.exit).toBe('invalidConfig');
    expect(thrown.message).toContain(message);
    expect(thrown.hint).toContain(hint);
  });

  it('is told from a file that is empty', async () => {
    const { problems } = await refusal('net-conf.json', '', readNetConf);
    expect(problems).toEqual(['1: there is nothing in it']);
  });

  it.each<[string, string]>([
    ['"{\\"Network\\": \\"10.244.0.0/16\\"}"', 'the whole document is in quotes: JSON inside text'],
    ['\'{"Network": "10.244.0.0/16"}\'', 'is not JSON'],
    ['{\\"Network\\": \\"10.244.0.0/16\\"}', 'a backslash outside of text'],
    ['{ \\\n"Network": "10.244.0.0/16" \\\n}', 'a backslash outside of text'],
  ])('its text %j is read as such, with what is wrong', async (text, message) => {
    const thrown = (await readNetConf(text).catch((reason: unknown) => reason)) as Failure;
    expect(thrown.message).toBe('--net-conf is not a valid net-conf');
    expect(thrown.problems[0]?.message).toContain(message);
  });
});

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { DEFAULT_CNI_CONF, delegateConf } from '../../../src/config/index.ts';
import { type Prefix, parsePrefix } from '../../../src/net/index.ts';
import { cniConf } from './check.ts';

describe('the conf without the flannel plugin', () => {
  const prefix = (text: string): Prefix => parsePrefix(text) ?? expect.unreachable();
  const ipv4 = { subnet: prefix('10.244.58.0/24'), network: prefix('10.244.0.0/16') };
  const ipv6 = { subnet: prefix('fd00:244:0:2d::/64'), network: prefix('fd00:244::/56') };
  const env = { ipv4, mtu: 1450, ipMasq: true };
  /** flannel's shipped conf, with the one setting of the recorded nodes. */
  const recorded = {
    ...DEFAULT_CNI_CONF,
    plugins: DEFAULT_CNI_CONF.plugins.map((each) =>
      each.type === 'flannel' ? { ...each, ipam: { dataDir: '/var/lib/cni/networks' } } : each,
    ),
  };

  test.each([
    ['delegate-ipv4.json', env],
    ['delegate-dual-stack.json', { ...env, ipv4: { ...ipv4, subnet: prefix('10.244.5.0/24') }, ipv6 }],
  ])('is what the real plugin handed on (%s)', async (file, given) => {
    const real = JSON.parse(
      await readFile(path.join(import.meta.dirname, '../../fixtures/config', file), 'utf8'),
    );
    const { name, cniVersion, plugins } = delegateConf(recorded, given);
    const [{ bridge, ...first } = expect.unreachable()] = plugins;
    expect({ name, cniVersion, ...first }).toEqual(real);
    expect(bridge).toBe('cni0');
  });

  it('leaves the other plugins as they are', () => {
    expect(delegateConf(DEFAULT_CNI_CONF, env).plugins[1]).toEqual(DEFAULT_CNI_CONF.plugins[1]);
  });

  it('of IPv6 alone has its range and route only', () => {
    const [first] = delegateConf(DEFAULT_CNI_CONF, { mtu: 1450, ipMasq: true, ipv6 }).plugins;
    expect(first?.ipam).toEqual({
      type: 'host-local',
      ranges: [[{ subnet: 'fd00:244:0:2d::/64' }]],
      routes: [{ dst: 'fd00:244::/56' }],
    });
  });

  it('lets the bridge masquerade only where the node does not', () => {
    expect(delegateConf(DEFAULT_CNI_CONF, { ...env, ipMasq: false }).plugins[0]).toMatchObject({
      ipMasq: true,
    });
  });

  it('keeps what delegate says, over what would be set', () => {
    const delegate = { bridge: 'br1', ipMasq: true, mtu: 1400, isGateway: false };
    const conf = { name: 'x', plugins: [{ type: 'flannel', delegate }] };
    expect(delegateConf(conf, env).plugins[0]).toMatchObject({ type: 'bridge', ...delegate });
  });

  it('sets nothing of the bridge for another plugin', () => {
    const conf = { name: 'x', plugins: [{ type: 'flannel', delegate: { type: 'ptp' } }] };
    const [first] = delegateConf(conf, env).plugins;
    expect(first).toMatchObject({ type: 'ptp', mtu: 1450, ipMasq: false });
    expect(first).not.toHaveProperty('bridge');
    expect(first).not.toHaveProperty('isGateway');
  });

  it('passes the rest of ipam on, and adds its routes to those that are there', () => {
    const ipam = {
      type: 'other',
      dataDir: '/x',
      ranges: [[{ subnet: '1.2.3.0/24' }]],
      routes: [{ dst: '0.0.0.0/0' }],
    };
    const [first] = delegateConf({ name: 'x', plugins: [{ type: 'flannel', ipam }] }, env).plugins;
    expect(first?.ipam).toEqual({
      type: 'other',
      dataDir: '/x',
      ranges: [[{ subnet: '10.244.58.0/24' }]],
      routes: [{ dst: '0.0.0.0/0' }, { dst: '10.244.0.0/16' }],
    });
  });

  it('keeps the capabilities, so that the runtime still passes what they ask for', () => {
    const conf = {
      name: 'x',
      plugins: [{ type: 'flannel', capabilities: { mac: true }, runtimeConfig: { mac: 'x' } }],
    };
    expect(delegateConf(conf, env).plugins[0]).toMatchObject({
      capabilities: { mac: true },
      runtimeConfig: { mac: 'x' },
    });
  });

  it('is a good CNI conf itself', async () => {
    expect((await cniConf(delegateConf(DEFAULT_CNI_CONF, { ...env, ipv6 }))).problems).toEqual([]);
  });

  it('has the same bytes for the same input', () => {
    expect(JSON.stringify(delegateConf(recorded, env))).toBe(JSON.stringify(delegateConf(recorded, env)));
  });
});

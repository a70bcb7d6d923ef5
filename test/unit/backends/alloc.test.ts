import { expect, it } from 'vitest';
import { type BackendInput, backendText, overlayLink, podMtu } from '../../../src/backends/index.ts';
import { DUAL, linesOf } from '../../support/example-node.ts';

const alloc: BackendInput = { ...DUAL, backend: { type: 'alloc' } };

it('alloc leads to nobody, and has the rest: bridge, rules, settings, files', () => {
  const hostGw: BackendInput = { ...DUAL, backend: { type: 'host-gw' }, peers: [] };
  expect(linesOf(alloc)).toEqual(linesOf(hostGw));
  expect(linesOf(alloc)).toEqual([
    'sysctl net/ipv4/ip_forward = 1',
    'sysctl net/ipv6/conf/all/forwarding = 1',
    'sysctl net/bridge/bridge-nf-call-iptables = 1',
    'sysctl net/bridge/bridge-nf-call-ip6tables = 1',
    'link cni0 mtu 1500 type bridge',
    'address 10.244.1.1/24 dev cni0',
    'address fd00:10:244:1::1/64 dev cni0',
    'nft table ip flannelctl: postrtg, forward (8 rules)',
    'nft table ip6 flannelctl: postrtg, forward (8 rules)',
    'directory /etc',
    'directory /etc/cni',
    'directory /etc/cni/net.d',
    'directory /run',
    'directory /run/flannel',
    'file /etc/cni/net.d/10-flannel.conflist',
    'file /run/flannel/subnet.env',
  ]);
  expect(podMtu(alloc)).toBe(1500);
  expect(overlayLink({ type: 'alloc' }, 'ipv6')).toBeUndefined();
  expect(backendText({ type: 'alloc' })).toBe('alloc');
});

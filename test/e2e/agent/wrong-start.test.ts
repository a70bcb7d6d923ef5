import { expect } from 'vitest';
import { expectExit } from '../../support/host/node.ts';
import { test } from '../../support/transactions/running.ts';

test.for<[string, readonly string[], number, string]>([
  ['a name that is none', ['--node', 'Bad_name'], 3, 'Error: "Bad_name" is not a node name'],
  [
    'a public IP that is none',
    ['--public-ip', '1.2.3'],
    3,
    'error: --public-ip "1.2.3" is not an IPv4 address',
  ],
  [
    'a pattern that is none',
    ['--iface-regex', '('],
    3,
    'Error: --iface-regex "(" is not a regular expression',
  ],
  [
    'a subnet file without a full path',
    ['--subnet-file', 'subnet.env'],
    3,
    'Error: --subnet-file "subnet.env" is not a full path',
  ],
  [
    'a health address that is none',
    ['--healthz-ip', 'here', '--healthz-port', '8081'],
    64,
    'Error: --healthz-ip "here" is not an IP address',
  ],
  [
    "an address that is another host's",
    ['--healthz-ip', '192.0.2.1', '--healthz-port', '8081'],
    4,
    'Error: 192.0.2.1 is no address of this host',
  ],
])('%s ends the agent at once, though its store does not answer', async ([, flags, exit, said], { host }) => {
  const { stderr } = expectExit(await host.flannelctl(['agent', ...flags]), exit);
  expect(stderr).toContain(said);
  expect(stderr).not.toMatch(/^\s+at /m);
});

import { describe, expect, it } from 'vitest';
import { readPeerList } from '../../../../src/node/input/peer-list.ts';
import { given, refusal } from './support.ts';

const read = (file: string) => readPeerList(file, { held: [] });

const LEASE = `/coreos.com/network/subnets/10.244.2.0-24
{"PublicIP":"192.168.1.11","PublicIPv6":null,"BackendType":"vxlan","BackendData":{"VNI":1,"VtepMAC":"3a:00:00:00:00:02"}}
`;
const etcd = (netConf: string): string => `/coreos.com/network/config\n${netConf}\n${LEASE}`;

describe('the net-conf among the leases of etcd', () => {
  it('is taken where it is valid', async () => {
    const list = await given('leases.txt', etcd('{"Network":"10.244.0.0/16"}'), read);
    expect(list.carried?.netConfSource).toEqual({ Network: '10.244.0.0/16' });
  });

  it.each([
    ['a comma that is missing', '{"Network":"10.244.0.0/16" "Backend":{"Type":"vxlan"}}', 2],
    ['escaped quotes', '{\\"Network\\":\\"10.244.0.0/16\\"}', 2],
    ['line continuations', '{ \\\n  "Network": "10.244.0.0/16" \\\n}', 2],
    ['a comment', '{\n  "Network": "10.244.0.0/16" // pods\n}', 3],
    ['a comma too many', '{\n  "Network": "10.244.0.0/16",\n}', 3],
    ['single quotes', "{'Network': '10.244.0.0/16'}", 2],
    [
      'a prefix with host bits and a backend that nobody knows',
      '{"Network":"10.244.0.0/16","Backend":{"Type":"vxlna"}}',
      2,
    ],
    ['a brace that is missing', '{"Network":"10.244.0.0/16"', 2],
    ['no value', '', 1],
  ])('is refused with the list for %s, at its place', async (_, netConf, line) => {
    const { message, problems } = await refusal('leases.txt', etcd(netConf), read);
    expect(message).toBe('the net-conf in leases.txt is not valid');
    expect(problems[0]).toMatch(new RegExp(`^${line}: `));
  });
});

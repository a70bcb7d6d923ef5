import { beforeAll, describe, expect, test } from 'vitest';
import { type CliResult, flannelctl } from '../../support/cli/cli.ts';
import { testLab } from '../../support/host/lab.ts';
import { standIns } from '../../support/host/stand-in.ts';

const { name, lab } = testLab();

beforeAll(async () => {
  const { exitCode, stderr } = await lab('up', '--nodes', '1', '--pods', '1');
  expect(exitCode, stderr).toBe(0);
  return async () => {
    expect((await lab('down')).exitCode).toBe(0);
  };
});

/** Asks for the lab's status, where `ip` prints something else for the links of a member. */
async function statusWith(member: string, printed: string): Promise<CliResult> {
  const { via } = await standIns({
    ip: `case "$*" in '-n flab.${name}.${member} '*-j*) printf '%s' '${printed}'; exit 0 ;; esac`,
  });
  return flannelctl(['lab', 'status', '--name', name], { via });
}

const link = (fields: object): string =>
  JSON.stringify([{ ifname: 'eth0', ifindex: 2, flags: ['UP'], mtu: 1500, ...fields }]);

describe.each(['switch', 'n1', 'n1-p1'])(
  'links of %s that are listed as no version of ip does it',
  (member) => {
    test.each([
      '',
      'null',
      '[7]',
      '{}',
      'Usage: ip',
      link({ addr_info: 7 }),
      link({ addr_info: [7] }),
      link({ ifname: {} }),
      link({ link_index: {} }),
    ])('are named by the command: %s', async (printed) => {
      const { exitCode, stdout, stderr } = await statusWith(member, printed);
      expect(stderr).toMatch(
        new RegExp(
          `^Error: what ip -n \\S+\\.${member} .* printed can't be read: .*\\n  → Version of ip: .*\\d`,
        ),
      );
      expect([exitCode, stdout]).toEqual([69, '']);
    });
  },
);

const own = { local: '192.168.77.1', prefixlen: 24 };
const LACKING = "eth0 is down or doesn't have 192.168.77.1";

test.each([
  ['that is not there', 'n1', link({ ifname: 'lo' }), ' there is no eth0'],
  ['that has no address', 'n1', link({}), LACKING],
  ['that is down', 'n1', link({ flags: [], addr_info: [own] }), LACKING],
  ['whose address another has, too', 'n1', link({ addr_info: [{ ...own, dadfailed: true }] }), LACKING],
  ['that is well', 'n1', link({ addr_info: [own] }), 'n1        eth0 192.168.77.1   subnet 10.244.1.0/24\n'],
  ['whose other end is not there', 'n1', link({ addr_info: [own] }), ' its eth0 leads to no link of n1'],
  [
    'that has no other end',
    'n1-p1',
    link({ addr_info: [{ local: '10.244.1.2', prefixlen: 24 }] }),
    ' its eth0 leads to no link of n1',
  ],
])('an eth0 %s is shown so', async (_, member, printed, shown) => {
  expect((await statusWith(member, printed)).stdout).toContain(shown);
});

test('a network namespace that ip can’t look into is shown as such', async () => {
  const { via } = await standIns({ ip: `case "$*" in '-n flab.${name}.n1-p1 '*) exit 1 ;; esac` });
  const { exitCode, stdout } = await flannelctl(['lab', 'status', '--name', name], { via });
  expect(stdout).toMatch(/n1-p1 .* its links can't be listed\n/);
  expect(exitCode).toBe(11);
});

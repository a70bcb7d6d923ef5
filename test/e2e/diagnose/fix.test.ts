import { expect, test } from 'vitest';
import type { DiagnosisDocument } from '../../../src/generated/types.d.ts';
import { validateDiagnosisDocument } from '../../../src/generated/validators.js';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf } from '../../support/host/node.ts';

const IGNORE = ['--ignore', 'cni,peers,RuleEngine'];
const FORWARDING = 'sysctl -n net.ipv4.conf.cni0.forwarding';

test('fixes are a diff that is asked for, and only what was chosen is changed', async () => {
  const host = await freshHost();
  await initN1(host, netConf({ EnableNFTables: true }));
  await host.sh('sysctl -w net.ipv4.conf.cni0.forwarding=0');
  await host.sh('ip route del 10.244.2.0/24');
  const fix = ['diagnose', ...IGNORE, '--fix'];
  expect(expectExit(await host.flannelctl(fix), 64).stderr).toContain('--yes');
  const dry = expectExit(await host.flannelctl([...fix, '--dry-run']), 11).stdout;
  expect(dry).toMatch(/\+ route 10\.244\.2\.0\/24[\s\S]*2 findings of \d+ checks/);
  expect(await host.sh(FORWARDING)).toBe('0');
  const one = ['diagnose', 'LinkForwarding', '--fix', '--yes', '-o', 'json'];
  const { stdout } = expectExit(await host.flannelctl(one), 0);
  const document = JSON.parse(stdout) as DiagnosisDocument;
  expect(validateDiagnosisDocument(document), stdout).toBe(true);
  expect(document.mended).toMatchObject({
    result: 'applied',
    changes: [{ action: 'update', object: 'sysctl net/ipv4/conf/cni0/forwarding = 1' }],
  });
  expect(await host.sh(FORWARDING)).toBe('1');
  expect(await host.sh('ip route show 10.244.2.0/24')).toBe('');
  expect(expectExit(await host.flannelctl([...fix, '--yes']), 0).stdout).toMatch(/\nOK: \d+ checks/);
  expect(await host.sh('ip route show 10.244.2.0/24')).not.toBe('');
});

test('where something stands that nobody but a person can mend, nothing is changed, unless it is ignored', async () => {
  const host = await freshHost();
  expectExit(await host.flannelctl(['diagnose', '--fix', '--yes']), 3);
  await initN1(host, netConf({ EnableNFTables: true }));
  await host.sh('ip route add blackhole 10.244.3.0/25');
  await host.sh('ip link set flannel.1 down');
  const refused = expectExit(await host.flannelctl(['diagnose', '--fix', '--yes', ...IGNORE]), 4);
  expect(refused.stderr).toMatch(/\[Routes\][\s\S]*--ignore Routes/);
  expect(await host.sh('ip link show flannel.1')).toContain('state DOWN');
  const ignoring = ['diagnose', '--fix', '--yes', '--ignore', 'cni,peers,RuleEngine,Routes,Ways'];
  expect(expectExit(await host.flannelctl(ignoring), 0).stdout).toContain('nothing found');
  expect(expectExit(await host.flannelctl(['diagnose', 'Routes']), 11).stdout).toContain(
    'not mended by flannelctl: Routes',
  );
});

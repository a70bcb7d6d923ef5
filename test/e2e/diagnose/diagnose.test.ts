import { expect, test } from 'vitest';
import type { DiagnosisDocument } from '../../../src/generated/types.d.ts';
import { validateDiagnosisDocument } from '../../../src/generated/validators.js';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf, readIn } from '../../support/host/node.ts';

const DROPPING = 'table ip t { chain f { type filter hook forward priority 0; policy drop; }; }\n';

test('a node is healthy until a firewall drops packets of pods; CI gets the same', async () => {
  const host = await freshHost();
  expect(expectExit(await host.flannelctl(['diagnose']), 3).stderr).toContain('has not been set up');
  await initN1(host, netConf({ EnableNFTables: true }));
  const quiet = ['diagnose', '--ignore', 'cni,peers,RuleEngine'];
  expect(expectExit(await host.flannelctl(quiet), 0).stdout).toMatch(
    /^OK: \d+ checks \(\d+ ignored\), nothing found\n$/,
  );
  await host.sh('nft -f -', DROPPING);
  const text = expectExit(await host.flannelctl([...quiet, '--junit-file', `${host.root}/out.xml`]), 11);
  expect(text.stdout).toMatch(/^OUTAGE: \[Firewall\] .*\n {2}→ .*\n\n1 finding of \d+ checks/);
  expect(await readIn(host, 'out.xml')).toContain('name="Firewall"><failure');
  const { stdout } = expectExit(await host.flannelctl(['diagnose', 'FIREWALL', '-o', 'json']), 11);
  const document = JSON.parse(stdout) as DiagnosisDocument;
  expect(validateDiagnosisDocument(document), stdout).toBe(true);
  expect(document).toMatchObject({
    healthy: false,
    node: 'n1',
    findings: [{ severity: 'outage', fix: 'none' }],
  });
  expectExit(await host.flannelctl(['diagnose', 'routing']), 0);
  await host.sh('ip link set flannel.1 down');
  const drift = expectExit(await host.flannelctl(['diagnose', 'drift']), 11).stdout;
  expect(drift).toMatch(
    /^OUTAGE: \[OverlayLink\] flannel.1 is down\n[\s\S]* {2}follows: \[PeerNexthops\] .*n2, n3\n/,
  );
  expect(drift).toMatch(/\n1 finding of \d+ checks\nto mend OverlayLink: flannelctl diagnose --fix\n$/);
});

test('what can be checked is listed without a host, and other names are refused', async () => {
  const host = await freshHost();
  const list = expectExit(await host.flannelctl(['diagnose', '--list']), 0).stdout;
  expect(list).toMatch(/^drift: .*[\s\S]*\nkernel: .*\n {2}Tools +\w/);
  expect(expectExit(await host.flannelctl(['diagnose', 'Firewal']), 64).stderr).toContain(
    'Did you mean firewall?',
  );
  const unwritable = ['diagnose', '--junit-file', `${host.root}/none/out.xml`];
  expect(expectExit(await host.flannelctl(unwritable), 64).stderr).not.toMatch(/^ +at /m);
});

import { expect, test } from 'vitest';
import { type Diagnosis, selectChecks } from '../../../src/health/index.ts';
import { diagnosisJunit, diagnosisText } from '../../../src/output/index.ts';
import { finding, HEALTHY } from '../health/support.ts';

const link = finding('Uplink', {
  effect: 'outage',
  message: 'eth0 is "down" <now>',
  evidence: ['ip link show eth0: state DOWN', '/sys/class/net/eth0/carrier: 0'],
  impact: 'Pods of this node reach no pod of another node.',
  hint: 'ip link set eth0 up\nThen: ip route',
});

const BROKEN: Diagnosis = {
  ...HEALTHY,
  ...selectChecks(['Uplink', 'Vxlan', 'Routes', 'Ways'], ['Vxlan']),
  findings: [
    {
      ...link,
      consequences: [finding('Ways', { group: 'routing', message: 'no way\nto n2', fix: { safety: 'ask' } })],
    },
    { ...finding('Routes', { group: 'routing', severity: 'warning' }), consequences: [] },
  ],
};

test('a diagnosis says what was read, what it means, what to do, and what follows', () => {
  expect(diagnosisText(BROKEN)).toBe(`OUTAGE: [Uplink] eth0 is "down" <now>
  read:    ip link show eth0: state DOWN
           /sys/class/net/eth0/carrier: 0
  impact:  Pods of this node reach no pod of another node.
  → ip link set eth0 up
  → Then: ip route
  follows: [Ways] no way␊to n2

warning: [Routes] Routes is wrong
  → mend Routes

2 findings of 3 checks (1 ignored)
to mend what costs something: flannelctl diagnose --fix --fix-only Ways
not mended by flannelctl: Uplink, Routes`);
});

test('where nothing is found, one line says what was checked', () => {
  expect(diagnosisText({ ...HEALTHY, ...selectChecks(['Ways'], []) })).toBe('OK: 1 check, nothing found');
});

test('of a host that flanneld built no fix is offered', () => {
  const text = diagnosisText({ ...BROKEN, builtBy: 'flanneld' });
  expect(text).toMatch(/^built by flanneld: /);
  expect(text).not.toContain('--fix');
});

test('of a bundle a fix is offered on the node that it is of', () => {
  expect(diagnosisText({ ...BROKEN, isBundled: true })).toContain(
    'to mend what costs something, on n1: flannelctl diagnose --fix --fix-only Ways',
  );
});

test('JUnit has what packets found, and what was not run', () => {
  const { checks } = selectChecks(['Uplink'], []);
  const probed = { ...finding('BothEnds', { group: 'probes' }), consequences: [] };
  const xml = diagnosisJunit({ ...HEALTHY, checks, notRun: checks, findings: [probed] });
  expect(xml).toContain('tests="2" failures="1" skipped="1"');
  expect(xml).toMatch(/"flannelctl.diagnose.probes" name="BothEnds"><failure /);
  expect(xml).toMatch(/name="Uplink"><skipped message="the bundle lacks what it needs"/);
});

test('JUnit has a test case for each check, with text that can be no tag', () => {
  expect(diagnosisJunit(BROKEN)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="flannelctl diagnose" hostname="n1" tests="4" failures="2" skipped="1">
  <testcase classname="flannelctl.diagnose.links" name="Uplink"><failure message="eth0 is &quot;down&quot; &lt;now&gt;">eth0 is &quot;down&quot; &lt;now&gt;&#10;ip link show eth0: state DOWN&#10;/sys/class/net/eth0/carrier: 0&#10;Pods of this node reach no pod of another node.&#10;ip link set eth0 up&#10;Then: ip route</failure></testcase>
  <testcase classname="flannelctl.diagnose.routing" name="Routes"><system-out>Routes is wrong&#10;mend Routes</system-out></testcase>
  <testcase classname="flannelctl.diagnose.routing" name="Ways"><failure message="no way&#10;to n2">no way&#10;to n2&#10;mend Ways&#10;follows from Uplink</failure></testcase>
  <testcase classname="flannelctl.diagnose.links" name="Vxlan"><skipped message="ignored"/></testcase>
</testsuite>
`);
});

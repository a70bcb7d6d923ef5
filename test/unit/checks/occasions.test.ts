import { describe, expect, it } from 'vitest';
import { type Check, error, groundCheck, warning } from '../../../src/checks/check.ts';
import {
  BOOT_CHECKS,
  checkGround,
  NODE_CHECKS,
  PREFLIGHT_CHECKS,
  readIgnored,
  runChecks,
  STATUS_CHECKS,
  WARNING_AT_BOOT,
} from '../../../src/checks/index.ts';
import { recordedFacts } from '../../../src/host/facts/fact.ts';

const words = (text: string): string[] => text.trim().split(/\s+/);

/** What a change is refused for. */
const BEFORE_A_CHANGE = `
  Root Proc Tools Kernel Sysctls RouterAdvertisement Uplink Vxlan LinkNames Addresses Peers Routes Ways RuleEngine Firewall
  CniConfs CniNetwork CniPlugins Pods Veths Flanneld Service`;

/** What is told of a node that runs. */
const IN_A_STATUS = `
  Sysctls LinkForwarding Ipv6Disabled ArpIgnored RouterAdvertisement Uplink Vxlan LinkNames Enslaved DuplicateAddress
  Addresses Peers PeerPaths Routes Ways RuleEngine Firewall CniConfs CniPlugins Pods Veths PodsOutside PodAddressTwice
  Flanneld Service`;

describe('checks', () => {
  it('before a change are those that it can be refused for', () => {
    expect(PREFLIGHT_CHECKS).toEqual(words(BEFORE_A_CHANGE));
    const refusing = NODE_CHECKS.filter(({ exit }) => exit !== undefined).map(({ name }) => name);
    expect(PREFLIGHT_CHECKS).toEqual(expect.arrayContaining(refusing));
  });

  it('of a status are those that try nothing out', () => {
    expect(STATUS_CHECKS.map(({ name }) => name)).toEqual(words(IN_A_STATUS));
  });

  it('at boot are those of which what is wrong does not pass, and the others of before a change only warn', () => {
    expect(BOOT_CHECKS).toEqual(['Uplink', 'Flanneld']);
    expect([...BOOT_CHECKS, ...WARNING_AT_BOOT].toSorted()).toEqual(PREFLIGHT_CHECKS.toSorted());
  });
});

const groundWith = (name: string, ...found: readonly ReturnType<typeof error>[]): Check<undefined> =>
  groundCheck({ name, exit: 'permission', when: ['preflight'], needs: () => ({}), run: () => found });

describe('what checks find', () => {
  const facts = recordedFacts({});
  const wrong = [
    groundWith('Root', error('one', 'do this'), warning('two', 'or that')),
    groundWith('Proc'),
    groundWith('Tools', error('three', 'do more')),
  ];

  it('refuses a change, with how to skip it where it can be skipped', async () => {
    await expect(runChecks(wrong, undefined, facts, readIgnored(['Firewall']))).rejects.toMatchObject({
      exit: 'permission',
      message: 'preflight checks failed; nothing was changed',
      hint: 'Fix these, or skip with --ignore-preflight-errors=Root,Tools',
      problems: [
        { severity: 'error', message: '[Root] one', hint: 'do this' },
        { severity: 'warning', message: '[Root] two', hint: 'or that' },
        { severity: 'error', message: '[Tools] three', hint: 'do more' },
      ],
    });
    await expect(checkGround(wrong, facts)).rejects.toMatchObject({
      hint: 'Fix these, then run it again.',
      problems: [{ message: '[Root] one' }, { message: '[Root] two' }],
    });
  });

  it('is a warning where it is ignored', async () => {
    const told = await checkGround(wrong, facts, readIgnored(['root', 'TOOLS']));
    expect(told.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'warning: [Root] one',
      'warning: [Root] two',
      'warning: [Tools] three',
    ]);
  });
});

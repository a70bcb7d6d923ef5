import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isError, toFailure } from '../../../src/errors/index.ts';
import { planFromFiles } from '../../../src/leases/index.ts';
import { readPeers } from '../../../src/node/resolve/peers.ts';
import { parseSaved } from '../../../src/node/saved/parse-saved.ts';
import { errorDocument, renderFailure, renderProblems } from '../../../src/output/errors.ts';
import { renderDocument, verdictText } from '../../../src/output/index.ts';
import { harmless } from '../../../src/output/write.ts';
import { validateDocument, validationDocument } from '../../../src/validate/index.ts';
import { FORGED, spoilt } from '../../support/spoilt.ts';
import { steeringIn } from '../../support/steering.ts';
import { FIXTURES, PLAN, textsOf } from './documents.ts';

/** A line that begins with what a text from outside has behind a line break; one of a file is shown with a mark below. */
const FORGED_LINE = new RegExp(`^[\\s→]*${FORGED}(?!.*\\n *\\^)`, 'm');

function expectHarmless(text: string): void {
  expect(steeringIn(harmless(text))).toEqual([]);
  expect(text).not.toMatch(FORGED_LINE);
}

async function expectDocument(document: object): Promise<void> {
  const asJson = await renderDocument(document, 'json');
  const asYaml = await renderDocument(document, 'yaml');
  expect([...steeringIn(asJson), ...steeringIn(asYaml)]).toEqual([]);
  expect(JSON.parse(asJson)).toEqual(parse(asYaml));
  expect(JSON.parse(asJson)).toEqual(JSON.parse(JSON.stringify(document)));
}

async function failureOf(work: () => unknown): Promise<void> {
  const failure = await Promise.resolve()
    .then(work)
    .then(() => undefined, toFailure);
  if (failure === undefined) return;
  expect(failure.exit).not.toBe('unexpected');
  expectHarmless(renderFailure(failure));
  await expectDocument(errorDocument(failure));
}

const NET_CONF = { file: 'net-conf.json', text: JSON.stringify(PLAN.netConf) };

describe.each(Object.entries(FIXTURES))('a %s with a nasty text in any place', (_, fixture) => {
  const { right, spoilt: texts } = textsOf(fixture);

  it('is right without', async () => {
    const { problems } = await validateDocument(fixture.file, right);
    expect(problems.filter(isError)).toEqual([]);
  });

  it('is told of harmlessly by validate', async () => {
    for (const text of texts) {
      const verdict = await validateDocument(fixture.file, text);
      expectHarmless(verdictText(verdict));
      await expectDocument(validationDocument(verdict));
    }
  });
});

describe.each([
  'node list',
  'subnet plan',
  'nodes of Kubernetes',
  'listing of etcd',
  'listing of etcd as JSON',
] as const)('a plan made of a %s with a nasty text in any place', (kind) => {
  it('is told of harmlessly', async () => {
    const fixture = FIXTURES[kind];
    const carriesNetConf = kind.startsWith('listing');
    for (const text of textsOf(fixture).spoilt)
      for (const strict of [true, false])
        await failureOf(async () => {
          const { warnings } = await planFromFiles({
            ...(carriesNetConf ? {} : { netConf: NET_CONF }),
            nodes: { file: fixture.file, text },
            strict,
          });
          for (const warning of warnings) expectHarmless(renderProblems([warning]).join(''));
        });
  });
});

it('a record of a node with a nasty text in any place is told of harmlessly', async () => {
  const record = {
    kind: 'NodeRecord',
    name: 'n1',
    plan: PLAN,
    options: { iface: ['eth0'], ifaceRegex: ['^eth'], uplink: 'eth0', ipMasq: true, cniType: 'bridge' },
    ledger: {
      boot: 'b',
      files: { '/run/flannel/subnet.env': 'a'.repeat(64) },
      folders: ['/run/flannel'],
      chains: ['ruleset nft ip flannelctl'],
      sysctls: { 'net/ipv4/ip_forward': { before: '0', set: '1' } },
      recordFolders: ['/var/lib/flannelctl'],
    },
  };
  for (const other of spoilt(record)) await failureOf(async () => parseSaved('/', JSON.stringify(other)));
});

it('a peer with a nasty text in any part is told of harmlessly', async () => {
  for (const parts of spoilt(['n2', '192.168.1.2', '10.244.2.0/24'])) {
    const [name, ...values] = parts as string[];
    await failureOf(() => readPeers([`${name}=${values.join(',')}`]));
  }
});

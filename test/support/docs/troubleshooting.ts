import { desiredState } from '../../../src/backends/index.ts';
import { CHECK_GROUPS, type CheckedNode, type NodeCheck } from '../../../src/checks/index.ts';
import { foldFindings, selectChecks } from '../../../src/health/index.ts';
import { diagnosisText } from '../../../src/output/index.ts';
import { diff, type HostObject } from '../../../src/state/index.ts';
import { EXAMPLE } from '../example-node.ts';
import { NONE_OURS } from '../model/arbitraries.ts';
import { SYMPTOMS } from './symptoms.ts';

const HEAD = `# Troubleshooting

\`flannelctl diagnose\` runs every check and changes nothing. The worst finding comes first, and says what was read, what it
means for traffic, and what to do; what is gone once it is mended is listed below it. \`flannelctl diagnose --fix\` mends what
flannelctl can mend. Where flannel.1 is down it prints:`;

const MIDDLE = `This page has the checks by what somebody sees. Find yours, type what is beside it, and read what it finds. Where none
fits, run them all; \`flannelctl diagnose --peer NODE\` also sends packets to a node, and \`flannelctl trace SRC DST\` shows where
the path of a packet breaks. This page is made from the checks.`;

/** What is left on a host whose overlay link was set down: the kernel deletes what was on it (kernel-facts 3.1). */
const setDown = (object: HostObject): HostObject[] => {
  if (object.kind === 'link' && object.name === 'flannel.1') return [{ ...object, up: false }];
  const isOnIt = 'dev' in object && object.dev === 'flannel.1';
  const isGone = object.kind === 'route' || (isOnIt && ['nexthop', 'neighbor'].includes(object.kind));
  return isGone ? [] : [object];
};

/** What diagnose prints of a node whose overlay link is down. */
function exampleText(): string {
  const { checks } = selectChecks(['drift'], []);
  const desired = desiredState(EXAMPLE);
  const links = desired.flatMap((object) => (object.kind === 'link' ? [object.name] : []));
  const paths = desired.flatMap((object) => (object.kind === 'file' ? [object.path] : []));
  const node = {
    network: EXAMPLE,
    isSetUp: true,
    diff: diff(desired, desired.flatMap(setDown), {
      ...NONE_OURS,
      links: new Set(links),
      paths: new Set(paths),
    }),
  } as unknown as CheckedNode;
  const findings = checks.flatMap(({ group, check }) =>
    check.run(node, {}).map((finding) => ({ ...finding, check: check.name, group })),
  );
  const name = 'n1' as CheckedNode['name'];
  return diagnosisText({
    node: name,
    ...selectChecks([], []),
    notRun: [],
    findings: foldFindings(findings),
    transaction: undefined,
  });
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

const CHECKS: readonly NodeCheck[] = CHECK_GROUPS.flatMap(({ checks }) => checks);

const namesIn = (names: string): string[] => names.split(/\s+/).filter(Boolean);

const lineOf = ({ name, symptom }: NodeCheck): string =>
  `| ${cell(symptom)} | \`flannelctl diagnose ${name}\` |`;

/** The checks that are not in one place of the page, or names of none. */
export function misplacedChecks(): string[] {
  const placed = Object.values(SYMPTOMS).flatMap(namesIn);
  const names = CHECKS.map(({ name }) => name);
  return [
    ...names.filter((name) => placed.filter((one) => one === name).length !== 1),
    ...placed.filter((name) => !names.includes(name)),
  ];
}

/** The page of symptoms, from all checks. */
export const troubleshootingPage = (): string =>
  [
    HEAD,
    `\`\`\`text\n${exampleText()}\n\`\`\``,
    MIDDLE,
    ...Object.entries(SYMPTOMS).map(([title, names]) =>
      [
        `## ${title}\n`,
        '| what somebody sees | what tells why |',
        '|---|---|',
        ...namesIn(names).flatMap((name) => CHECKS.filter((check) => check.name === name).map(lineOf)),
      ].join('\n'),
    ),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');

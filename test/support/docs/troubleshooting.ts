import { CHECK_GROUPS } from '../../../src/checks/index.ts';

const HEAD = `# Troubleshooting

What somebody sees, and the check that tells why. \`flannelctl diagnose\` runs all of them, the worst finding first, and
says for each what was read, what it means for traffic and what mends it; \`flannelctl diagnose --fix\` mends what
flannelctl can mend. A check alone is run by its name, as in \`flannelctl diagnose PeerRoutes\`, and a group by the name in
its heading. This page is made from the checks.`;

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The page of symptoms, from all checks. */
export const troubleshootingPage = (): string =>
  [
    HEAD,
    ...CHECK_GROUPS.map(({ name, title, checks }) =>
      [
        `## ${title} (\`${name}\`)\n`,
        '| what somebody sees | check |',
        '|---|---|',
        ...checks.map((check) => `| ${cell(check.symptom)} | \`${check.name}\` |`),
      ].join('\n'),
    ),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');

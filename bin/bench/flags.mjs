import { parseArgs } from 'node:util';

const PARTS = ['start-up', 'documents', 'peers', 'calls', 'agent'];

const HELP = `npm run bench -- [agent] [flags]: CPU time and memory, in namespaces of its own

  agent              only an agent beside a real etcd, as --only agent

  --sizes N,…        how many peers or nodes [100,1000,10000]
  --repetitions N    how often each [31 of the start-up; 9, 5, 3 and 1 of growing sizes]
  --only PART,…      some of ${PARTS.join(', ')}
  --flanneld FILE    measure this flanneld as well, in the place of the agent
  --json             print JSON, not tables
  --save FILE        write the results to a file as well, as JSON
  --from FILE        measure nothing: the results are in files; repeat it to put runs together
  --check            end with 1 if a goal is missed, or none was measured
  --write-docs       write the results into docs/performance.md and .svg
`;

const OPTIONS = {
  sizes: { type: 'string', default: '100,1000,10000' },
  repetitions: { type: 'string' },
  only: { type: 'string', default: PARTS.join(',') },
  flanneld: { type: 'string' },
  json: { type: 'boolean' },
  save: { type: 'string' },
  from: { type: 'string', multiple: true },
  check: { type: 'boolean' },
  'write-docs': { type: 'boolean' },
  help: { type: 'boolean' },
};

/** The limit of peers. There are 65,534 subnets besides the node's own. Half a list needs at least two peers. */
const MOST = 60_000;
const LEAST = 2;

function whole(text, least, most) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number > most)
    throw new Error(`${text} is no whole number from ${least} to ${most}`);
  return number;
}

function parts(text) {
  const found = text.split(',');
  const unknown = found.filter((part) => !PARTS.includes(part));
  if (unknown.length > 0) throw new Error(`--only ${unknown.join(',')}: there are ${PARTS.join(', ')}`);
  return found;
}

/** Parses the flags; throws an error with what is wrong. */
export function readFlags(argv) {
  const [first, ...rest] = argv;
  const args = first === 'agent' ? ['--only', 'agent', ...rest] : argv;
  const { values } = parseArgs({ args, options: OPTIONS });
  return {
    ...values,
    sizes: values.sizes.split(',').map((size) => whole(size, LEAST, MOST)),
    repetitions: values.repetitions === undefined ? undefined : whole(values.repetitions, 1, 1000),
    only: parts(values.only),
    helpText: values.help ? HELP : undefined,
  };
}

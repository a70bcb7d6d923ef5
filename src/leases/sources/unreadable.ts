import { FLANNEL_KEY } from '../codec/etcd/listing.ts';

/** The reason why the output of a tool is no list of nodes. */
interface Unreadable {
  readonly message: string;
  readonly hint: string;
}

interface Form extends Unreadable {
  readonly form: RegExp;
}

/** Output formats of etcdctl that lack what is needed, or are binary. */
const ETCDCTL_FORMS: readonly Form[] = [
  {
    form: /^\\x2f(\\x[0-9a-f]{2})+\r?$/im,
    message: 'etcdctl printed this in hexadecimal',
    hint: 'Leave out --hex.',
  },
  {
    form: /^"ClusterID" : \d+\r?$/m,
    message: 'etcdctl printed this field by field',
    hint: 'Leave out -w fields, or write -w json.',
  },
  {
    form: /^\s*\{"PublicIP":/,
    message: 'etcdctl printed values without their keys, and a subnet is in the key of its lease',
    hint: 'Leave out --print-value-only.',
  },
];

const KUBECTL = 'kubectl get nodes -o json';
const ETCDCTL = 'etcdctl get --prefix /coreos.com/network';

/** Forms that the first line of a text shows. */
const FIRST_LINES: readonly Form[] = [
  {
    form: /^(NAMESPACE\s+)?NAME\s+[A-Z][A-Z-]+(\s|$)|^[\w.-]+\s+(Not)?Ready(,\S+)?\s/,
    message: 'this is the table that kubectl prints for people',
    hint: `Give what \`${KUBECTL}\` prints.`,
  },
  {
    form: /^nodes?\/[\w.-]+$/,
    message: 'kubectl printed the names of nodes only',
    hint: `Give what \`${KUBECTL}\` prints.`,
  },
  {
    form: /^Name: {3,}\S/,
    message: 'this is what `kubectl describe` prints for people',
    hint: `Give what \`${KUBECTL}\` prints.`,
  },
  {
    form: /^(error:|Error from server|The connection to the server|Unable to connect to|No resources found|Please enter)/,
    message: 'kubectl failed',
    hint: `See why, and run it again: ${KUBECTL} > FILE`,
  },
  {
    form: /^(Error: |\{"level":|etcdctl: |curl: \(\d)/,
    message: 'etcdctl or curl failed',
    hint: `See why, and run it again: ${ETCDCTL} > FILE`,
  },
  {
    form: /^(\S*sh: .*(not found|[Nn]o such file|denied)|ssh: |sudo: |Traceback|HTTP\/\d|<(!DOCTYPE|html))/i,
    message: 'a command failed or answered with something else than a list',
    hint: `Run it again: ${KUBECTL} > FILE, or ${ETCDCTL} > FILE`,
  },
];

/** A line that a program prints on stderr before the document: a log line of klog, logrus or zap, a warning. */
const LOG_LINE =
  /^([IWEF]\d{4} \d\d:|(Warning|WARNING|Flag|Defaulted|Unable|Error|error|Using)\b|time="|\d{4}[-/]\d\d[-/]\d\d[T ]|\{"level":|[+$>] ?\w)/;
/** The beginning of a list of nodes. */
const LIST_BEGIN = /^(\{\s*$|\{"(?!level")|\[|apiVersion:|kind:|nodes:|---|- name:)/;
/** The largest number of lines before the document. */
const LINES = 50;

/** The reason why a text of kubectl or etcdctl can't be read, if it has one of these forms. */
export function unreadableListing(text: string): Unreadable | undefined {
  const [line = '', ...more] = firstLines(text);
  const first = line.trim();
  const isYaml = /^([-#%'"/]|[\w.-]+:(\s|$))/.test(first);
  const mayBeLog = LOG_LINE.test(first) || !(isYaml || /^[[{]/.test(first));
  const begin = mayBeLog && more.find((line) => LIST_BEGIN.test(line) || FLANNEL_KEY.test(line));
  if (begin) return precededBy(FLANNEL_KEY.test(begin) ? ETCDCTL : KUBECTL);
  return (
    ETCDCTL_FORMS.find(({ form }) => form.test(text) || form.test(lastLine(text))) ??
    FIRST_LINES.find(({ form }) => form.test(first))
  );
}

const precededBy = (command: string): Unreadable => ({
  message: 'a line before the document is none of it',
  hint: `Remove it, or keep stderr out of the file: ${command} > FILE, without 2>&1`,
});

/** The first lines of a text that are not blank. */
const firstLines = (text: string): readonly string[] =>
  text
    .slice(0, 20_000)
    .split('\n', LINES)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');

/** Output with values only has the net-conf first and the leases after it. */
const lastLine = (text: string): string => text.slice(text.trimEnd().lastIndexOf('\n') + 1);

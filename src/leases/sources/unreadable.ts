import { FLANNEL_KEY } from '../codec/etcd/listing.ts';

/** Why a text is no list of nodes, though a tool printed it. */
interface Unreadable {
  readonly message: string;
  readonly hint: string;
}

interface Form extends Unreadable {
  readonly form: RegExp;
}

/** What etcdctl can print that does not say what is needed, or only to a machine. */
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

/** What the first line of a text tells. */
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

/** What a program says on stderr before the document: a log line of klog's, logrus's or zap's, a warning. */
const LOG_LINE =
  /^([IWEF]\d{4} \d\d:|(Warning|WARNING|Flag|Defaulted|Unable|Error|error|Using)\b|time="|\d{4}[-/]\d\d[-/]\d\d[T ]|\{"level":|[+$>] ?\w)/;
/** How a list of nodes begins. */
const LIST_BEGIN = /^(\{\s*$|\{"(?!level")|\[|apiVersion:|kind:|nodes:|---|- name:)/;
/** How many lines there may be before the document. */
const LINES = 50;

/** Why a text that kubectl or etcdctl printed can't be read, if it is one of these forms. */
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

/** The lines that the text begins with, without blank ones. */
const firstLines = (text: string): readonly string[] =>
  text
    .slice(0, 20_000)
    .split('\n', LINES)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');

/** With values only, the net-conf comes first and the leases after it. */
const lastLine = (text: string): string => text.slice(text.trimEnd().lastIndexOf('\n') + 1);

import {
  checkCniConf,
  checkManifest,
  checkNetConf,
  type Explanation,
  explainCniConf,
  explainNetConf,
  openingOf,
  type ParsedSource,
  parseSource,
  problemAt,
} from '../config/index.ts';
import { isError, type Problem } from '../errors/index.ts';
import type { Validation } from '../generated/types.js';
import { checkPlan } from '../leases/index.ts';
import { explainPlan } from './explain-plan.ts';
import { type DocumentKind, KINDS, kindOf } from './kinds.ts';

/** What was found out about a document. */
export interface Verdict {
  readonly file: string;
  /** Absent if the document is nothing known. */
  readonly kind?: DocumentKind;
  /** In the order of their places. */
  readonly problems: readonly Problem[];
  /** What the document amounts to; empty unless it is valid. */
  readonly explanations: readonly Explanation<Validation['summary'][number]>[];
}

interface ValidateOptions {
  /** Take warnings for errors. */
  readonly strict?: boolean;
}

/** Recognises a document by its content and checks it. Never throws, whatever the text is. */
export async function validateDocument(
  file: string,
  text: string,
  { strict = false }: ValidateOptions = {},
): Promise<Verdict> {
  const parsed = await parseSource(file, text);
  const kind = kindOf(parsed.roots, file);
  const checked = kind === undefined ? { problems: unknownKind(parsed) } : check(kind, parsed);
  const found = [...parsed.problems, ...checked.problems].sort(byPlace);
  const problems = strict ? found.map((problem): Problem => ({ ...problem, severity: 'error' })) : found;
  const explanations = problems.some(isError) ? [] : (checked.explanations ?? []);
  return { file, ...(kind === undefined ? {} : { kind }), problems, explanations };
}

export const isValid = ({ problems }: Verdict): boolean => !problems.some(isError);

/** A verdict as a document (schemas/validation.schema.json). */
export const validationDocument = (verdict: Verdict): Validation => ({
  file: verdict.file,
  ...(verdict.kind === undefined ? {} : { kind: verdict.kind }),
  valid: isValid(verdict),
  problems: [...verdict.problems],
  summary: verdict.explanations.map(({ document }) => document),
});

interface Checked {
  readonly problems: readonly Problem[];
  readonly explanations?: Verdict['explanations'];
}

/** Where the text could not be read, that is what there is to say. */
function unknownKind({ source, root, problems }: ParsedSource): readonly Problem[] {
  if (root === undefined && problems.length > 0) return [];
  const marks = Object.values(KINDS).map(({ mark }) => mark);
  const hint = `Expected ${marks.slice(0, -1).join(', ')} or ${marks.at(-1)}.`;
  const at = root === undefined ? { start: 0, end: 0 } : openingOf(root);
  return [problemAt(source, at, 'error', 'this is nothing that flannel or flannelctl reads', hint)];
}

function check(kind: DocumentKind, parsed: ParsedSource): Checked {
  if (kind === 'manifest') return checkWholeManifest(parsed);
  const { source, root, roots, format } = parsed;
  if (root === undefined) return { problems: [] };
  const { problems, explanations } = CHECKS[kind](root, source);
  const [, second] = roots;
  const more =
    second && problemAt(source, openingOf(second), 'error', `a second document in a ${KINDS[kind].name}`);
  const isForJsonReaders = kind !== 'subnet-plan' && format === 'yaml';
  const message = `a ${KINDS[kind].name} must be JSON: its readers don't know YAML`;
  const notJson = isForJsonReaders ? problemAt(source, openingOf(root), 'error', message) : undefined;
  return { problems: [notJson ?? [], more ?? [], problems].flat(), explanations };
}

type Check = (...args: Parameters<typeof checkPlan>) => Required<Checked>;

const CHECKS: Readonly<Record<Exclude<DocumentKind, 'manifest'>, Check>> = {
  'net-conf': (root, source) => {
    const { netConf, problems } = checkNetConf(root, source);
    return { problems, explanations: netConf === undefined ? [] : [explainNetConf(netConf)] };
  },
  'cni-conf': (root, source) => {
    const { conf, problems } = checkCniConf(root, source);
    return { problems, explanations: conf === undefined ? [] : [explainCniConf(conf)] };
  },
  'subnet-plan': (root, source) => {
    const { plan, problems } = checkPlan(root, source);
    return { problems, explanations: plan === undefined ? [] : [explainPlan(plan)] };
  },
};

function checkWholeManifest({ roots, source }: ParsedSource): Checked {
  const { netConfs, cniConfs, problems } = checkManifest(roots, source);
  const explanations = [
    ...netConfs.flatMap(({ netConf }) =>
      netConf === undefined ? [] : [explainNetConf(netConf, { store: 'kubernetes' })],
    ),
    ...cniConfs.flatMap(({ conf }) => (conf === undefined ? [] : [explainCniConf(conf)])),
  ];
  return { problems, explanations };
}

const byPlace = ({ location: a }: Problem, { location: b }: Problem): number =>
  (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);

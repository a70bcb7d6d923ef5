import type { Explanation } from '../config/index.ts';
import { isError, limitProblems, type Problem } from '../errors/index.ts';
import type { Validation } from '../generated/types.js';
import { planOfWrittenText, type SubnetPlan } from '../leases/index.ts';
import type { DocumentBody } from '../text/index.ts';
import { type Checked, checkDocument, checkRecords } from './check.ts';
import { explainPlan } from './explain-plan.ts';
import { type DocumentKind, documentKindOf } from './kinds.ts';
import { recognise } from './recognise.ts';

/** The result of validating a document. */
export interface ValidationResult {
  readonly file: string;
  /** Absent if the kind is unknown. */
  readonly kind?: DocumentKind;
  /** Ordered by location. */
  readonly problems: readonly Problem[];
  /** Explanations of the document; empty if it is not valid. */
  readonly explanations: readonly Explanation<Validation['summary'][number]>[];
}

interface ValidateOptions {
  /** Treat warnings as errors. */
  readonly strict?: boolean;
}

/** Recognises a document by its content and checks it. Never throws, whatever the text is. */
export async function validateDocument(
  file: string,
  text: string,
  { strict = false }: ValidateOptions = {},
): Promise<ValidationResult> {
  const { kind, checked } = await check(file, text);
  const found = [...checked.problems].sort(byPlace);
  const problems = strict ? found.map((problem): Problem => ({ ...problem, severity: 'error' })) : found;
  const explanations = problems.some(isError) ? [] : (checked.explanations ?? []);
  return { file, ...(kind === undefined ? {} : { kind }), problems, explanations };
}

async function check(
  file: string,
  text: string,
): Promise<{ readonly kind: DocumentKind | undefined; readonly checked: Checked }> {
  const plan = await flawlessPlan(text);
  if (plan !== undefined)
    return { kind: 'subnet-plan', checked: { problems: [], explanations: [explainPlan(plan)] } };
  const found = await recognise(file, text);
  if ('records' in found) return { kind: 'node-records', checked: checkRecords(found.records) };
  const kind = documentKindOf(found.parsed.roots, file);
  return { kind, checked: checkDocument(kind, found.parsed) };
}

/** A plan in exactly the form that `plan` writes, if it has no problem. */
async function flawlessPlan(text: string): Promise<SubnetPlan | undefined> {
  const checked = await planOfWrittenText(text);
  return checked?.problems.length === 0 ? checked.plan : undefined;
}

export const isValid = ({ problems }: ValidationResult): boolean => !problems.some(isError);

/** A verdict as a document (schemas/validation.schema.json). */
export const validationDocument = (verdict: ValidationResult): DocumentBody<Validation> => ({
  kind: 'Validation',
  file: verdict.file,
  ...(verdict.kind === undefined ? {} : { documentKind: verdict.kind }),
  valid: isValid(verdict),
  problems: [...limitProblems(verdict.problems)],
  summary: verdict.explanations.map(({ document }) => document),
});

const byPlace = ({ location: a }: Problem, { location: b }: Problem): number =>
  (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);

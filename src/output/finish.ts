import type { Problem } from '../errors/index.ts';

/** The version of every kind of document. It grows when a reader has to change; new keys are no reason. */
const VERSION = 1;

interface Body {
  readonly kind: string;
}

/** Finishes a document: what it is and in which version come first, what was warned of comes last. */
export function finishDocument<T extends Body>(
  { kind, ...body }: T,
  warnings: readonly Problem[] = [],
): Pick<T, 'kind'> & { version: typeof VERSION; warnings?: Problem[] } & Omit<T, 'kind'> {
  return { kind, version: VERSION, ...body, ...(warnings.length === 0 ? {} : { warnings: [...warnings] }) };
}

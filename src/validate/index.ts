export { type DocumentKind, KINDS } from './kinds.ts';
export {
  isValid,
  type ValidateOptions,
  type Verdict,
  validateDocument,
  validationDocument,
} from './validate.ts';

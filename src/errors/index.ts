export { errorCode, Failure, isMissingPath, messageOf } from './error.ts';
export { EXIT, type ExitName } from './exit-codes.ts';
export { isError, type Location, limitProblems, type Problem, type Severity } from './problem.ts';
export { causeOf, reasonOf, systemFailure } from './system-failure.ts';
export { toFailure } from './to-failure.ts';

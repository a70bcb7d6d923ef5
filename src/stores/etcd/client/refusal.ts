import { fieldsIn, type JsonFields, numberIn, parseFields, textIn } from '../access/fields.ts';

/** The gRPC status codes of etcd's errors that this client tells apart. */
export const CODE = {
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  outOfRange: 11,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** An error that etcd, or the gateway in it, answered with. */
export interface GatewayError {
  readonly code: number;
  /** In etcd's own words. */
  readonly said: string;
}

/**
 * The error in an answer that is not HTTP 200. Until 3.5 its text is under `error` and `message`, since 3.6 under
 * `message` only; that of a certificate with a CommonName is plain text. Undefined if the answer is not etcd's.
 */
export function gatewayError(body: string): GatewayError | undefined {
  if (body.startsWith('CommonName of client')) return { code: CODE.invalidArgument, said: body.trim() };
  const answer = parseFields(body) ?? {};
  const code = numberIn(answer, 'code');
  return code === 0 ? undefined : { code, said: textIn(answer, 'message') || textIn(answer, 'error') };
}

/** The error in a line of a stream: until 3.5 `{"error":{"grpc_code":…}}`, since 3.6 `{"error":{"code":…}}`. */
export function errorInLine(line: JsonFields): GatewayError | undefined {
  const error = fieldsIn(line, 'error');
  const code = numberIn(error, 'grpc_code') || numberIn(error, 'code');
  return code === 0 ? undefined : { code, said: textIn(error, 'message') };
}

const CODE_OF_NAME: Readonly<Record<string, number>> = {
  InvalidArgument: CODE.invalidArgument,
  PermissionDenied: CODE.permissionDenied,
  OutOfRange: CODE.outOfRange,
  Unavailable: CODE.unavailable,
  Unauthenticated: CODE.unauthenticated,
};

/** The error for which a watch was canceled: `rpc error: code = PermissionDenied desc = etcdserver: permission denied`. */
export function errorOfCancel(reason: string): GatewayError {
  const [, name = '', text] = /^rpc error: code = (\w+) desc = (.*)$/s.exec(reason) ?? [];
  return { code: CODE_OF_NAME[name] ?? CODE.unknown, said: text ?? reason };
}

/** Whether another token may help: it expired, its member was restarted, or users were turned on or changed since. */
export const isTokenRefused = ({ code, said }: GatewayError): boolean =>
  code === CODE.unauthenticated || said.includes('auth store is old') || said.includes('user name is empty');

const OF_MEMBER: readonly number[] = [
  CODE.unknown,
  CODE.deadlineExceeded,
  CODE.resourceExhausted,
  CODE.internal,
  CODE.unavailable,
];

/** Whether another member of the cluster, or another try, may answer better. */
export const isOfMember = ({ code }: GatewayError): boolean => OF_MEMBER.includes(code);

/** Whether the members have no leader at the moment; they have one again within seconds if most of them run. */
export const isElection = ({ said }: GatewayError): boolean =>
  /no leader|leader changed|lost leader/.test(said);

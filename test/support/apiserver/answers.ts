import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ApiServer, ask, must, nodeObject } from './api-server.ts';

/** Answers of a kube-apiserver about a node n1, as test/apiserver/recording.test.ts compares them with a real one. */
const FILE = path.resolve(import.meta.dirname, '../../fixtures/kubernetes/answers.json');

export type AnswerName =
  | 'unauthorized'
  | `forbidden ${'get' | 'list' | 'watch' | 'patch'}`
  | 'not found'
  | 'expired'
  | 'invalid'
  | 'created'
  | 'list of none';

interface RecordedAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export type RecordedAnswers = Readonly<Record<AnswerName, RecordedAnswer>>;

export const recordedAnswers = (): RecordedAnswers =>
  JSON.parse(readFileSync(FILE, 'utf8')) as RecordedAnswers;

export const writeAnswers = (answers: RecordedAnswers): void =>
  writeFileSync(FILE, `${JSON.stringify(answers, undefined, 2)}\n`);

/** What differs from one server to the next. */
const changing = (text: string): string =>
  text
    .replaceAll(/"uid":"[^"]*"/g, '"uid":"00000000-0000-0000-0000-000000000000"')
    .replaceAll(/"resourceVersion":"\d+"/g, '"resourceVersion":"100"')
    .replaceAll(/\d+ \(\d+\)/g, '1 (100)')
    .replaceAll(/"\d{4}-\d\d-\d\dT[\d:]+Z"/g, '"2026-01-01T00:00:00Z"');

/** Asks a real server for all of them. It is restarted once, so that it forgets old revisions. */
export async function askedAnswers(server: ApiServer): Promise<RecordedAnswers> {
  const nodes = '/api/v1/nodes';
  const one = async (method: string, target: string, body?: unknown, token?: string) => {
    const { status, text } = await ask(server, method, target, body, token);
    return { status, body: JSON.parse(changing(text)) as RecordedAnswer['body'] };
  };
  const none = server.powerless;
  const before = {
    'list of none': await one('GET', nodes),
    unauthorized: await one('GET', nodes, undefined, 'unknown'),
    'forbidden list': await one('GET', nodes, undefined, none),
    'forbidden watch': await one('GET', `${nodes}?watch=true`, undefined, none),
    'forbidden get': await one('GET', `${nodes}/n1`, undefined, none),
    'forbidden patch': await one('PATCH', `${nodes}/n1/status`, {}, none),
    'not found': await one('GET', `${nodes}/n1`),
  };
  const { metadata } = (await must(server, 'GET', nodes)) as { metadata: { resourceVersion: string } };
  const after = {
    created: await one('POST', nodes, nodeObject('n1', { podCIDRs: ['10.244.1.0/24'] })),
    invalid: await one('PATCH', `${nodes}/n1/status`, { metadata: { annotations: { 'a/b/c': 'x' } } }),
  };
  await server.restart();
  const watch = `${nodes}?watch=true&resourceVersion=${metadata.resourceVersion}&timeoutSeconds=1`;
  return { ...before, ...after, expired: await one('GET', watch) };
}

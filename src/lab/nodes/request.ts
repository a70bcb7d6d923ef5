import { run } from '../../host/index.ts';
import { labEnvironment } from '../base/environment.ts';
import type { LabName } from '../base/names.ts';
import { inNamespace } from '../base/namespaces.ts';

/** An HTTP request from within a network namespace. */
export interface NamespaceRequest {
  readonly url: string;
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The HTTP status, 0 if there was no answer; and the answer, or why there was none. */
export interface NamespaceAnswer {
  readonly status: number;
  readonly text: string;
}

/** This process can't enter the namespace. A token must not be among the arguments, which everybody can read. */
const SEND = `const { url, ...init } = JSON.parse(require('fs').readFileSync(0));
fetch(url, { ...init, signal: AbortSignal.timeout(10000) })
  .then(async (answer) => ({ status: answer.status, text: await answer.text() }))
  .catch((error) => ({ status: 0, text: String(error.cause ?? error) }))
  .then((answer) => process.stdout.write(JSON.stringify(answer)))`;

/**
 * Sends a request from within a network namespace of a lab.
 * @param ca a file with the certificates that the server is trusted by
 */
export async function requestFrom(
  lab: LabName,
  namespace: string,
  request: NamespaceRequest,
  ca?: string,
): Promise<NamespaceAnswer> {
  const { exitCode, stdout, stderr } = await run(inNamespace(namespace, [process.execPath, '-e', SEND]), {
    input: JSON.stringify(request),
    env: { ...labEnvironment(lab), ...(ca !== undefined && { NODE_EXTRA_CA_CERTS: ca }) },
  });
  return exitCode === 0 ? (JSON.parse(stdout) as NamespaceAnswer) : { status: 0, text: stderr.trim() };
}

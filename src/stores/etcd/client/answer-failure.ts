import { Failure } from '../../../errors/index.ts';
import { quote } from '../../../text/index.ts';

/** The Failure for an HTTP answer that etcd 3.4 and later don't give; with a status of 500 and above a proxy may give it. */
export function strangeAnswer(endpoint: string, status: number, body: string): Failure {
  const said = `etcd at ${endpoint}: what answers there is not etcd 3.4 or later (HTTP ${status}, ${quote(body.trim())})`;
  return new Failure(status < 500 ? 'invalidConfig' : 'unavailable', said, {
    hint: 'Give the addresses in --advertise-client-urls of an etcd that serves the v3 API below /v3/.',
  });
}

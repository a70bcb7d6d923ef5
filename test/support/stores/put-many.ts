import type { EtcdMember } from './etcd.ts';

/** etcd takes no more operations in one transaction. */
const MOST = 128;

const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');

/** Writes pairs into etcd, as many in one transaction as it takes. */
export async function putMany(
  { url }: EtcdMember,
  pairs: readonly (readonly [key: string, value: string | Buffer])[],
  most = MOST,
): Promise<void> {
  for (let i = 0; i < pairs.length; i += most) {
    const success = pairs
      .slice(i, i + most)
      .map(([key, value]) => ({ request_put: { key: base64(key), value: base64(value) } }));
    const answer = await fetch(`${url}/v3/kv/txn`, { method: 'POST', body: JSON.stringify({ success }) });
    if (!answer.ok) throw new Error(await answer.text());
  }
}

import { errorCode, Failure } from '../../../errors/index.ts';
import { StaleRevision, type StoreEvent } from '../../store.ts';
import type { JsonFields } from '../access/fields.ts';
import { type EtcdKeys, encode, prefixRange } from '../access/keys.ts';
import type { EtcdClient, OpenStream } from '../client/client.ts';
import { MemberFault } from '../client/failover.ts';
import { type Position, parsePosition } from '../records/position.ts';
import { lineBatches } from './lines.ts';
import { probeWhenSilent } from './silence.ts';
import { eventsInLine } from './watch-lines.ts';

/** A watch that etcd has confirmed. */
interface Watch {
  readonly endpoint: string;
  readonly first: readonly StoreEvent[];
  readonly batches: AsyncGenerator<readonly string[]>;
  readonly end: () => void;
}

/**
 * Events below flannel's prefix after a position. Ends by a StaleRevision if etcd no longer has them or was restored,
 * by a Failure when the connection is lost, or the member does not answer a probe after a silence.
 */
export async function* watchRecords(
  client: EtcdClient,
  revision: string,
  stop: AbortSignal,
): AsyncGenerator<readonly StoreEvent[]> {
  const after = parsePosition(revision);
  if (after === undefined) throw new StaleRevision();
  const watch = await client.stream(
    '/v3/watch',
    watchRequests(client.access.keys, after),
    stop,
    async (stream) => confirmed(client, stream, after, stop),
  );
  const { endpoint } = watch;
  try {
    if (watch.first.length > 0) yield watch.first;
    for await (const lines of watch.batches) {
      const events = lines.flatMap((line) => eventsInLine(line, { endpoint, after, access: client.access }));
      if (events.length > 0) yield events;
    }
    throw lost(endpoint);
  } catch (error) {
    stop.throwIfAborted();
    if (error instanceof StaleRevision) throw error;
    client.leave(endpoint);
    throw failureOf(endpoint, error);
  } finally {
    watch.end();
  }
}

/** Two watches on one stream: flanneld has no rights to what else is below its prefix. */
function watchRequests(keys: EtcdKeys, { revision }: Position): readonly JsonFields[] {
  const common = { start_revision: String(revision + 1), progress_notify: true, fragment: true };
  return [{ key: encode(keys.config) }, prefixRange(keys.subnets)].map((range, i) => ({
    create_request: { ...range, ...common, watch_id: i + 1 },
  }));
}

/** A stream whose first line says that etcd took the request. */
async function confirmed(
  client: EtcdClient,
  { endpoint, body }: OpenStream,
  after: Position,
  stop: AbortSignal,
): Promise<Watch> {
  const end = (): void => {
    stop.removeEventListener('abort', end);
    body.destroy();
  };
  stop.addEventListener('abort', end);
  const { access } = client;
  probeWhenSilent(body, access.silence, async () => {
    await client.probe(endpoint, { key: encode(access.keys.config), keys_only: true }, stop);
  });
  const batches = lineBatches(body);
  try {
    const { value: lines } = await batches.next();
    stop.throwIfAborted();
    if (lines === undefined) throw new MemberFault(lost(endpoint));
    const first = lines.flatMap((line: string) => eventsInLine(line, { endpoint, after, access }));
    return { endpoint, first, batches, end };
  } catch (error) {
    end();
    throw isOfConnection(error) ? new MemberFault(lost(endpoint)) : error;
  }
}

const lost = (endpoint: string): Failure =>
  new Failure('unavailable', `etcd at ${endpoint}: the connection of the watch was lost`, {
    hint: 'See whether etcd was restarted, and what is on the way to it.',
  });

/** Node says ECONNRESET of an answer that ends too early, whatever the reason is. */
const isOfConnection = (error: unknown): boolean => errorCode(error) === 'ECONNRESET';

function failureOf(endpoint: string, error: unknown): unknown {
  if (error instanceof MemberFault) return error.failure;
  return isOfConnection(error) ? lost(endpoint) : error;
}

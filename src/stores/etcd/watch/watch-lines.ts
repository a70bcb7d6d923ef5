import { StaleRevision, type StoreEvent } from '../../store.ts';
import { fieldsIn, type JsonFields, listIn, numberIn, parseFields, textIn } from '../access/fields.ts';
import { decodeIn } from '../access/keys.ts';
import type { EtcdAccess } from '../access/options.ts';
import { strangeAnswer } from '../client/answer-failure.ts';
import { MemberFault } from '../client/failover.ts';
import { CODE, errorInLine, errorOfCancel, isElection, isOfMember } from '../client/refusal.ts';
import { EtcdRefused } from '../client/refusal-failure.ts';
import { isRestored, type Position, positionOf } from '../records/position.ts';
import { storedLease } from '../records/stored-lease.ts';

/** A watch that was opened at a member. */
export interface OpenedAt {
  readonly endpoint: string;
  /** What the watch begins after. */
  readonly after: Position;
  readonly access: EtcdAccess;
}

/**
 * The events in a line of a watch's stream. Throws a StaleRevision where the events are gone, or the cluster was
 * restored; the Failure, or a MemberFault, for which etcd ended the watch.
 */
export function eventsInLine(line: string, opened: OpenedAt): readonly StoreEvent[] {
  const { endpoint, after, access } = opened;
  const whole = parseFields(line);
  if (whole === undefined) throw new MemberFault(strangeAnswer(endpoint, 200, line));
  const refusal = errorInLine(whole);
  if (refusal !== undefined) throw endOf(new EtcdRefused(endpoint, refusal, access));
  const answer = fieldsIn(whole, 'result');
  if (answer['canceled'] === true) throw canceled(answer, opened);
  if (isRestored(after, positionOf(answer))) throw new StaleRevision();
  return listIn(answer, 'events').map((event) => eventOf(event, access));
}

/** The stream stays open after this, so only the line tells of it. */
function canceled(answer: JsonFields, { endpoint, access }: OpenedAt): Error {
  if (numberIn(answer, 'compact_revision') > 0) return new StaleRevision();
  const refusal = errorOfCancel(textIn(answer, 'cancel_reason'));
  if (refusal.code === CODE.outOfRange) return new StaleRevision();
  return endOf(new EtcdRefused(endpoint, refusal, access));
}

const endOf = (failure: EtcdRefused): Error =>
  isOfMember(failure.refusal) ? new MemberFault(failure, isElection(failure.refusal)) : failure;

function eventOf(event: JsonFields, { keys }: EtcdAccess): StoreEvent {
  const pair = fieldsIn(event, 'kv');
  const key = decodeIn(pair, 'key');
  const isDelete = textIn(event, 'type') === 'DELETE';
  if (key === keys.config) return { type: 'config', text: isDelete ? '' : decodeIn(pair, 'value') };
  return isDelete ? { type: 'delete', key } : { type: 'put', lease: storedLease(pair, keys) };
}

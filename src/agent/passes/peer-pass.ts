import type { PlanNode } from '../../flannel/index.ts';
import { type BatchTools, batchTools } from '../../host/index.ts';
import type { LinkName } from '../../net/index.ts';
import {
  type Followed,
  followPeers,
  linksToPeers,
  type NodeDiff,
  type PeerTable,
  type PeerUpdate,
  peerTable,
  savePeers,
} from '../../node/index.ts';
import { failureText } from '../retry/retry.ts';
import { Tries } from '../retry/tries.ts';
import type { AgentSettings } from '../settings.ts';

/** Peers are saved so long after a change, in milliseconds. */
const SAVE_MS = 2000;

/** The longest wait after a save that failed, in milliseconds. */
const LAST_RETRY_MS = 60_000;

/** Saving takes at most one part in so many of the time, because it holds up the next change. */
const SAVE_SHARE = 50;

/** Changes of single peers, from one full comparison to the next: what they cost does not grow with the other peers. */
export class PeerPass {
  readonly #settings: AgentSettings;
  readonly #wantSave: () => void;
  readonly #tools: BatchTools = batchTools('agent');
  #table: PeerTable | undefined;
  #timer: NodeJS.Timeout | undefined;
  #saveMs = 0;
  readonly #saveTries: Tries;
  /** Told when the peers are saved. */
  readonly #waiting: (() => void)[] = [];

  /** @param wantSave called when it is time to save the peers */
  constructor(settings: AgentSettings, wantSave: () => void) {
    this.#settings = settings;
    this.#wantSave = wantSave;
    this.#saveTries = new Tries(settings, SAVE_MS, LAST_RETRY_MS);
  }

  /** The host is as a full comparison has left it, and saved. */
  async begin(compared: NodeDiff): Promise<void> {
    this.#forgetSave();
    this.#tellSaved();
    this.#tools.forget();
    this.#table = tableOf(compared);
    if (this.#table === undefined) return;
    // What stops them now, such as a link that has just been deleted, is told where they are needed.
    await this.#tools.warmUp(linksToPeers(this.#table)).catch(() => {});
  }

  async apply(update: PeerUpdate): Promise<Followed> {
    if (this.#table === undefined) return { result: 'compare', why: NO_TABLE };
    const followed = await followPeers(this.#settings.given.root, this.#table, update, this.#tools);
    if (followed.result === 'done') this.#saveLater();
    return followed;
  }

  /** Saves what is not saved yet, and ends the tools. */
  async end(): Promise<void> {
    if (this.#timer !== undefined) await this.save();
    this.#forgetSave();
    this.#tools.forget();
  }

  #saveLater(): void {
    this.#timer ??= setTimeout(this.#wantSave, Math.max(SAVE_MS, this.#saveMs * SAVE_SHARE));
  }

  /** Waits until what was changed is saved, which is done as soon as no other work is at hand. */
  async saved(): Promise<void> {
    if (this.#timer === undefined) return;
    this.#wantSave();
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Saves the peers that the host has. */
  async save(): Promise<void> {
    this.#forgetSave();
    // A full comparison saves its peers itself.
    if (this.#table === undefined) return;
    const began = performance.now();
    try {
      await savePeers(this.#settings.given.root, this.#table.peers.values());
      this.#saveTries.calmDown();
    } catch (error) {
      const wait = this.#saveTries.failed(`the peers could not be saved: ${failureText(error)}`);
      this.#timer = setTimeout(this.#wantSave, wait);
    }
    this.#saveMs = performance.now() - began;
    this.#tellSaved();
  }

  #forgetSave(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tellSaved(): void {
    for (const tell of this.#waiting.splice(0)) tell();
  }
}

const NO_TABLE = 'nothing was compared yet, or a link to the peers is missing';

/** The peers of a compared node; undefined without a link to them, because a foreign one is in its place. */
function tableOf({ network, target: { desired } }: NodeDiff): PeerTable | undefined {
  const table = peerTable(network);
  const links = new Set(desired.flatMap((object) => (object.kind === 'link' ? [object.name] : [])));
  const isThere = (link: LinkName): boolean => link === network.uplink.name || links.has(link);
  return linksToPeers(table).every(isThere) ? table : undefined;
}

/** An update of peers: each that changed, as it was applied and as it is to be. */
export function updateOf(
  before: ReadonlyMap<string, PlanNode | undefined>,
  now: ReadonlyMap<string, PlanNode>,
): PeerUpdate {
  const put = [...before.keys()].flatMap((key) => now.get(key) ?? []);
  const kept = new Set(put.map(({ name }) => name));
  const removed = [...before.values()].flatMap((peer) =>
    peer === undefined || kept.has(peer.name) ? [] : peer.name,
  );
  return { put, removed };
}

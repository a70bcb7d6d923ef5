import { type ClaimedLengths, claimKeys, type SourceEntry } from '../../leases/index.ts';
import { FAMILY_NAMES, lengthOf } from '../../net/index.ts';

/** Which records claim the same name, address, subnet or lease data. Records without a claim in common are no rivals. */
export class ClaimIndex {
  readonly #entries = new Map<string, SourceEntry>();
  readonly #claims = new Map<string, readonly string[]>();
  readonly #holders = new Map<string, Set<string>>();
  #lengths: ClaimedLengths = { ipv4: [], ipv6: [] };

  put(key: string, entry: SourceEntry): void {
    this.delete(key);
    this.#entries.set(key, entry);
    if (this.#widen(entry)) for (const [one, other] of this.#entries) this.#index(one, other);
    else this.#index(key, entry);
  }

  delete(key: string): void {
    this.#entries.delete(key);
    this.#release(key);
    this.#claims.delete(key);
  }

  /** Adds the records that share a claim with this one, and itself. */
  addNear(key: string, to: Set<string>): void {
    for (const claim of this.#claims.get(key) ?? [])
      for (const holder of this.#holders.get(claim) ?? []) to.add(holder);
  }

  /** Whether another record shares a claim with this one: only then it can have a rival. */
  isShared(key: string): boolean {
    return (this.#claims.get(key) ?? []).some((claim) => (this.#holders.get(claim)?.size ?? 0) > 1);
  }

  /** These records, those that share a claim with one of them, those that share one with these, and so on. */
  closure(keys: ReadonlySet<string>): ReadonlySet<string> {
    const all = new Set(keys);
    // A set that grows while it is walked is walked to its end.
    for (const key of all) this.addNear(key, all);
    return all;
  }

  #release(key: string): void {
    for (const claim of this.#claims.get(key) ?? []) {
      const holders = this.#holders.get(claim);
      holders?.delete(key);
      if (holders?.size === 0) this.#holders.delete(claim);
    }
  }

  /** Notes the claims of a record; it keeps those that it has, because more lengths only make more. */
  #index(key: string, entry: SourceEntry): void {
    const claims = claimKeys(entry, this.#lengths);
    this.#claims.set(key, claims);
    for (const claim of claims) {
      const holders = this.#holders.get(claim);
      if (holders === undefined) this.#holders.set(claim, new Set([key]));
      else holders.add(key);
    }
  }

  /** Notes the lengths of an entry's subnets; whether one is new, so that others may lie within it. */
  #widen(entry: SourceEntry): boolean {
    const added = FAMILY_NAMES.filter((family) => {
      const pin = entry[family]?.pin;
      return pin !== undefined && !this.#lengths[family].includes(lengthOf(pin));
    });
    for (const family of added) {
      const pin = entry[family]?.pin;
      if (pin !== undefined)
        this.#lengths = { ...this.#lengths, [family]: [...this.#lengths[family], lengthOf(pin)] };
    }
    return added.length > 0;
  }
}

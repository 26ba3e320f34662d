/** So many attempts in a row that come no further than those before are the last: another would not either. */
export const MOST_FRUITLESS = 3;

/** How far the attempts at a piece of work come, which goes on where the one before was stopped. */
export class Attempts {
  private furthest = 0;
  private hasAdvanced = false;
  private inVain = 0;

  /** The present attempt has done so much of all. */
  reached(done: number): void {
    if (done <= this.furthest) return;
    this.furthest = done;
    this.hasAdvanced = true;
  }

  /** The present attempt is over, without a result. */
  end(): void {
    this.inVain = this.hasAdvanced ? 0 : this.inVain + 1;
    this.hasAdvanced = false;
  }

  /** How many attempts in a row, up to the last that is over, have come no further than those before. */
  get fruitless(): number {
    return this.inVain;
  }
}

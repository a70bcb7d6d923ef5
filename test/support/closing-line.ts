import type { Reporter, TestModule } from 'vitest/node';

/** Ends the run with `N passed, N failed, N skipped` alone on a line, which other programs can read. */
export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) count[test.result().state] += 1;
      // A file that could not be loaded has no tests, and is a failure all the same.
      if (tests.length === 0 && module.state() === 'failed') count.failed += 1;
    }
    process.stdout.write(
      `${count.passed} passed, ${count.failed} failed, ${count.skipped + count.pending} skipped\n`,
    );
  }
}

// The door for tests with vitest: `const test = base.extend(brokerFixture())` gives each test a broker of its own.

import { createTestBroker, type TestBroker, type TestBrokerOptions } from "./testing/test-broker.ts";

export type { Happening, HappeningName, Happenings, SeenMessage } from "./testing/happenings.ts";
export { createTestBroker, type TestBroker, type TestBrokerOptions } from "./testing/test-broker.ts";

/** What `brokerFixture` gives to a test. */
export interface BrokerFixture {
  readonly broker: TestBroker;
}

/** The shape of a fixture of vitest: it is not imported, so that any version that has it will do. */
type Fixture<T> = (context: object, use: (value: T) => Promise<void>) => Promise<void>;

/** A fixture that starts a broker before each test that names it, and closes it afterwards. */
export function brokerFixture(options: TestBrokerOptions = {}): { readonly broker: Fixture<TestBroker> } {
  return {
    // vitest reads from the pattern which other fixtures this one needs.
    // biome-ignore lint/correctness/noEmptyPattern: none.
    broker: async ({}, use) => {
      await using broker = await createTestBroker(options);
      await use(broker);
    },
  };
}

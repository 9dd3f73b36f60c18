// Cases that no seeded fault has made fail, each with the reason. The test holds this list to be exact.

/** By the id of the case. */
export const UNPROVEN: Readonly<Record<string, string>> = {};

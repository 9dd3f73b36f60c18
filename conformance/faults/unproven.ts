// Cases that no seeded fault has made fail, each with the reason. The test holds this list to be exact.

/** By the id of the case. */
export const UNPROVEN: Readonly<Record<string, string>> = {
  "5.0/client/publish/forbidden/topic-alias-0":
    "It needs a client that takes aliases from its application; the reference client, which the faults break, sets them by itself.",
};

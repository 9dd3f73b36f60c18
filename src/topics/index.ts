// The door of the topics: Topic Names, Topic Filters, and the trees that match one against many of the other. Pure.

export { covers, overlaps } from "./cover.ts";
export type { TopicFault } from "./fault.ts";
export type { SharedFilter } from "./filter.ts";
export { isSharedFilter, matches, parseSharedFilter, topicFilterFault } from "./filter.ts";
export { topicNameFault } from "./name.ts";
export type { TopicStore, TopicVisitor } from "./store.ts";
export { createTopicStore, deleteTopic, getTopic, matchTopics, setTopic } from "./store.ts";
export type { SubscriptionTree, SubscriptionVisitor } from "./tree.ts";
export {
  addSubscription,
  createSubscriptionTree,
  findSubscription,
  isSubscribed,
  matchSubscriptions,
  removeSubscription,
} from "./tree.ts";

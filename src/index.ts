// What most people come for: the codec and the topics of MQTT 3.1.1 and 5.0. Pure, and at home in a browser.

export * from "./codec/index.ts";
export * from "./topics/index.ts";

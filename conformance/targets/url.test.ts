import { expect, test } from "vitest";
import { parseTargetUrl } from "./url.ts";

test.each([
  [
    "mqtt://broker.example",
    {
      host: "broker.example",
      port: 1883,
      secure: false,
      webSocket: false,
      path: "",
      shown: "mqtt://broker.example:1883",
    },
  ],
  [
    "broker.example:1884",
    {
      host: "broker.example",
      port: 1884,
      secure: false,
      webSocket: false,
      path: "",
      shown: "mqtt://broker.example:1884",
    },
  ],
  [
    "mqtts://broker.example",
    {
      host: "broker.example",
      port: 8883,
      secure: true,
      webSocket: false,
      path: "",
      shown: "mqtts://broker.example:8883",
    },
  ],
  [
    "mqtt://[::1]:1885",
    { host: "::1", port: 1885, secure: false, webSocket: false, path: "", shown: "mqtt://[::1]:1885" },
  ],
  [
    "ws://broker.example",
    {
      host: "broker.example",
      port: 80,
      secure: false,
      webSocket: true,
      path: "/mqtt",
      shown: "ws://broker.example:80/mqtt",
    },
  ],
  [
    "wss://broker.example:8443/",
    {
      host: "broker.example",
      port: 8443,
      secure: true,
      webSocket: true,
      path: "/",
      shown: "wss://broker.example:8443/",
    },
  ],
  [
    "mqtt://ann:s%40crt@broker.example:1",
    {
      host: "broker.example",
      port: 1,
      secure: false,
      webSocket: false,
      path: "",
      shown: "mqtt://broker.example:1",
      userName: "ann",
      password: "s@crt",
    },
  ],
])("%s is taken apart, and shown without its login", (text, parts) => {
  expect(parseTargetUrl(text)).toEqual(parts);
});

test.each([
  ["http://broker.example", /"http:\/\/" is not supported; use mqtt:\/\/, mqtts:\/\/, ws:\/\/, wss:\/\//],
  ["mqtt://", /names no host|is no url/],
  ["mqtt://broker.example:99999", /is no url/],
])("%s is refused in one line", (text, line) => {
  const wrong = parseTargetUrl(text);
  expect("wrong" in wrong && wrong.wrong).toMatch(line);
});

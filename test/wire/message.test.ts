import { describe, expect, test } from "bun:test";
import {
  completedMessage,
  connectedMessage,
  decodeWebappMessage,
  ejectedMessage,
  errorMessage,
  encodeMessage,
  heartbeatMessage,
  insertedMessage,
  pausedMessage,
  progressMessage,
  recoveredMessage,
  resumedMessage,
  startedMessage,
  syncMessage,
} from "../../src/wire/message.ts";
import type { Message } from "../../src/wire/message.ts";

const now = Date.parse("2025-12-21T14:30:52.999Z");
const id = "20251221-143052-001";

const sync = {
  now,
  disc: {
    presence: "inserted",
    device: "/dev/rdisk4",
    volumeName: "THE_POLAR_EXPRESS",
  },
  currentTask: { id, percent: 47.9, etaMs: 411_001 },
  paused: false,
  queueDepth: 3,
  error: null,
} as const;

const messages: readonly (readonly [string, Message, string])[] = [
  [
    "progress",
    progressMessage({
      taskId: id,
      percent: 47.9,
      etaMs: 411_001,
      currentSizeBytes: 5356823040.7,
      bytesPerSecond: 42_314_159,
    }),
    '{"type":"progress","task_id":"20251221-143052-001","percent":47,"eta_seconds":412,"current_size_bytes":5356823040,"speed":"42.3 MB/s"}',
  ],
  [
    "progress out of bounds",
    progressMessage({
      taskId: id,
      percent: 100.2,
      etaMs: -1,
      currentSizeBytes: -1,
      bytesPerSecond: -1,
    }),
    '{"type":"progress","task_id":"20251221-143052-001","percent":100,"eta_seconds":0,"current_size_bytes":0,"speed":"0.0 MB/s"}',
  ],
  [
    "started",
    startedMessage(id),
    '{"type":"status","task_id":"20251221-143052-001","status":"started"}',
  ],
  [
    "completed",
    completedMessage(id, "failed"),
    '{"type":"status","task_id":"20251221-143052-001","status":"completed","outcome":"failed"}',
  ],
  [
    "inserted",
    insertedMessage("/dev/rdisk4", "THE_POLAR_EXPRESS"),
    '{"type":"disc","event":"inserted","device":"/dev/rdisk4","volume_name":"THE_POLAR_EXPRESS"}',
  ],
  [
    "ejected",
    ejectedMessage("/dev/rdisk4"),
    '{"type":"disc","event":"ejected","device":"/dev/rdisk4"}',
  ],
  [
    "heartbeat",
    heartbeatMessage({ now, queueDepth: 3, currentTask: id, paused: false }),
    '{"type":"heartbeat","timestamp":"2025-12-21T14:30:52Z","queue_depth":3,"current_task":"20251221-143052-001","paused":false}',
  ],
  ["connected", connectedMessage(), '{"type":"daemon","event":"connected"}'],
  [
    "paused",
    pausedMessage("user_requested"),
    '{"type":"daemon","event":"paused","reason":"user_requested"}',
  ],
  [
    "error",
    errorMessage({ reason: "licence_expired", message: "Renew it." }),
    '{"type":"daemon","event":"error","reason":"licence_expired","message":"Renew it."}',
  ],
  ["recovered", recoveredMessage(), '{"type":"daemon","event":"recovered"}'],
  ["resumed", resumedMessage(), '{"type":"daemon","event":"resumed"}'],
  [
    "sync",
    syncMessage(sync),
    '{"type":"sync","timestamp":"2025-12-21T14:30:52Z","disc":{"inserted":true,"device":"/dev/rdisk4","volume_name":"THE_POLAR_EXPRESS","presence":"inserted"},"current_task":{"id":"20251221-143052-001","percent":47,"eta_seconds":412},"paused":false,"queue_depth":3,"error":null}',
  ],
  [
    "sync before an ETA is known",
    syncMessage({ ...sync, currentTask: { id, percent: 0, etaMs: null } }),
    '{"type":"sync","timestamp":"2025-12-21T14:30:52Z","disc":{"inserted":true,"device":"/dev/rdisk4","volume_name":"THE_POLAR_EXPRESS","presence":"inserted"},"current_task":{"id":"20251221-143052-001","percent":0,"eta_seconds":null},"paused":false,"queue_depth":3,"error":null}',
  ],
  [
    "sync without a disc monitor",
    syncMessage({
      ...sync,
      disc: { presence: "unknown", device: null, volumeName: null },
      currentTask: null,
      error: { reason: "licence_expired", message: "Renew it." },
    }),
    '{"type":"sync","timestamp":"2025-12-21T14:30:52Z","disc":{"inserted":false,"device":null,"volume_name":null,"presence":"unknown"},"current_task":null,"paused":false,"queue_depth":3,"error":{"reason":"licence_expired","message":"Renew it."}}',
  ],
];

test.each(messages)("%s is what PROTOCOL.md shows", (_name, message, text) => {
  expect(encodeMessage(message)).toBe(text);
});

describe("what the webapp says", () => {
  test.each([
    '{"type":"config_updated"}',
    '{"type":"webapp_config_changed"}',
    '{"type":"config_updated","extra":[1]}',
  ])("%s asks for the configuration to be fetched again", (text) => {
    expect(decodeWebappMessage(text)).toEqual({ kind: "configUpdated" });
  });

  test.each([
    "",
    "hello",
    "null",
    "[]",
    "7",
    '"config_updated"',
    "{}",
    '{"type":7}',
    '{"type":"CONFIG_UPDATED"}',
    '{"type":"queue_paused","paused":true}',
    '{"type":"config_updated"',
    '{"__proto__":{"type":"config_updated"}}',
    "[".repeat(60_000),
  ])("%p is not for us", (text) => {
    expect(decodeWebappMessage(text)).toEqual({ kind: "unknown" });
  });
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  daemonConfigMessage,
  decodeLinkMessage,
  discEventMessage,
  encodeLinkMessage,
  errorResponse,
  fingerprintedMessage,
  linkProgressMessage,
  resultMessage,
} from "../../src/wire/link-message.ts";

const NOW = Date.parse("2025-12-28T10:00:00.123Z");

describe("what is said, key by key", () => {
  test("who we are", () => {
    const registration = {
      daemonId: "beehive",
      makemkvconPath: null,
      webappBasedir: "/opt/amphigory",
    };
    expect(encodeLinkMessage(daemonConfigMessage(registration, NOW))).toBe(
      '{"type":"daemon_config","timestamp":"2025-12-28T10:00:00Z","daemon_id":"beehive","makemkvcon_path":null,"webapp_basedir":"/opt/amphigory","git_sha":null}',
    );
  });

  test("discs", () => {
    const device = "/dev/rdisk4";
    expect(
      [
        discEventMessage("inserted", device, "FILM"),
        discEventMessage("ejected", device, null),
        fingerprintedMessage({ device, volumeName: null, fingerprint: "f1" }),
      ].map(encodeLinkMessage),
    ).toEqual([
      '{"type":"disc_event","event":"inserted","device":"/dev/rdisk4","volume_name":"FILM","volume_path":null}',
      '{"type":"disc_event","event":"ejected","device":"/dev/rdisk4","volume_name":null,"volume_path":null}',
      '{"type":"disc_event","event":"fingerprinted","device":"/dev/rdisk4","volume_name":null,"volume_path":null,"fingerprint":"f1"}',
    ]);
  });

  test("progress, also before anybody knows how long it will take", () => {
    const input = {
      taskId: "20251226T094803.123456-rip",
      percent: 47.9,
      currentSizeBytes: 5_356_823_040,
      bytesPerSecond: 42_300_000,
    };
    expect(
      [411_001, null].map((etaMs) =>
        encodeLinkMessage(linkProgressMessage({ ...input, etaMs })),
      ),
    ).toEqual([
      '{"type":"progress","task_id":"20251226T094803.123456-rip","percent":47,"eta_seconds":412,"current_size_bytes":5356823040,"speed":"42.3 MB/s"}',
      '{"type":"progress","task_id":"20251226T094803.123456-rip","percent":47,"eta_seconds":null,"current_size_bytes":5356823040,"speed":"42.3 MB/s"}',
    ]);
  });

  test("an answer has a result or an error, never both and never null", () => {
    const status = {
      drive_id: "beehive:sr0",
      daemon_id: "beehive",
      device: "/dev/sr0",
      state: "empty",
      disc_volume: null,
      disc_type: null,
      fingerprint: null,
      scan_status: null,
    } as const;
    expect(
      [resultMessage("r1", status), errorResponse(7, "no", "No.")].map(
        encodeLinkMessage,
      ),
    ).toEqual([
      `{"type":"response","request_id":"r1","result":${JSON.stringify(status)}}`,
      '{"type":"response","request_id":7,"error":{"code":"no","message":"No."}}',
    ]);
  });
});

describe("what is heard", () => {
  test.each([
    [
      '{"type":"request","request_id":"r1","method":"get_drive_status","params":{}}',
      { kind: "request", requestId: "r1", method: "get_drive_status" },
    ],
    [
      '{"type":"request","request_id":7,"method":"x"}',
      { kind: "request", requestId: 7, method: "x" },
    ],
    [
      '{"type":"request","method":"x"}',
      {
        kind: "malformed",
        requestId: null,
        why: "request_id must be text or a number.",
      },
    ],
    [
      '{"type":"request","request_id":"r1","method":["x"]}',
      { kind: "malformed", requestId: "r1", why: "method must be text." },
    ],
    ['{"type":"queue_paused","paused":true}', { kind: "queuePaused" }],
    ['{"type":"queue_paused"}', { kind: "queuePaused" }],
    ['{"type":"config_updated"}', { kind: "configUpdated" }],
    ['{"type":"webapp_config_changed"}', { kind: "configUpdated" }],
    ['{"type":"disc_event","event":"inserted"}', { kind: "unknown" }],
    ['{"type":"progress","percent":3}', { kind: "unknown" }],
    ['{"type":"response","request_id":"r1"}', { kind: "unknown" }],
    ["[]", { kind: "unknown" }],
    ["null", { kind: "unknown" }],
    ["", { kind: "unknown" }],
    ["{", { kind: "unknown" }],
  ])("%s", (text, expected) => {
    expect(decodeLinkMessage(text)).toEqual(expected as never); // a table of all kinds
  });

  test("nothing that can be sent makes it throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        decodeLinkMessage(text);
      }),
    );
  });
});

// A hotline and a department that use the CloudEvents SDK and the NATS client as their own documentation says.
import assert from "node:assert/strict";
import fs from "node:fs";
import { CloudEvent, emitterFor, HTTP, httpTransport, Mode } from "cloudevents";
import { connect, credsAuthenticator } from "@nats-io/transport-node";
import { jetstream } from "@nats-io/jetstream";

const data = process.argv[2];
const address = JSON.parse(fs.readFileSync(`${data}/addresses.json`));
const token = (name) => fs.readFileSync(`${data}/credentials/${name}.token`, "utf8");
const events = `${address.http}/intake/api/v1/events`;
const authorization = `Bearer ${token("hotline-12345")}`;
const source = `/${address.district}/hotline-12345`;
const complaint = (id, text, more = {}) =>
  new CloudEvent({ id, source, type: "xiansuo.complaint.submitted.v1", data: { channel: "hotline", number: id, text, ...more } });

async function post({ headers, body }) {
  const response = await fetch(events, { method: "POST", headers: { ...headers, authorization }, body });
  return { status: response.status, body: await response.json() };
}

// The SDK's emitter, in both modes; the third ticket is about the matter of the first.
const upstairs = "楼上住户每周一三五下午有五六个初中生去补习数学，一节课收两百。";
const flat = "我们单元三楼有老师晚上给高中生补物理化学，每人每节收一百五。";
for (const [mode, id, text] of [[Mode.STRUCTURED, "sdk-1", upstairs], [Mode.BINARY, "sdk-2", flat], [Mode.BINARY, "sdk-5", upstairs]]) {
  const emit = emitterFor(httpTransport(events), { mode });
  const answer = await emit(complaint(id, text), { headers: { authorization } });
  assert.match(String(answer.body), /"status":"accepted"/);
}
// The same event in the other mode is the same lead.
const again = await post(HTTP.binary(complaint("sdk-1", upstairs)));
assert.equal(again.status, 200);
assert.equal(again.body.status, "known");
// A batch: an out-of-scope ticket and a broken event beside each other.
const school = complaint("sdk-3", "我家孩子在公办小学上四年级，作业多得写到十一点，课后服务还让自愿报名交材料费，食堂也不好吃。");
const batch = await post({
  headers: { "content-type": "application/cloudevents-batch+json" },
  body: JSON.stringify([school, complaint("sdk-4", "x", { channel: "pigeon" })]),
});
assert.equal(batch.status, 207);
assert.deepEqual(batch.body.map((r) => r.status), ["accepted", "refused"]);

// The hotline reads back that one ticket was returned, and why, and that another goes on with the first.
let returned, folded;
for (let after = "", tries = 0; !(returned && folded) && tries < 20; tries++) {
  const response = await fetch(`${address.http}/intake/api/v1/updates?after=${after}&wait=5s`, { headers: { authorization } });
  const { updates, next } = await response.json();
  returned ??= updates.find((u) => u.kind === "returned" && u.number === "sdk-3");
  folded ??= updates.find((u) => u.kind === "folded" && u.number === "sdk-5");
  after = next;
}
assert.ok(folded.into);
assert.equal(returned.reason, "X01");
assert.ok(returned.explanation.zh.length > 10);

// The department consumes its queue and answers.
const nc = await connect({ servers: address.nats, authenticator: credsAuthenticator(fs.readFileSync(`${data}/credentials/education.creds`)) });
const js = jetstream(nc, { apiPrefix: address.apiPrefix });
const consumer = await js.consumers.get(address.stream, "education");
const answers = address.answers.replace("<department>", "education");
const pending = new Map();
const outcomes = [];
const messages = await consumer.consume({ max_messages: 10 });
const timer = setTimeout(() => { console.error("outcomes never came", outcomes); process.exit(1); }, 20_000);
for await (const message of messages) {
  const event = message.json();
  if (event.type === "xiansuo.handoff.dispatched.v1") {
    const answer = new CloudEvent(event.data.matter.number === "sdk-1"
      ? { source: `/${address.district}/education`, subject: event.subject, type: "xiansuo.answer.signed.v1", data: {} }
      : { source: `/${address.district}/education`, subject: event.subject, type: "xiansuo.answer.returned.v1", data: { reason: "R01" } });
    pending.set(answer.id, event.data.matter.number);
    await js.publish(answers, JSON.stringify(answer));
  } else if (pending.has(event.causationid)) {
    outcomes.push([pending.get(event.causationid), event.type, event.data.code]);
  }
  message.ack();
  if (outcomes.length === 2) break;
}
clearTimeout(timer);
assert.deepEqual(outcomes.sort(), [
  ["sdk-1", "xiansuo.answer.accepted.v1", undefined],
  ["sdk-2", "xiansuo.answer.refused.v1", "invalid-answer"],
]);

// Its credentials are refused everywhere else.
for (const forbidden of [
  () => js.consumers.get(address.stream, "market"),
  () => js.publish(address.answers.replace("<department>", "market"), "{}"),
  () => js.publish(`leads.v1.${address.district}.education.handoff.dispatched`, "{}"),
]) {
  await assert.rejects(forbidden);
}
await nc.close();
console.log("ok");

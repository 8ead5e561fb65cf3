// Orders to a text-message gateway, its answers and its receipts by http-message-sig (RFC 9421) and
// Node's own digest; and a receipt that this program signs is taken by the portal's own code.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { component, createSignature, verifySignature } from 'http-message-sig';

const { TONGBAN_SAMPLES: samples, TONGBAN_ROOT: root } = process.env;
const said = JSON.parse(fs.readFileSync(path.join(samples, 'carriers.json')));
const fail = (words) => { console.error(`    ${words}`); process.exit(1); };
const NAMES = { ES256: 'ecdsa-p256-sha256', Ed25519: 'ed25519' };
const options = (key) => ({ key, dsaEncoding: 'ieee-p1363' });
const hash = (algorithm) => (algorithm === 'ES256' ? 'sha256' : null);
const fields = (headers) => Object.entries(headers).map(([name, value]) => ({ name, value }));
const digest = (body) => `sha-256=:${crypto.createHash('sha256').update(body).digest('base64')}:`;

async function holds(message, jwk, algorithm, required) {
  const key = crypto.createPublicKey({ key: jwk, format: 'jwk' });
  await verifySignature(message, {
    policy: { algorithms: [NAMES[algorithm]], requiredComponents: required, requiredParameters: ['created', 'expires', 'nonce', 'keyid', 'tag'], maxAge: 3600, clockSkew: 60, now: said.at },
    resolveVerifier: () => ({ algorithm: NAMES[algorithm], verify: (data, signature) => crypto.verify(hash(algorithm), data, options(key), signature) }),
  });
}

async function refused(work, words) {
  try { await work(); } catch { return; }
  fail(words);
}

const ORDER = ['@method', '@target-uri', 'content-digest'];
const theirs = [];
for (const algorithm of ['ES256', 'Ed25519']) {
  const one = said[algorithm];
  const order = { kind: 'request', method: 'PUT', targetUri: said.message, fields: fields(one.headers) };
  await holds(order, one.client, algorithm, ORDER);
  if (one.headers['content-digest'] !== digest(one.body)) fail('the digest of the order');
  await refused(() => holds({ ...order, targetUri: said.message.replace('77', '78') }, one.client, algorithm, ORDER), 'an order at another key was not noticed');
  await refused(() => holds(order, one.gateway, algorithm, ORDER), 'a stranger\'s key was taken');

  const answer = { kind: 'response', status: 200, fields: fields(one.answer), request: order };
  await holds(answer, one.gateway, algorithm, ['@status', 'content-digest', component('signature', { req: true })]);
  if (one.answer['content-digest'] !== digest(one.answerBody)) fail('the digest of the answer');
  await refused(() => holds({ ...answer, status: 410 }, one.gateway, algorithm, ['@status']), 'another status was not noticed');

  const told = { kind: 'request', method: 'POST', targetUri: said.report, fields: fields(one.toldHeaders) };
  await holds(told, one.gateway, algorithm, ORDER);
  if (one.toldHeaders['content-digest'] !== digest(one.told)) fail('the digest of the receipt');

  const pair = algorithm === 'ES256' ? crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }) : crypto.generateKeyPairSync('ed25519');
  const jwk = pair.publicKey.export({ format: 'jwk' });
  const body = JSON.stringify({ key: '77', state: 'delivered' });
  const headers = { 'content-digest': digest(body) };
  const now = Math.floor(Date.now() / 1000);
  const made = await createSignature({ kind: 'request', method: 'POST', targetUri: said.report, fields: fields(headers) }, {
    label: 'sig1',
    components: ORDER,
    parameters: { created: now, expires: now + 120, nonce: `n-${algorithm}`, keyid: 'theirs', tag: 'tongban-exchange' },
    signer: { algorithm: NAMES[algorithm], sign: (data) => new Uint8Array(crypto.sign(hash(algorithm), data, options(pair.privateKey))) },
  });
  theirs.push({ jwk, body, headers: { ...headers, 'signature-input': made.signatureInput, signature: made.signature } });
}

const file = path.join(samples, 'carriers-theirs.json');
fs.writeFileSync(file, JSON.stringify(theirs));
const python = path.join(root, '.venv/bin/python');
const done = spawnSync(python, ['-m', 'outside.carriers', 'check', file], { cwd: root, encoding: 'utf8', env: { ...process.env, DJANGO_SETTINGS_MODULE: 'tongban.config.settings' } });
if (done.status !== 0) fail(done.stderr.slice(-800) || 'our own code takes a receipt with another body');

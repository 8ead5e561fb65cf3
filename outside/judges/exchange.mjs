// Requests and answers of the gateway by http-message-sig (RFC 9421), tokens by jose; and the other way
// round: what these two sign is accepted by the gateway's own code.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { component, createSignature, verifySignature } from 'http-message-sig';
import { SignJWT, calculateJwkThumbprint, importJWK, jwtVerify } from 'jose';

const { TONGBAN_SAMPLES: samples, TONGBAN_ROOT: root } = process.env;
const said = JSON.parse(fs.readFileSync(path.join(samples, 'exchange.json')));
const fail = (words) => { console.error(`    ${words}`); process.exit(1); };
const NAMES = { ES256: 'ecdsa-p256-sha256', Ed25519: 'ed25519' };
const options = (key) => ({ key, dsaEncoding: 'ieee-p1363' });
const fields = (headers) => Object.entries(headers).map(([name, value]) => ({ name, value }));

function verifier(jwk, algorithm) {
  const key = crypto.createPublicKey({ key: jwk, format: 'jwk' });
  const hash = algorithm === 'ES256' ? 'sha256' : null;
  return { algorithm: NAMES[algorithm], verify: (data, signature) => crypto.verify(hash, data, options(key), signature) };
}

async function holds(message, jwk, algorithm, required) {
  await verifySignature(message, {
    policy: { algorithms: [NAMES[algorithm]], requiredComponents: required, requiredParameters: ['created', 'expires', 'nonce', 'keyid', 'tag'], maxAge: 3600, clockSkew: 60, now: said.at },
    resolveVerifier: () => verifier(jwk, algorithm),
  });
}

async function refused(work, words) {
  try { await work(); } catch { return; }
  fail(words);
}

const theirs = { requests: [] };
for (const algorithm of ['ES256', 'Ed25519']) {
  const one = said[algorithm];
  const request = { kind: 'request', method: 'POST', targetUri: said.uri, fields: fields(one.headers) };
  await holds(request, one.client, algorithm, ['@method', '@target-uri', 'content-digest', 'purpose-id', 'x-road-userid']);
  const digest = crypto.createHash('sha256').update(one.body).digest('base64');
  if (one.headers['content-digest'] !== `sha-256=:${digest}:`) fail('content-digest');
  const answer = { kind: 'response', status: one.status, fields: fields(one.answer), request };
  await holds(answer, one.provider, algorithm, ['@status', 'content-digest', component('signature', { req: true })]);
  const changed = { ...request, fields: fields({ ...one.headers, 'purpose-id': 'PU-2' }) };
  await refused(() => holds(changed, one.client, algorithm, ['@method']), 'a changed header was not noticed');

  const pair = algorithm === 'ES256' ? crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }) : crypto.generateKeyPairSync('ed25519');
  const jwk = pair.publicKey.export({ format: 'jwk' });
  const now = Math.floor(Date.now() / 1000);
  const headers = Object.fromEntries(Object.entries(one.headers).filter(([name]) => !name.startsWith('signature')));
  const made = await createSignature({ ...request, fields: fields(headers) }, {
    label: 'theirs',
    components: ['@method', '@target-uri', ...Object.keys(headers)],
    parameters: { created: now, expires: now + 120, nonce: 'n', keyid: await calculateJwkThumbprint(jwk), tag: 'tongban-exchange' },
    signer: { algorithm: NAMES[algorithm], sign: (data) => new Uint8Array(crypto.sign(algorithm === 'ES256' ? 'sha256' : null, data, options(pair.privateKey))) },
  });
  theirs.requests.push({ jwk, body: one.body, headers: { ...headers, 'signature-input': made.signatureInput, signature: made.signature } });
}

const { payload } = await jwtVerify(said.token.jwt, await importJWK(said.token.jwk, 'ES256'), { typ: 'at+jwt', issuer: 'CITY/GOV/GA-HJ/main', audience: 'CITY/GOV/GA-HJ/main' });
if (payload.cnf.jkt !== await calculateJwkThumbprint(said.token.clientJwk)) fail('the token is not bound to the key');
const pair = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
theirs.jwk = pair.publicKey.export({ format: 'jwk' });
theirs.kid = await calculateJwkThumbprint(theirs.jwk);
theirs.assertion = await new SignJWT({ purposeId: 'PU-1', svc: 's' })
  .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: theirs.kid })
  .setIssuer('c').setSubject('c').setAudience(said.tokenUri).setIssuedAt().setExpirationTime('50s').setJti('j').sign(pair.privateKey);
theirs.proof = await new SignJWT({ htm: 'POST', htu: said.tokenUri })
  .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: theirs.jwk }).setIssuedAt().setJti('p').sign(pair.privateKey);

const file = path.join(samples, 'exchange-theirs.json');
fs.writeFileSync(file, JSON.stringify(theirs));
const python = path.join(root, '.venv/bin/python');
const done = spawnSync(python, ['-m', 'outside.exchanged', 'check', file], { cwd: root, encoding: 'utf8', env: { ...process.env, DJANGO_SETTINGS_MODULE: 'tongban.config.settings' } });
if (done.status !== 0) fail(done.stderr.slice(-800));

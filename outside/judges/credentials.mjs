// A wallet and a verifier nobody here wrote: @openid4vc/openid4vci takes a licence along from a
// running city, @sd-jwt presents it and verifies it, reads the status list, and sees a revocation.
// `node credentials.mjs live BASE OFFER DIGITS KIND OUT` is the wallet; without arguments the verifier.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { digest, ES256, generateSalt } from '@sd-jwt/crypto-nodejs';
import { getListFromStatusListJWT } from '@sd-jwt/jwt-status-list';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import { Openid4vciClient } from '@openid4vc/openid4vci';
import { clientAuthenticationNone, setGlobalConfig } from '@openid4vc/oauth2';

const NONCE = 'a-nonce', SHOWN = 'over_18';
const b64 = (value) => Buffer.from(value).toString('base64url');
const claimsOf = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));
const fail = (words) => { console.error(`    ${words}`); process.exit(1); };
const check = (holds, words) => { if (!holds) fail(words); };

async function wallet(base, offer, digits, kind, out) {
  setGlobalConfig({ allowInsecureUrls: true });
  const pair = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [secret, open] = [pair.privateKey.export({ format: 'jwk' }), pair.publicKey.export({ format: 'jwk' })];
  const sign = (data) => crypto.sign('sha256', Buffer.from(data), { key: pair.privateKey, dsaEncoding: 'ieee-p1363' });
  const client = new Openid4vciClient({
    callbacks: {
      fetch,
      hash: (data, alg) => crypto.createHash(alg.replace('-', '')).update(data).digest(),
      generateRandom: (length) => crypto.randomBytes(length),
      clientAuthentication: clientAuthenticationNone({ clientId: 'wallet' }),
      signJwt: (_signer, { header, payload }) => {
        const signed = `${b64(JSON.stringify(header))}.${b64(JSON.stringify(payload))}`;
        return { jwt: `${signed}.${b64(sign(signed))}`, signerJwk: open };
      },
      verifyJwt: () => fail('nothing is to be verified here'),
      decryptJwe: () => fail('nothing is encrypted here'),
      encryptJwe: () => fail('nothing is encrypted here'),
    },
  });
  const credentialOffer = await client.resolveCredentialOffer(offer);
  const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const { accessTokenResponse } = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
    credentialOffer, issuerMetadata, txCode: digits,
  });
  const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata });
  const { jwt } = await client.createCredentialRequestJwtProof({
    issuerMetadata, credentialConfigurationId: kind, nonce,
    signer: { method: 'jwk', publicJwk: open, alg: 'ES256' },
  });
  const { credentialResponse } = await client.retrieveCredentials({
    issuerMetadata, credentialConfigurationId: kind,
    accessToken: accessTokenResponse.access_token, proofs: { jwt: [jwt] },
  });
  const credential = credentialResponse.credentials[0].credential;
  const presentation = await present(credential, secret, base);
  const answer = await fetch(`${base}/v/api/credentials`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ credential: presentation, audience: base, nonce: NONCE, who: 'Cinema', cause: 'ticket' }),
  });
  const said = await answer.json();
  check(said.state === 'valid' && said.bound, `our verifier says ${JSON.stringify(said)}`);
  check(Object.keys(said.disclosed).join() === SHOWN, `our verifier saw ${Object.keys(said.disclosed)}`);
  fs.writeFileSync(out, JSON.stringify({ base, kind, credential, secret }));
}

async function present(credential, secret, audience) {
  const holder = new SDJwtVcInstance({
    hasher: digest, hashAlg: 'sha-256', saltGenerator: generateSalt,
    kbSigner: await ES256.getSigner(secret), kbSignAlg: 'ES256',
  });
  return holder.present(credential, { [SHOWN]: true }, {
    kb: { payload: { iat: Math.floor(Date.now() / 1000), aud: audience, nonce: NONCE } },
  });
}

async function verifier(key, list) {
  const verifies = await ES256.getVerifier(key);
  return new SDJwtVcInstance({
    hasher: digest, hashAlg: 'sha-256', saltGenerator: generateSalt, verifier: verifies,
    kbVerifier: async (data, signature, payload) => (await ES256.getVerifier(payload.cnf.jwk))(data, signature),
    statusListFetcher: async () => list,
    statusVerifier: verifies,
    statusValidator: async (status) => { if (status !== 0) throw new Error(`status ${status}`); },
  });
}

async function judge() {
  const home = process.env.TONGBAN_SAMPLES;
  const read = (name) => JSON.parse(fs.readFileSync(path.join(home, name), 'utf8'));
  const { credential, secret, base, lists, jwks } = read('credentials.json');
  const key = jwks.keys[0];
  const presentation = await present(credential, secret, base);
  const found = await (await verifier(key, lists.valid)).verify(presentation, { keyBindingNonce: NONCE });
  const names = Object.keys(found.payload).filter((name) => !['iss', 'iat', 'exp', 'vct', 'cnf', 'status', '_sd_alg'].includes(name));
  check(names.join() === SHOWN && found.payload[SHOWN] === true, `disclosed ${names}`);
  check(found.kb, 'the key binding was not looked at');
  const { idx } = found.payload.status.status_list;
  for (const [name, status] of [['valid', 0], ['suspended', 2], ['restored', 0], ['revoked', 1]]) {
    check(getListFromStatusListJWT(lists[name]).getStatus(idx) === status, `the list does not say ${name}`);
    check(claimsOf(lists[name]).sub === found.payload.status.status_list.uri, 'the list is of another address');
    if (status) await refused(key, lists[name], presentation, `${name} ones are taken`);
  }
  await refused(key, lists.valid, presentation.replace(/~[^~]+~/, '~'), 'a lost disclosure is not seen');
  const other = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  await refused(other, lists.valid, presentation, 'any key will do');
  console.log('    received by @openid4vc/openid4vci 0.4.6; verified, and seen suspended and revoked, by @sd-jwt 0.19.0');
}

async function refused(key, list, presentation, words) {
  try {
    await (await verifier(key, list)).verify(presentation, { keyBindingNonce: NONCE });
  } catch { return; }
  fail(words);
}

const [mode, ...given] = process.argv.slice(2);
await (mode === 'live' ? wallet(...given) : judge());

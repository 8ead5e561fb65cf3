// openid-client signs a resident in through our provider, from discovery to what it is told.
// `node identity_provider.mjs live BASE ID SECRET NUMBER` is the client; without arguments it serves itself a city.
import { spawnSync } from 'node:child_process';
import * as oidc from 'openid-client';

const BACK = 'http://localhost:9/back';
const fail = (words) => { console.error(`    ${words}`); process.exit(1); };
const check = (holds, words) => { if (!holds) fail(words); };

class Browser {
  cookies = new Map();

  async go(address, form) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(address, {
      method: form ? 'POST' : 'GET', redirect: 'manual', headers: { cookie },
      body: form && new URLSearchParams(form),
    });
    for (const each of answer.headers.getSetCookie()) {
      const [name, value] = each.split(';')[0].split('=');
      this.cookies.set(name, value);
    }
    return { place: answer.headers.get('location'), text: await answer.text(), status: answer.status };
  }
}
const value = (page, name) => new RegExp(`name="${name}" value="([^"]+)"`).exec(page.text)?.[1] ?? '';

async function live(base, id, secret, number) {
  const config = await oidc.discovery(new URL(base), id, secret, undefined, { execute: [oidc.allowInsecureRequests] });
  const verifier = oidc.randomPKCECodeVerifier(), nonce = oidc.randomNonce(), state = oidc.randomState();
  const asked = oidc.buildAuthorizationUrl(config, {
    redirect_uri: BACK, scope: 'openid name number', nonce, state,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  });
  const browser = new Browser();
  let page = await browser.go(`${base}/sign-in`);
  page = await browser.go(`${base}/sign-in`, { number, csrfmiddlewaretoken: value(page, 'csrfmiddlewaretoken') });
  const code = /<b>(\d{6})<\/b>/.exec(page.text)?.[1] ?? fail('the demonstration shows no code');
  await browser.go(`${base}/sign-in/code`, { code, csrfmiddlewaretoken: value(page, 'csrfmiddlewaretoken') });
  page = await browser.go(asked.href);
  const form = { request: value(page, 'request'), action: 'grant', csrfmiddlewaretoken: value(page, 'csrfmiddlewaretoken') };
  const sent = await browser.go(`${base}/identity/o/authorize`, form);
  const back = new URL(sent.place);
  const expected = { pkceCodeVerifier: verifier, expectedNonce: nonce, expectedState: state, idTokenExpected: true };
  const token = await oidc.authorizationCodeGrant(config, back, expected);
  const claims = token.claims();
  check(claims.acr === 'urn:tongban:assurance:1', `acr ${claims.acr}`);
  const told = await oidc.fetchUserInfo(config, token.access_token, claims.sub);
  check(told.citizen_number === number, 'userinfo is not this person\'s');
  for (const [words, change] of [['a code twice', {}], ['a wrong verifier', { pkceCodeVerifier: oidc.randomPKCECodeVerifier() }]]) {
    await oidc.authorizationCodeGrant(config, back, { ...expected, ...change }).then(
      () => fail(`${words} was let through`),
      (error) => check(error.error === 'invalid_grant', `${words}: ${error.message}`),
    );
  }
  console.log(`    ${JSON.stringify({ claims: Object.keys(claims).sort(), told: Object.keys(told).sort() })}`);
}

if (process.argv[2] === 'live') {
  await live(...process.argv.slice(3));
} else {
  const served = spawnSync(process.env.TONGBAN_PROGRAM.replace(/tongban$/, 'python'), ['-m', 'outside.served', process.execPath, process.argv[1]], { stdio: 'inherit', env: process.env, cwd: process.env.TONGBAN_ROOT });
  process.exit(served.status ?? 1);
}

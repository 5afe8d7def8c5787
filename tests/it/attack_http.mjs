// What an attacker sends to a whole instance over HTTP, and what he gets: run by stack_http.sh, which made one life up to its
// accepted certificate before (NO, APP, SERIAL, MOBILE in the environment).  Prints as say.sh does.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import tls from 'node:tls';

const { BASE, SIGN, VAR, NO, APP, SERIAL, MOBILE } = process.env;
const port = Number(process.env.PORT);
let passed = 0, failed = 0;

async function expect(behaviour, body) {
	try {
		await body();
		passed++;
		console.log(`ok      ${behaviour}`);
	} catch (e) {
		failed++;
		console.log(`FAILED  ${behaviour}: ${e.message}`);
	}
}

function same(is, should, what = 'it') {
	if (JSON.stringify(is) !== JSON.stringify(should))
		throw new Error(`${what} is ${JSON.stringify(is)}, should be ${JSON.stringify(should)}`);
}

function holds(value, what) {
	if (!value)
		throw new Error(what);
}

function sql(text) {
	return execFileSync('mariadb', ['--no-defaults', '--default-character-set=utf8mb4', '-uroot', '-S', `${VAR}/run/db/s`, 'certhall', '-BN', '-e', text],
		{ encoding: 'utf8' }).trim();
}

const sleep = ms => new Promise(r => setTimeout(r, ms));
const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false, maxSockets: 8 });
const taken = new Set();	// letters of the outbox whose code was read: the next one is another

// --- a browser that sends what it is told ------------------------------------------------------------------------------

class Visitor {
	constructor() {
		this.jar = new Map();
		this.flags = [];
	}

	// One request, no redirect followed: { status, headers, body }.  headers with value null are left out.
	ask(method, path, { headers = {}, body = null, base = BASE } = {}) {
		const all = { ...(this.jar.size ? { Cookie: [...this.jar].map(([k, v]) => `${k}=${v}`).join('; ') } : {}), ...headers };
		for (const k of Object.keys(all))
			if (all[k] === null)
				delete all[k];
		return new Promise((resolve, reject) => {
			const url = new URL(base);
			const q = https.request({ host: url.hostname, port: url.port, method, path, headers: all, agent, rejectUnauthorized: false }, a => {
				const parts = [];
				a.on('data', d => parts.push(d));
				a.on('error', reject);
				a.on('end', () => {
					for (const c of a.headers['set-cookie'] ?? []) {
						this.flags.push(c);
						const [, name, value] = /^([^=]*)=([^;]*)/.exec(c);
						if (/Max-Age=0/.test(c))
							this.jar.delete(name);
						else
							this.jar.set(name, value);
					}
					resolve({ status: a.statusCode, headers: a.headers, body: Buffer.concat(parts).toString() });
				});
			});
			q.on('error', reject);
			q.setTimeout(20000, () => q.destroy(new Error(`${method} ${path} was not answered`)));
			if (body !== null)
				q.write(body);
			q.end();
		});
	}

	get(path, headers = {}) { return this.ask('GET', path, { headers }); }

	post(path, fields, headers = {}) {
		const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
		return this.ask('POST', path, { body, headers: { Origin: BASE, 'Content-Type': 'application/x-www-form-urlencoded',
			'Content-Length': Buffer.byteLength(body), ...headers } });
	}

	// What the form of that page holds hidden.
	async form(path) {
		const page = await this.get(path);
		return Object.fromEntries([...page.body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(m => [m[1], m[2]]));
	}

	async send(path, fields, headers) { return this.post(path, { ...await this.form(path), ...fields }, headers); }

	async code(mobile, since) {
		for (let i = 0; i < 100; i++, await sleep(50))
			for (const f of fs.readdirSync(`${VAR}/outbox`).sort().reverse().filter(n => !taken.has(n))) {
				const text = fs.readFileSync(`${VAR}/outbox/${f}`, 'utf8');
				const code = /(?<!\d|-)(\d{6})(?!\d)/.exec(text.split('\n\n').slice(1).join('\n') || text);
				if (fs.statSync(`${VAR}/outbox/${f}`).mtimeMs + 20 >= since && text.includes(mobile) && code) {
					taken.add(f);
					return code[1];
				}
			}
		throw new Error(`no code came to ${mobile}`);
	}

	async ask_code(mobile, path = '/login', more = {}) {
		const since = Date.now();
		const a = await this.send(path, { mobile, act: 'send', ...more });
		same(a.status, 200, `status of ${path}`);
		return this.code(mobile, since);
	}

	async login(mobile, next) {
		const code = await this.ask_code(mobile);
		const a = await this.send('/login', { mobile, code, act: 'login', ...(next === undefined ? {} : { next }) });
		same(a.status, 303, 'status of the login');
		return a;
	}
}

// Bytes as they are; what comes back until the server closes, and after how many milliseconds.
function raw(text, { wait = 8000, at = port, drip = null } = {}) {
	return new Promise(resolve => {
		const begun = Date.now();
		let got = '', timer, dripping;
		const end = why => { clearTimeout(timer); clearInterval(dripping); resolve({ got, why, ms: Date.now() - begun, status: Number(/^HTTP\/1\.1 (\d+)/.exec(got)?.[1]) }); };
		const s = tls.connect({ host: 'localhost', port: at, rejectUnauthorized: false }, () => {
			s.write(text);
			if (drip)
				dripping = setInterval(() => s.write(drip), 1000);
		});
		s.on('data', d => { got += d; });
		s.on('close', () => end('closed'));
		s.on('error', () => end('error'));
		timer = setTimeout(() => { s.destroy(); end('timeout'); }, wait);
	});
}

let numbers = 0;
const someone = () => `139${String(Date.now()).slice(-4)}${String(++numbers).padStart(4, '0')}`;
const codes = () => Number(sql('SELECT COUNT(*) FROM onetime'));

// Slow connections are opened first; what became of them is looked at in the end.
const slow = {
	head: raw(`GET / HTTP/1.1\r\nHost: localhost:${port}\r\nX-A: `, { wait: 40000, drip: 'a' }),
	body: raw(`POST /login HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: ${BASE}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 15000\r\n\r\na=`,
		{ wait: 40000, drip: 'a' }),
	silent: raw('', { wait: 40000 }),
};

// --- forged headers ---------------------------------------------------------------------------------------------------
const forged = { 'X-Forwarded-For': '203.0.113.9', Forwarded: 'for=203.0.113.9', 'X-Real-IP': '203.0.113.9', 'X-Client-IP': '203.0.113.9',
	'X-Forwarded-Proto': 'http', 'X-Forwarded-Host': 'evil.example', 'SSL-Client-Verify': 'SUCCESS', 'SSL_CLIENT_VERIFY': 'SUCCESS',
	'SSL-Client-S-DN': 'CN=demo-security-1', SSL_CLIENT_S_DN: 'CN=demo-security-1', SSL_CLIENT_CERT: 'x', 'Remote-User': 'demo-security-1',
	REMOTE_USER: 'demo-security-1', REMOTE_ADDR: '203.0.113.9', 'Remote-Addr': '203.0.113.9', Proxy: 'http://evil.example', 'X-Original-URL': '/admin/users',
	'X-Rewrite-URL': '/admin/users', 'X-HTTP-Method-Override': 'DELETE', Authorization: 'Basic ZGVtby1zZWN1cml0eS0xOng=' };

const mine = new Visitor();
const mobile = someone();
await expect('forged addresses and identities are not believed: the trail has the true address', async () => {
	const code = await mine.ask_code(mobile);
	const a = await mine.send('/login', { mobile, code, act: 'login' }, forged);
	same(a.status, 303);
	same(sql(`SELECT DISTINCT ip FROM audit WHERE object IN (SELECT id FROM account WHERE mobile = '+86${mobile}')`), '127.0.0.1', 'address');
	same(sql(`SELECT DISTINCT ip FROM session WHERE account IN (SELECT id FROM account WHERE mobile = '+86${mobile}')`), '127.0.0.1', 'address of the session');
});
await expect('nobody becomes an operator by headers', async () => {
	for (const path of ['/admin/users', '/ra/']) {
		const a = await new Visitor().get(path, forged);
		same([a.status, /^\/(admin|ra)\/login/.test(a.headers.location)], [303, true]);
	}
});
await expect('a foreign Host stands nowhere in the answer', async () => {
	for (const path of ['/', '/login', '/my', '/nothing', '/ra']) {
		const a = await new Visitor().get(path, { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example' });
		holds(!JSON.stringify(a.headers).includes('evil.example') && !a.body.includes('evil.example'), `${path} names it`);
	}
});

// --- sessions ---------------------------------------------------------------------------------------------------------
await expect('a session brought along is not taken over', async () => {
	const v = new Visitor(), other = someone();
	const planted = 'A'.repeat(32);
	v.jar.set('__Host-hall', planted);
	await v.get('/login');
	const before = v.jar.get('__Host-visit');
	await v.login(other);
	holds(v.jar.get('__Host-hall') !== planted && v.jar.get('__Host-hall')?.length >= 32, 'the planted cookie stayed');
	holds(!v.jar.has('__Host-visit') && before, 'the seed of the visitor outlived the login');
	const thief = new Visitor();
	thief.jar.set('__Host-hall', planted);
	same((await thief.get('/my')).status, 303, 'status with the planted cookie');
});
await expect('each login has another cookie', async () => {
	const v = new Visitor(), m = someone(), seen = new Set();
	for (let i = 0; i < 2; i++) {
		await v.login(m);
		seen.add(v.jar.get('__Host-hall'));
	}
	same(seen.size, 2, 'number of cookies');
});
await expect('a cookie is dead after the logout', async () => {
	const v = new Visitor();
	await v.login(someone());
	const kept = v.jar.get('__Host-hall');
	same((await v.get('/my')).status, 200);
	same((await v.post('/logout', await v.form('/my'))).status, 303);
	const thief = new Visitor();
	thief.jar.set('__Host-hall', kept);
	same((await thief.get('/my')).status, 303, 'status afterwards');
});
await expect('two cookies of one name are none', async () => {
	const v = new Visitor();
	same((await v.get('/my', { Cookie: `__Host-hall=${mine.jar.get('__Host-hall')}; __Host-hall=${'B'.repeat(32)}` })).status, 303);
});
await expect('every cookie has all its flags', async () => {
	const v = new Visitor();
	await v.get('/?lang=en');
	await v.get('/?view=large');
	await v.get('/ra/login');
	await v.get('/admin/login');
	const all = [...v.flags, ...mine.flags];
	holds(all.length > 5 && all.some(c => c.startsWith('__Host-hall=')), 'too few cookies were seen');
	for (const c of all)
		holds(/^__Host-[a-z]+=[\w.~-]*; Path=\/; Secure; HttpOnly; SameSite=Strict(; Max-Age=\d+)?$/.test(c), c);
});
await expect('a session of the hall opens neither desk nor office', async () => {
	for (const name of ['desk', 'office']) {
		const v = new Visitor();
		v.jar.set(`__Host-${name}`, mine.jar.get('__Host-hall'));
		same((await v.get(name === 'desk' ? '/ra/' : '/admin/')).status, 303);
	}
});

// --- forms from elsewhere -------------------------------------------------------------------------------------------------
const m2 = someone();
const other = new Visitor();
await other.login(someone());
const foreign = (await other.form('/my')).csrf;
const v0 = new Visitor(), hidden = await v0.form('/login');
for (const [what, status, fields, headers] of [
	['no token', 419, { csrf: undefined }, {}],
	['an empty token', 419, { csrf: '' }, {}],
	['a made-up token', 419, { csrf: 'x'.repeat(43) }, {}],
	['the token of another session', 419, { csrf: foreign }, {}],
	['the token of another visitor', 419, { csrf: (await new Visitor().form('/login')).csrf }, {}],
	['no cookie', 419, {}, { Cookie: null }],
	['another Origin', 403, {}, { Origin: 'https://evil.example' }],
	['Origin null', 403, {}, { Origin: 'null' }],
	['an Origin that only begins like ours', 403, {}, { Origin: `${BASE}.evil.example` }],
	['our Origin in the plain', 403, {}, { Origin: BASE.replace('https', 'http') }],
	['the signing origin', 403, {}, { Origin: SIGN }],
	['no Origin and another site', 403, {}, { Origin: null, 'Sec-Fetch-Site': 'cross-site' }],
	['no Origin and the same site only', 403, {}, { Origin: null, 'Sec-Fetch-Site': 'same-site' }],
	['no Origin and a foreign Referer', 403, {}, { Origin: null, Referer: 'https://evil.example/' }],
	['nothing that says where it comes from', 403, {}, { Origin: null }],
	['a content type of scripts', 400, {}, { 'Content-Type': 'text/plain' }],
	['JSON', 400, {}, { 'Content-Type': 'application/json' }],
])
	await expect(`a form with ${what} does nothing: ${status}`, async () => {
		const before = codes(), all = { ...hidden, mobile: m2, act: 'send', ...fields };
		for (const k of Object.keys(all))
			if (all[k] === undefined)
				delete all[k];
		same((await v0.post('/login', all, headers)).status, status, 'status');
		same(codes(), before, 'number of codes');
	});
await expect('while the same form, as it should be, does', async () => {
	const before = codes();
	same((await new Visitor().send('/login', { mobile: m2, act: 'send' })).status, 200);
	same(codes(), before + 1);
});
await expect('a form of a person is not sent by GET', async () => {
	const before = codes();
	await v0.get(`/login?${new URLSearchParams({ ...hidden, mobile: m2, act: 'send' })}`);
	same(codes(), before);
});

// --- codes ----------------------------------------------------------------------------------------------------------------
await expect('a code serves once', async () => {
	const v = new Visitor(), m = someone(), code = await v.ask_code(m);
	same((await v.send('/login', { mobile: m, code, act: 'login' })).status, 303);
	same((await new Visitor().send('/login', { mobile: m, code, act: 'login' })).status, 422);
});
await expect('a newer code ends the older one', async () => {
	const v = new Visitor(), m = someone(), code = await v.ask_code(m);
	let next = await v.ask_code(m);
	if (next === code)
		next = await v.ask_code(m);
	same((await v.send('/login', { mobile: m, code, act: 'login' })).status, 422);
	same((await v.send('/login', { mobile: m, code: next, act: 'login' })).status, 303);
});
await expect('a code of one number does not open another', async () => {
	const v = new Visitor(), a = someone(), b = someone(), code = await v.ask_code(a);
	await v.ask_code(b);
	same((await v.send('/login', { mobile: b, code: code, act: 'login' })).status, 422);
});
await expect('a code for the login reports no loss, and the other way round', async () => {
	const v = new Visitor(), login = await v.ask_code(MOBILE);
	same((await v.send('/suspend', { serial: SERIAL, mobile: MOBILE, code: login, act: 'take' })).status, 422);
	const loss = await v.ask_code(MOBILE, '/suspend', { serial: SERIAL });
	same((await v.send('/login', { mobile: MOBILE, code: loss === login ? '000000' : loss, act: 'login' })).status, 422);
	same((await v.send('/revoke', { serial: SERIAL, mobile: MOBILE, code: loss, act: 'take' })).status, 422);
});
await expect('five guesses end a code, also for who knows it', async () => {
	const v = new Visitor(), m = someone(), code = await v.ask_code(m);
	for (let i = 0; i < 5; i++)
		same((await v.send('/login', { mobile: m, code: code === '111111' ? '222222' : '111111', act: 'login' })).status, 422, `guess ${i}`);
	const a = await v.send('/login', { mobile: m, code, act: 'login' });
	same([a.status, /次数过多|重新获取/.test(a.body)], [422, true], 'status and sentence');
});
await expect('five guesses at once are not ten', async () => {
	const v = new Visitor(), m = someone(), code = await v.ask_code(m), form = await v.form('/login');
	const all = await Promise.all(Array.from({ length: 12 }, (_, i) =>
		v.post('/login', { ...form, mobile: m, code: String(300000 + i), act: 'login' })));
	same(all.filter(a => a.status === 303).length, 0);
	same(sql(`SELECT MAX(tries) FROM onetime WHERE purpose = 'login' AND target = '+86${m}'`), '5', 'tries');
	same((await v.send('/login', { mobile: m, code, act: 'login' })).status, 422);
});
await expect('the right code sent twice at once opens one session', async () => {
	const v = new Visitor(), m = someone(), code = await v.ask_code(m), form = await v.form('/login');
	const all = await Promise.all([0, 1, 2, 3].map(() => v.post('/login', { ...form, mobile: m, code, act: 'login' })));
	same(all.filter(a => a.status === 303).length, 1, 'number of logins');
});

// --- where a login leads ----------------------------------------------------------------------------------------------------
const far = ['https://evil.example/', '//evil.example/', '/\\evil.example/', '\\\\evil.example', 'javascript:alert(1)', 'evil.example', '/%0d%0aSet-Cookie:a=b',
	'/my\r\nSet-Cookie: evil=1', '/my\nX-Evil: 1', '/\t/evil.example', '/my\u0000', '/\u2028', 'https:evil.example', '///evil.example', '/.//evil.example'];
sql('DELETE FROM limit_bucket');
await expect('the login leads to no other site and sets no header', async () => {
	for (const next of far) {
		const v = new Visitor(), m = someone(), code = await v.ask_code(m);
		const a = await v.send('/login', { mobile: m, code, act: 'login', next });
		if (a.status === 400 || a.status === 422)
			continue;
		const to = new URL(a.headers.location, BASE);
		same([a.status, to.origin], [303, BASE], `status and origin after ${JSON.stringify(next)} (${a.headers.location})`);
		holds(!/evil/.test(JSON.stringify(a.headers['set-cookie'] ?? [])) && !a.headers['x-evil'], 'a header was set');
	}
});
await expect('the page of the login shows such an address as text alone', async () => {
	const a = await new Visitor().get('/login?next=%2F%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E');
	holds(!a.body.includes('<script>alert'), 'it is not escaped');
	holds(!(await new Visitor().get('/login?next=https%3A%2F%2Fevil.example')).body.includes('https://evil.example'), 'it is kept');
});

// --- others' numbers -----------------------------------------------------------------------------------------------------------
const strip = text => text.replace(/[\w-]{43}|[\w-]{32}|[0-9a-f]{16}/g, '#').replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?/g, '#')
	.replaceAll(APP, 'X').replaceAll(NO, 'X').replaceAll(SERIAL, 'X').replaceAll(SERIAL.toUpperCase(), 'X');
const unknown = { app: String(BigInt(APP) + 12345n), no: '20200101-000000', serial: `41${'0'.repeat(37)}1` };
const unstrip = text => strip(text.replaceAll(unknown.app, APP).replaceAll(unknown.no, NO).replaceAll(unknown.serial, SERIAL));
const stranger = new Visitor();
await stranger.login(someone());
const owner = new Visitor();
await owner.login(MOBILE);
const places = [['GET', a => `/apply/${a.app}`], ['GET', a => `/apply/${a.app}/subject`], ['GET', a => `/apply/${a.app}/key`], ['GET', a => `/apply/${a.app}/check`],
	['GET', a => `/apply/${a.app}/withdraw`], ['GET', a => `/receipt/${a.no}`], ['GET', a => `/cert/${a.serial}`], ['GET', a => `/cert/${a.serial}/download`],
	['GET', a => `/cert/${a.serial}/file/pem`], ['GET', a => `/cert/${a.serial}/file/p7b`], ['GET', a => `/cert/${a.serial}/object`],
	['POST', a => `/apply/${a.app}/withdraw`], ['POST', a => `/apply/${a.app}/subject`], ['POST', a => `/apply/${a.app}/materials`],
	['POST', a => `/cert/${a.serial}/accept`], ['POST', a => `/cert/${a.serial}/download`], ['POST', a => `/cert/${a.serial}/object`]];
const real = { app: APP, no: NO, serial: SERIAL };
const token = await stranger.form('/my');
const go = (method, path) => method === 'GET' ? stranger.get(path) : stranger.post(path, { ...token, act: 'send', confirm: 'yes', once: 'x'.repeat(32) });
const state = () => sql('SELECT MD5(GROUP_CONCAT(CONCAT_WS("|", id, state, version) ORDER BY id)) FROM application') +
	sql('SELECT MD5(GROUP_CONCAT(CONCAT_WS("|", id, state, version, accepted_at) ORDER BY id)) FROM certificate');
const stood = state();
for (const [method, at] of places)
	await expect(`a stranger's ${method} ${at({ app: 'ID', no: 'NO', serial: 'SERIAL' })} is answered as an unknown one`, async () => {
		const a = await go(method, at(real)), b = await go(method, at(unknown));
		same(a.status, 404, 'status');
		same([a.status, strip(a.body)], [b.status, unstrip(b.body)]);
		same(Object.keys(a.headers).sort(), Object.keys(b.headers).sort(), 'headers');
	});
await expect('in the same time', async () => {
	const times = { real: [], unknown: [] };
	for (let i = 0; i < 40; i++)
		for (const [name, who] of i % 2 ? [['real', real], ['unknown', unknown]] : [['unknown', unknown], ['real', real]]) {
			const begun = process.hrtime.bigint();
			await go('GET', `/cert/${who.serial}`);
			times[name].push(Number(process.hrtime.bigint() - begun) / 1e6);
		}
	const middle = list => list.sort((a, b) => a - b)[20];
	const a = middle(times.real), b = middle(times.unknown);
	holds(Math.abs(a - b) < 3 + 0.5 * Math.min(a, b), `known ${a.toFixed(1)} ms, unknown ${b.toFixed(1)} ms`);
});
await expect('and nothing was changed', async () => same(state(), stood));
await expect('while the owner sees them', async () => {
	same((await owner.get(`/apply/${APP}`)).status, 200);
	same((await owner.get(`/cert/${SERIAL}`)).status, 200);
});
sql('DELETE FROM limit_bucket');
await expect('loss and revocation do not tell whether number and mobile belong together', async () => {
	for (const path of ['/suspend', '/revoke']) {
		const answers = [];
		for (const [serial, m] of [[SERIAL, MOBILE], [SERIAL, someone()], [unknown.serial, someone()], [unknown.serial, MOBILE]]) {
			const a = await new Visitor().send(path, { serial, mobile: m, act: 'send' });
			answers.push([a.status, unstrip(a.body).replaceAll(m, 'M')]);
		}
		for (const a of answers)
			same(a, answers[0], `${path}: an answer`);
	}
});

// --- limits ---------------------------------------------------------------------------------------------------------------------
sql('DELETE FROM limit_bucket');
await expect('a number gets five codes, then none for a while, whatever address is claimed', async () => {
	const m = someone(), statuses = [];
	for (let i = 0; i < 7; i++)
		statuses.push((await new Visitor().send('/login', { mobile: m, act: 'send' }, { 'X-Forwarded-For': `203.0.113.${i}` })).status);
	same([statuses.slice(0, 5), statuses[5] >= 422, statuses[6] >= 422], [[200, 200, 200, 200, 200], true, true], 'statuses');
});
sql('DELETE FROM limit_bucket');
await expect('an address asks for thirty codes, then waits', async () => {
	const v = new Visitor(), form = await v.form('/login'), statuses = [];
	for (let i = 0; i < 33; i++)
		statuses.push((await v.post('/login', { ...form, mobile: someone(), act: 'send' }, { 'X-Forwarded-For': `203.0.113.${i}` })).status);
	same([statuses.filter(s => s === 200).length >= 30 && statuses.filter(s => s === 200).length <= 31, statuses[32] >= 422], [true, true], String(statuses));
});
sql('DELETE FROM limit_bucket');
await expect('an address guesses at codes of many numbers only so often', async () => {
	const v = new Visitor(), form = await v.form('/login');
	let last;
	for (let i = 0; i < 140; i++)
		if ((last = await v.post('/login', { ...form, mobile: someone(), code: '123456', act: 'login' })).status === 429 || /次数过多，请几分钟后再试/.test(last.body))
			return;
	throw new Error(`140 guesses were answered ${last.status}`);
});
sql('DELETE FROM limit_bucket');
for (const path of ['/query?serial=', '/progress?no=20200101-'])
	await expect(`${path} is not walked through`, async () => {
		const v = new Visitor();
		let a;
		for (let i = 0; i < 200; i++) {
			a = await v.get(`${path}${path.includes('serial') ? (0x41n << 152n | BigInt(i)).toString(16) : String(i).padStart(6, '0')}`);
			if (a.status === 429 || /频繁|稍后再试/.test(a.body))
				return;
		}
		throw new Error(`200 questions were answered, at last with ${a.status}`);
	});
sql('DELETE FROM limit_bucket');

// --- files ----------------------------------------------------------------------------------------------------------------------
const draft = new Visitor();
await draft.login(someone());
await draft.send('/apply/new/personal', {});
const app = (await draft.get('/my')).body.match(/\/apply\/(\d+)/)?.[1];
for (let i = 0; i < 12; i++) {	// each text in turn
	const form = await draft.form(`/apply/${app}/agreement`);
	if (!form.csrf || (await draft.post(`/apply/${app}/agreement`, { ...form, agree: 'yes' })).headers.location?.includes('/subject'))
		break;
}
await draft.send(`/apply/${app}/sensitive`, { sensitive: 'accept' });

function upload(kind, name, type, bytes) {
	const b = '----x';
	return draft.form(`/apply/${app}/materials`).then(form => {
		const part = (n, v) => `--${b}\r\nContent-Disposition: form-data; name="${n}"\r\n\r\n${v}\r\n`;
		const body = Buffer.concat([Buffer.from(part('csrf', form.csrf) + part('once', form.once) + part('kind', kind) +
			`--${b}\r\nContent-Disposition: form-data; name="${kind}"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`), bytes, Buffer.from(`\r\n--${b}--\r\n`)]);
		return draft.ask('POST', `/apply/${app}/materials`, { body, headers: { Origin: BASE, 'Content-Type': `multipart/form-data; boundary=${b}`, 'Content-Length': body.length } });
	});
}
const stored = () => sql(`SELECT COUNT(*) FROM material WHERE application = ${app} AND replaced_at IS NULL`);
function png(width, height) {
	const u32 = n => { const b = Buffer.alloc(4); b.writeUInt32BE(n); return b; };
	const chunk = (type, data) => Buffer.concat([u32(data.length), Buffer.from(type), data, u32(0)]);
	return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', Buffer.concat([u32(width), u32(height), Buffer.from([8, 6, 0, 0, 0])])), chunk('IEND', Buffer.alloc(0))]);
}
const pdf = fs.readFileSync(`${VAR}/evidence.pdf`);
for (const [what, name, type, bytes, status = 422, sentence = /govuk-error-message/] of [
	['nothing', 'a.pdf', 'application/pdf', Buffer.alloc(0)],
	['a program that calls itself a picture', 'a.png', 'image/png', Buffer.concat([Buffer.from('MZ\x90\0'), Buffer.alloc(4000)])],
	['an ELF that calls itself a PDF', 'a.pdf', 'application/pdf', fs.readFileSync('/bin/true')],
	['a page that calls itself a picture', 'a.jpg', 'image/jpeg', Buffer.from('<html><script>alert(1)</script>')],
	['SVG', 'a.svg', 'image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
	['SVG that calls itself PNG', 'a.png', 'image/png', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')],
	['a picture of 60,000 by 60,000', 'a.png', 'image/png', png(60000, 60000)],
	['a PDF behind a kilobyte of something else', 'a.pdf', 'application/pdf', Buffer.concat([Buffer.alloc(2000, 0x41), pdf])],
	['the head of a GIF', 'a.gif', 'image/gif', Buffer.from('GIF89a')],
	['a ZIP', 'a.pdf', 'application/pdf', Buffer.from('PK\x03\x04' + '\0'.repeat(100))],
	['a file of 5 MiB and one byte', 'a.pdf', 'application/pdf', Buffer.concat([pdf, Buffer.alloc(5 * 1048576 + 1 - pdf.length, 0x20)]), 413, /5\sMB/],
])
	await expect(`${what} is refused with a sentence`, async () => {
		const before = stored(), a = await upload('id_front', name, type, bytes);
		same([a.status, sentence.test(a.body)], [status, true], 'status and sentence');
		same(stored(), before, 'number of files');
	});
await expect('names of files are text, whatever stands in them', async () => {
	for (const name of ['"><script>alert(1)</script>.pdf', '<?cs var:Page.Csrf ?>.pdf', '../../../../etc/passwd', "a'; DROP TABLE material;--.pdf", 'CON', 'a.pdf%00.exe',
		'%22%0d%0aSet-Cookie:%20evil=1.pdf', '\u202efdp.exe', '证件（正面）.pdf', '.', ' ', 'x'.repeat(700) + '.pdf']) {
		const a = await upload('id_front', name.replaceAll('"', '%22'), 'application/pdf', pdf);
		holds([303, 422, 400].includes(a.status), `${JSON.stringify(name)}: ${a.status}`);
		holds(!a.headers['set-cookie']?.some(c => c.includes('evil')), 'a header was set');
		const page = await draft.get(`/apply/${app}/materials`);
		holds(page.status === 200 && !page.body.includes('<script>alert') && !page.body.includes('<?cs') && !page.body.includes('\u202e'),
			`${JSON.stringify(name)} stands in the page as it is`);
	}
	same(sql('SELECT COUNT(*) > 0 FROM material'), '1', 'the table');
});

// --- what is typed -----------------------------------------------------------------------------------------------------------------
const poison = [`'; DROP TABLE application; -- `, `" OR "1"="1`, `x' UNION SELECT mobile FROM account -- `, '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>',
	'<?cs var:Page.Csrf ?>', '<?cs lvar:Page.Path ?>', '{{7*7}} ${7*7} #{7*7} <%= 7*7 %>', '%s%s%n', '\\', `\\'; DROP TABLE person; -- `, '&lt;b&gt;', '𝕏‮evil'];
for (const field of ['common_name', 'purpose', 'mobile', 'email'])
	await expect(`what is typed into ${field} is stored and shown as typed, or refused with a sentence`, async () => {
		for (const text of poison) {
			const a = await draft.send(`/apply/${app}/subject`, { common_name: '张三', mobile: '13800138000', purpose: '登录', [field]: text });
			holds([303, 422].includes(a.status), `${text}: ${a.status}`);
			const page = a.status === 422 ? a : await draft.get(`/apply/${app}/subject`);
			holds(!page.body.includes(text) || !/[<>"&]/.test(text), `${text} stands in the page as it is`);
			holds(!page.body.includes('<script>alert') && !page.body.includes('<img src=x') && !page.body.includes('49 49'), `${text} came to life`);
			if (a.status === 303 && field === 'purpose')
				same(Buffer.from(sql(`SELECT HEX(purpose) FROM application WHERE id = ${app}`), 'hex').toString(), text.trim(), 'what is stored');
		}
	});
await expect('in addresses too', async () => {
	const v = new Visitor();
	for (const text of poison)
		for (const path of ['/query?serial=', '/progress?no=', '/agreements/', '/terms/', '/apply/', '/receipt/', '/cert/', '/suspend/', '/?lang=', '/login?next=/']) {
			const a = await v.get(path + encodeURIComponent(text));
			holds(a.status < 500, `${path}${text}: ${a.status}`);
			holds(!a.body.includes('<script>alert') && !a.body.includes('<img src=x') && !a.body.includes('49 49'), `${path}${text} came to life`);
		}
	same(sql("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'certhall' AND table_name IN ('application', 'person', 'account')"), '3', 'the tables');
});
sql('DELETE FROM limit_bucket');

// --- the protocol --------------------------------------------------------------------------------------------------------------------
for (const [what, statuses, text] of [
	['OPTIONS *', [200, 400, 403, 404, 405], `OPTIONS * HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`],
	['CONNECT', [400, 403, 404, 405], `CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`],
	['a whole address of another host', [200, 303, 400, 403, 404, 421], `GET https://evil.example/ra/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`],
	['an address of 9,000 characters', [414], `GET /${'a'.repeat(9000)} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`],
	['a header of 20,000 characters', [400], `GET / HTTP/1.1\r\nHost: localhost:${port}\r\nX-A: ${'a'.repeat(20000)}\r\nConnection: close\r\n\r\n`],
	['300 headers', [400], `GET / HTTP/1.1\r\nHost: localhost:${port}\r\n${'X-A: b\r\n'.repeat(300)}Connection: close\r\n\r\n`],
	['two lengths', [400], `POST /login HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 3\r\nContent-Length: 4\r\nConnection: close\r\n\r\na=bc`],
	['length and chunks at once', [400, 411], `POST /login HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n`],
	['an odd transfer coding', [400, 411, 501], `POST /login HTTP/1.1\r\nHost: localhost:${port}\r\nTransfer-Encoding: xchunked\r\nConnection: close\r\n\r\n0\r\n\r\n`],
	['a negative length', [400, 413], `POST /login HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: -1\r\nConnection: close\r\n\r\n`],
	['a line that is folded', [200, 400], `GET / HTTP/1.1\r\nHost: localhost:${port}\r\nX-A: b\r\n c\r\nConnection: close\r\n\r\n`],
	['no Host', [400], 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
	['a NUL in the address', [400], `GET /\0 HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`],
	['get', [400, 403, 404, 405, 501], `get / HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`],
	['HTTP/0.9', [400], 'GET /\r\n\r\n'],
])
	await expect(`${what}: ${statuses.join(' or ')}`, async () => {
		const a = await raw(text);
		holds(statuses.includes(a.status) || (what === 'HTTP/0.9' && !a.got.includes('certhall')), `it was answered ${a.status} (${a.why})`);
		holds(!a.got.includes('evil.example') || /^(GET|CONNECT) /.test(text) === false || !/location:.*evil/i.test(a.got), 'it leads there');
	});
await expect('a request hidden behind another is not answered', async () => {
	const a = await raw(`POST /login HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /ra/health HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`);
	same((a.got.match(/^HTTP\/1\.1 /gm) ?? []).length, 1, 'number of answers');
});
for (const method of ['OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'MKCOL', 'FOO'])
	await expect(`${method} is refused everywhere`, async () => {
		for (const path of ['/', '/login', `/apply/${APP}`, '/ra/', '/admin/', '/pki/ocsp', '/static/manifest']) {
			const a = await mine.ask(method, path, { headers: { 'Content-Length': 0 } });
			holds([400, 403, 404, 405, 501].includes(a.status), `${path}: ${a.status}`);
		}
	});
for (const path of ['/../etc/passwd', '/static/../../Makefile', '/static/%2e%2e/%2e%2e/Makefile', '/static/..%2f..%2fMakefile', '/static/%252e%252e/Makefile', '/plain/..%2f..%2fMakefile',
	'/plain/../../Makefile', '/pki/../login', '/pki/%2e%2e/login', '/ra/..%2fadmin/users', '/ra/%2e%2e/my', '/cert/..%2f..%2fetc', '/apply/%2e%2e/%2e%2e', '/..;/admin/users', '/%5c..%5cMakefile',
	'/admin%2fusers', '//admin/users', '/ADMIN/users', '/admin;/users', '/ra//', '/static//sign/index.html', '/static/./sign/index.html', '/static/SIGN/index.html', '/.git/config', '/Makefile', '/cgi/'])
	await expect(`${path} leads nowhere`, async () => {
		const a = await raw(`GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`);
		holds([400, 403, 404].includes(a.status) || (a.status === 303 && /location: \/(login|ra\/login|admin\/login)/i.test(a.got)) ||
			(a.status === 301 && a.got.includes(`ocation: ${BASE}`)) || (path === '/pki/../login' && a.status === 200), `it was answered ${a.status}`);
		holds(!/PROGS|root:x:|-----BEGIN/.test(a.got), 'a file came');
	});

// --- headers of every kind of answer ------------------------------------------------------------------------------------------------------
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; " +
	"frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
const must = { 'strict-transport-security': 'max-age=31536000', 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin' };
const big = 'x'.repeat(6000001);
const static_css = fs.readFileSync('build/static/manifest', 'utf8').match(/^hall\.css=(.*)$/m)[1];
const kinds = [
	['200', 200, () => owner.get('/')],
	['200 of a person', 200, () => owner.get('/my')],
	['200 of HEAD', 200, () => owner.ask('HEAD', '/')],
	['200 of the desk', 200, () => mine.get('/ra/login')],
	['200 of the office', 200, () => mine.get('/admin/login')],
	['200 of the status service', 200, () => mine.get('/pki/ca/root.cer')],
	['200 of a health page', 200, () => mine.get('/health')],
	['200 of a static file', 200, () => mine.get(static_css)],
	['303', 303, () => new Visitor().get('/my')],
	['304 of the status service', 304, async () => mine.get('/pki/ca/root.cer', { 'If-None-Match': (await mine.get('/pki/ca/root.cer')).headers.etag })],
	['304 of a static file', 304, async () => mine.get(static_css, { 'If-None-Match': (await mine.get(static_css)).headers.etag })],
	['400 of a program', 400, () => mine.get('/%ff')],
	['400 of Apache', 400, () => mine.get('/', { 'X-A': 'a'.repeat(12000) })],
	['403 of a program', 403, () => mine.post('/login', {}, { Origin: 'null' })],
	['403 of Apache', 403, () => mine.get('/static/sign/index.html')],
	['404 of a program', 404, () => mine.get('/nothing')],
	['404 of a static file', 404, () => mine.get('/static/none.css')],
	['404 of the status service', 404, () => mine.get('/pki/ca/none.cer')],
	['405', 405, () => mine.ask('DELETE', '/')],
	['405 of Apache', 405, () => mine.ask('TRACE', '/')],
	['411', 411, () => mine.ask('POST', '/login', { body: 'a=b', headers: { 'Transfer-Encoding': 'chunked' } })],
	['413 of Apache', 413, () => mine.post('/login', big)],
	['413 of a program', 413, () => mine.post('/login', 'a='.padEnd(500000, 'x'))],
	['414', 414, () => mine.get(`/${'a'.repeat(8050)}`)],
	['414 of Apache', 414, () => mine.get(`/${'a'.repeat(9000)}`, { Connection: 'close' })],
	['416 of Apache', 416, () => mine.get(static_css, { Range: 'bytes=9999999-' })],
	['417 of Apache', 417, () => mine.get('/', { Expect: 'another', Connection: 'close' })],
	['404 with a long address', 404, () => mine.get(`/${'a'.repeat(3000)}`)],
	['419', 419, () => new Visitor().post('/login', {})],
	['422', 422, () => mine.send('/login', { mobile: 'x', act: 'send' })],
	['a download', 200, async () => {
		const code = await owner.ask_code(MOBILE, `/cert/${SERIAL}/download`);
		same((await owner.send(`/cert/${SERIAL}/download`, { code, act: 'open' })).status, 303, 'opening');
		const a = await owner.get(`/cert/${SERIAL}/file/pem`);
		holds(/^attachment; filename="[\w.-]+"/.test(a.headers['content-disposition']), a.headers['content-disposition']);
		return a;
	}],
];
for (const [what, status, ask] of kinds)
	await expect(`${what} has all security headers, once each`, async () => {
		const a = await ask();
		same(a.status, status, 'status');
		for (const [name, value] of Object.entries(must))
			same(a.headers[name], value, name);
		const policy = a.headers['content-security-policy'];
		holds(policy === csp || (policy?.includes("default-src 'none'") && policy.includes("frame-ancestors 'none'") && !policy.includes('unsafe')), `the policy is ${policy}`);
		if (!/static|Apache|^411/.test(what))
			same([policy, a.headers['x-frame-options'], a.headers['cross-origin-opener-policy']], [csp, 'DENY', 'same-origin'], 'policy');
		holds(a.headers['cache-control'], 'no word about keeping it');
		if (a.headers['content-type']?.startsWith('text/html'))
			holds(/no-store|no-cache/.test(a.headers['cache-control']), `a page may be kept: ${a.headers['cache-control']}`);
		holds(!a.headers['x-powered-by'] && a.headers.server === 'Apache', 'it says what it is made of');
	});

// --- what is written down ----------------------------------------------------------------------------------------------------------------------------
await expect("the token of an invitation stands in no log", async () => {
	const token = 'InvitationTokenOfNobody0123456789';
	for (const path of [`/admin/register/${token}`, `/suspend/${token}`, `/revoke/${token}`])
		holds([303, 404].includes((await mine.get(path)).status), path);
	await sleep(300);
	const logs = ['apache/access.log', 'apache/error.log', ...fs.readdirSync(`${process.env.VAR}/log`).map(f => `log/${f}`)];
	for (const log of logs)
		holds(!fs.readFileSync(`${process.env.VAR}/${log}`, 'utf8').includes(token), `it stands in ${log}`);
});

// --- slow ones ------------------------------------------------------------------------------------------------------------------------------------
await expect('the hall answers while slow requests are open', async () => {
	const many = Array.from({ length: 24 }, () => raw(`POST /login HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: ${BASE}\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
		'Content-Length: 15000\r\n\r\na=', { wait: 5000, drip: 'a' }));
	await sleep(1200);
	for (let i = 0; i < 3; i++) {
		const begun = Date.now();
		same((await new Visitor().get('/health')).status, 200);
		holds(Date.now() - begun < 1000, `the answer took ${Date.now() - begun} ms`);
	}
	await Promise.all(many);
});
for (const [what, promise] of Object.entries(slow))
	await expect(`a connection with a slow ${what} is ended within 25 s`, async () => {
		const a = await promise;
		holds(a.why !== 'timeout' && a.ms < 25000, `it was open for ${a.ms} ms`);
	});

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

// What the browser tests share: tests that are counted, pages of Debian's Chromium that fail on any console error or policy
// violation, axe, pictures, and a small server that shows templates and scripts without the rest of the house.
//
//	import { test, done, ok, equal, site } from './lib.mjs';
//	await test('refuses_an_empty_name', async t => {
//		const p = await t.page(390);			// closed, and checked for errors, when the test ends
//		await p.goto(t.base + '/login');
//		t.expect(422);					// this status is part of the test: Chromium reports it as an error
//		await p.click('button');
//		await t.axe(p); await t.wide(p); await t.shot(p, 'login');
//	});
//	await done();
//
// life_*.mjs and page_*.mjs run beside an instance of their own (tests/lib/stack): BASE, SIGN, STATUS, VAR are set. js_*.mjs
// need none. Pictures: build/shots/NAME-WIDTH.png.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const build = path.resolve(root, process.env.BUILD || 'build');
const need = createRequire(path.join(root, 'static/package.json'));
const { chromium } = need('playwright-core');
const axeSource = fs.readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8');
const shots = path.join(build, 'shots');
export const work = fs.mkdtempSync(path.join(os.tmpdir(), 'che2e.'));

// --- plain checks -----------------------------------------------------------------------------------------------------

export function ok(value, what) {
	if (!value)
		throw new Error(what || 'not so');
}

export function equal(is, should, what = '') {
	if (JSON.stringify(is) !== JSON.stringify(should))
		throw new Error(`${what} is ${JSON.stringify(is)}, should be ${JSON.stringify(should)}`);
}

// A program's output; throws with what it said when it fails.
export function run(program, ...args) {
	try {
		return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
	} catch (e) {
		throw new Error(`${program} ${args.join(' ')}: ${e.stderr || e.message}`);
	}
}

export function fails(program, ...args) {
	let out;
	try {
		out = run(program, ...args);
	} catch (e) {
		return e.message;
	}
	throw new Error(`${program} ${args.join(' ')} should have failed: ${out}`);
}

// --- the browser ------------------------------------------------------------------------------------------------------

let browser;

async function start() {
	browser ??= await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-dev-shm-usage', '--ignore-certificate-errors', '--disable-gpu', '--disable-quic', '--no-first-run',
			'--lang=zh-CN', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
	return browser;
}

class Test {
	constructor(name) {
		this.name = name;
		this.base = process.env.BASE;
		this.sign = process.env.SIGN;
		this.statuses = new Set();
		this.errors = [];
		this.contexts = [];
	}

	// A status of 400 or above that belongs to the test.
	expect(...statuses) {
		statuses.forEach(s => this.statuses.add(s));
	}

	// A page in a context of its own (cookies!), or in that of another page. options: lang, js: false, and Playwright's.
	async page(width = 1280, { lang = 'zh-CN', js = true, beside = null, ...more } = {}) {
		const context = beside ? beside.context() : await (await start()).newContext({ ignoreHTTPSErrors: true, locale: lang,
			timezoneId: 'Asia/Shanghai', viewport: { width, height: width < 600 ? 844 : 900 }, javaScriptEnabled: js,
			acceptDownloads: true, ...more });
		if (!beside) {
			this.contexts.push(context);
			await context.exposeBinding('__violation', (_, what) => this.errors.push(`policy: ${what}`));
			if (js)
				await context.addInitScript(() => addEventListener('securitypolicyviolation',
					e => window.__violation(`${e.effectiveDirective} ${e.blockedURI} ${e.sample}`)));
			context.on('page', p => this.watch(p));
		}
		const page = await context.newPage();
		page.setDefaultTimeout(15000);
		return page;
	}

	watch(page) {
		page.on('pageerror', e => this.errors.push(`script: ${e.message}`));
		page.on('console', m => {
			// an icon still on its way while the test leaves for about:blank is asked for from there, and refused
			if (/\/favicon\.ico' from origin 'null'/.test(m.text()) || (/ERR_FAILED/.test(m.text()) && /\/favicon\.ico$/.test(m.location().url)))
				return;
			const status = /status of (\d+)/.exec(m.text());
			if (m.type() === 'error' && !(status && this.statuses.has(Number(status[1]))))
				this.errors.push(`console: ${m.text()} (${m.location().url})`);
		});
	}

	// 0 violations of WCAG 2.2 AA and of axe's best practices.
	async axe(page) {
		if (!await page.evaluate(() => 'axe' in window))
			await page.evaluate(`${axeSource};0`);
		const found = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'],
			runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
		equal(found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(', ')}`), [], `axe at ${page.url()}`);
	}

	// Nothing is wider than the window.
	async wide(page) {
		const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		ok(over <= 0, `the page is ${over} px wider than the window at ${page.url()}`);
	}

	async shot(page, name) {
		fs.mkdirSync(shots, { recursive: true });
		await page.evaluate(() => scrollTo(0, 0));
		await page.screenshot({ path: path.join(shots, `${name}-${page.viewportSize().width}.png`), fullPage: true });
	}

	// An authenticator of ours for the page's tab: answers with user verification. Returns CDP's session and its id.
	async authenticator(page) {
		const cdp = await page.context().newCDPSession(page);
		await cdp.send('WebAuthn.enable');
		const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal',
			hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
		return { cdp, id: authenticatorId };
	}

	// Clicks what starts a download; the file's path, under the name the browser was given.
	async download(page, click) {
		const waiting = page.waitForEvent('download', { timeout: 30000 });
		waiting.catch(() => 0);		// when the click fails, its error is the one to show
		await click();
		const d = await waiting;
		const to = path.join(work, `${createHash('sha256').update(this.name).digest('hex').slice(0, 8)}-${d.suggestedFilename()}`);
		await d.saveAs(to);
		return to;
	}

	async end() {
		for (const c of this.contexts)
			await c.close();
		if (this.errors.length > 0)
			throw new Error(`the browser reports: ${[...new Set(this.errors)].join('; ')}`);
	}
}

// --- tests ----------------------------------------------------------------------------------------------------------------

let passed = 0, failed = 0;
const only = process.argv[2];	// node FILE WORD: the tests whose name has that word

export async function test(name, body) {
	if (only && !name.includes(only))
		return;
	const t = new Test(name);
	let fault = null;
	try {
		await body(t);
	} catch (e) {
		fault = e;
		for (const [i, p] of t.contexts.flatMap(c => c.pages()).entries())
			await t.shot(p, `failed-${name}-${i}`).catch(() => 0);
	}
	try {
		await t.end();
	} catch (e) {
		fault ??= e;
	}
	if (fault)
		failed++;
	else
		passed++;
	console.log(fault ? `FAILED  ${name}: ${fault.stack.split('\n').slice(0, 4).join('\n        ')}` : `ok      ${name}`);
}

const closers = [];
export const atEnd = f => closers.push(f);

export async function done() {
	if (browser)
		await browser.close();
	for (const f of closers)
		await f();
	fs.rmSync(work, { recursive: true, force: true });
	console.log(`${passed} passed, ${failed} failed`);
	process.exit(failed > 0 || passed === 0 ? 1 : 0);
}

// --- templates and scripts alone --------------------------------------------------------------------------------------------

// The header a program of ours sends (cgi/web/resp.c), so that the tests cannot be milder than the house.
export function policy() {
	const text = /strict_csp\[\] =\s*((?:"[^"]*"\s*)+);/.exec(fs.readFileSync(path.join(root, 'cgi/web/resp.c'), 'utf8'))[1];
	return [...text.matchAll(/"([^"]*)"/g)].map(m => m[1]).join('');
}

// A folder whose templates are ours and those of the test: pages = { name: template text }.
export function templates(pages) {
	const tree = path.join(work, 'tree');
	fs.cpSync(path.join(root, 'templates'), path.join(tree, 'templates'), { recursive: true });
	for (const [name, text] of Object.entries(pages))
		fs.writeFileSync(path.join(tree, 'templates/page', `${name}.cs`), text);
	run('make', '-s', '-C', root, '--no-print-directory', path.relative(root, path.join(build, 'lib/libweb.a')),
		path.relative(root, path.join(build, 'lib/libutil.a')));
	run('gcc', '-std=c11', '-O1', '-D_GNU_SOURCE', `-I${root}/cgi`, '-isystem', '/usr/include/ClearSilver', '-o', path.join(work, 'render'),
		path.join(root, 'tests/golden/render.c'), path.join(build, 'lib/libweb.a'), path.join(build, 'lib/libutil.a'), '-lneo_cs', '-lneo_utl',
		'-lcrypto');
	return tree;
}

const flat = (data, at = '') => Object.entries(data).map(([k, v]) => typeof v === 'object' ? flat(v, `${at}${k}.`) :
	`${at}${k} << ENDOFVALUE\n${v}\nENDOFVALUE\n`).join('');

export function render(tree, page, lang, data) {
	const file = path.join(work, 'data.hdf');
	const all = { ...data, Page: { Lang: lang, Program: 'hall', Self: '/?', Title: page, Csrf: 'csrf', Once: 'once', Zone: 'UTC+8', Demo: '1',
		Max: { File: '5242880' }, ...data.Page }, User: { Kind: 'visitor', ...data.User } };
	// a heredoc ends with a line feed of its own, which the data do not have
	fs.writeFileSync(file, flat(all).replace(/<< ENDOFVALUE\n([^\n]*)\nENDOFVALUE\n/g, '= $1\n'));
	return execFileSync(path.join(work, 'render'), [`page/${page}.cs`, lang, file, path.join(build, 'static/manifest')],
		{ cwd: tree, encoding: 'utf8' });
}

// A server of static files and of what answer(request, body) gives: {status, headers, body}, or null for 404.
export async function site(answer, csp = policy()) {
	const types = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.html': 'text/html; charset=utf-8' };
	const server = http.createServer((request, response) => {
		const parts = [];
		request.on('data', d => parts.push(d)).on('end', () => {
			const url = new URL(request.url, 'http://localhost');
			const send = (status, type, body, more = {}) => response.writeHead(status, { 'Content-Type': type, 'Content-Security-Policy': csp,
				'X-Content-Type-Options': 'nosniff', ...more }).end(body);
			const file = url.pathname.startsWith('/static/') && path.join(build, path.normalize(url.pathname));
			if (file && fs.existsSync(file))
				return send(200, types[path.extname(file)] || 'text/plain', fs.readFileSync(file));
			if (url.pathname === '/favicon.ico')
				return send(200, 'image/svg+xml', fs.readFileSync(path.join(root, 'static/img/mark.svg')));
			const a = answer({ method: request.method, path: url.pathname, query: url.searchParams, headers: request.headers }, Buffer.concat(parts));
			return a ? send(a.status || 200, a.type || 'text/html; charset=utf-8', a.body, a.headers) : send(404, 'text/plain', 'not found');
		});
	});
	await new Promise(r => server.listen(0, '127.0.0.1', r));
	closers.push(() => server.close());
	return `http://localhost:${server.address().port}`;
}

// The last message to that number or address in VAR/outbox, as text; with_: of those that fit it. Waits for it.
export async function message(to, after = 0, with_ = /^/) {
	const box = path.join(process.env.VAR, 'outbox');
	for (let i = 0; i < 100; i++) {
		const found = fs.readdirSync(box).map(f => path.join(box, f)).filter(f => /\.(sms|eml)$/.test(f) && fs.statSync(f).mtimeMs > after)
			.map(f => ({ at: fs.statSync(f).mtimeMs, text: fs.readFileSync(f, 'utf8') })).filter(m => m.text.includes(to) && with_.test(m.text)).sort((a, b) => b.at - a.at);
		if (found.length > 0)
			return found[0].text;
		await new Promise(r => setTimeout(r, 100));
	}
	throw new Error(`no message to ${to} in ${box}`);
}

// Every page that people see, of hall, desk, office and signing origin: in three languages at both widths; axe, width, console, policy;
// with its first fault; down to 320 px; in large letters.  A route that has no address here fails the test.
import fs from 'node:fs';
import path from 'node:path';
import { done, equal, ok, root, test } from './lib.mjs';
import { decide, offer, view } from './desk.mjs';
import { agree, byCode, consent, evidence, fill, idNumber, issued, login, mobile, request, send, submit, upload } from './hall.mjs';
import { arrives, operator } from './people.mjs';

const NAME = 'Nguyễn Văn An', UNIT = 'Example Instruments (Haizhou) Co., Ltd.';
const at = {};			// addresses, by a word
const cookies = {};		// of who is logged in, by a word
const here = p => new URL(p.url()).pathname + new URL(p.url()).search;

// A few at a time in the one browser.
async function together(jobs, lanes = 3) {
	const left = [...jobs];
	await Promise.all(Array.from({ length: lanes }, async () => {
		for (let job = left.shift(); job; job = left.shift())
			await job();
	}));
}

// --- one of everything: each application has an account of its own -----------------------------------------------------------------

async function account(t, who) {
	const p = await t.page(1280), to = mobile();
	await login(t, p, to);
	return { p, to, keep: async () => { cookies[who] = await p.context().storageState(); } };
}

async function reader(t) {
	const { p, keep } = await account(t, 'reader');
	await p.goto(`${t.base}/apply/new/enterprise`);
	await submit(p);
	await p.waitForURL('**/agreement');
	at.reader = here(p).replace(/\/agreement$/, '');
	await keep();
}

async function unit(t, who) {
	const { p, to, keep } = await account(t, who);
	const app = await agree(p, t.base, 'enterprise');
	await fill(p, { org_name: UNIT, uscc: '91350100M000100Y43', province: 'Beijing', locality: 'Haidian', legal_name: NAME,
		agent_name: NAME, agent_mobile: to, email: who === 'drafter' ? 'drafter@example.org' : '', purpose: 'Tenders' });
	if (who === 'drafter') {	// whose address stays to be proven
		await p.waitForURL('**/email');
		await p.goto(`${app}/identity`);
	}
	await p.waitForURL('**/sensitive');
	at[who] = new URL(app).pathname;
	return { p, keep };
}

async function drafter(t, papers) {
	const { p, keep } = await unit(t, 'drafter');
	await consent(p);
	await fill(p, { legal_id_kind: 'resident', legal_id_no: idNumber(), agent_id_kind: 'resident', agent_id_no: idNumber() });
	await p.waitForURL('**/key');
	await p.fill('#f-csr', request('unit', ['RSA', 'rsa_keygen_bits:2048']).csr);
	await p.click('form:has(#f-csr) button');
	await p.waitForURL('**/materials');
	await upload(p, { licence: papers.pdf, legal_id: papers.jpg, agent_id: papers.png });
	await keep();
}

async function sender(t, who, papers) {
	const { p, to, keep } = await account(t, who);
	const app = await agree(p, t.base, 'personal');
	await fill(p, { common_name: NAME, mobile: to, purpose: 'Contracts' });
	await consent(p);
	await fill(p, { id_kind: 'resident', id_no: idNumber() });
	await p.waitForURL('**/key');
	await p.fill('#f-csr', request(who).csr);
	await p.click('form:has(#f-csr) button');
	await p.waitForURL('**/materials');
	await upload(p, { id_front: papers.jpg, id_back: papers.pdf });
	at[who] = new URL(app).pathname;
	await keep();
	return { p, to, keep, app, no: await send(p, app) };
}

async function desk(t, one, two, back, open) {
	const clerk = await operator(t, 'demo-clerk'), reviewer = await operator(t, 'demo-reviewer');
	await decide(t, clerk, back.no, { decision: 'return', defects: ['R01'], explain: 'Please take the picture again.' });
	for (const c of [one, two]) {
		await decide(t, clerk, c.no);
		await decide(t, reviewer, c.no);
	}
	await view(t, clerk, open.no);
	at.compared = await clerk.getAttribute('.ev .tools a[href*="b="]', 'href');
	await offer(t, clerk, open.no);
	at.offered = here(clerk);
	at.signing = await clerk.getAttribute('main a[href*="/#"]', 'href');
	[at.held, at.gone] = [await issued(one.p, one.app), await issued(two.p, two.app)];
	return clerk;
}

async function office(t) {
	const p = await operator(t, 'demo-business-1', '/admin'), s = await operator(t, 'demo-security-1', '/admin');
	await p.goto(`${t.base}/admin/agreements`);
	at.text = await p.getAttribute('section:has(#k-privacy) .tbl a', 'href');
	await p.locator('section:has(#k-agreement) form[action$="zh-CN"] button').click();
	await p.waitForURL(/\/edit$/);
	at.edit = here(p).replace(/\/edit$/, '');
	await p.fill('#f-markdown', `${await p.inputValue('#f-markdown')}\n## 十一、通知\n\n重要事项在网厅公布。\n`);
	await p.click('button[value=save]');
	cookies.business = await p.context().storageState();
	await s.goto(`${t.base}/admin/users/new`);
	await s.check('#f-op_auditor');
	await fill(s, { op_no: 'P00077', op_name: 'Chu Dương', op_kind: 'resident', op_number: idNumber() });
	await s.waitForURL(/users\/\d+$/);
	at.user = here(s);
	at.invitation = new URL((await s.textContent('[aria-labelledby=h-invite] .keycode')).trim()).pathname;
	cookies.security = await s.context().storageState();
}

// By whoever has the registered mobile, in a browser where nobody is logged in.
async function stopped(t, word, serial, to) {
	const p = await t.page(1280);
	await p.goto(`${t.base}/${word}?serial=${serial}`);
	await p.fill('#f-mobile', to);
	await byCode(p, to, 'take');
	await p.waitForURL(`**/${word}/*`);
	at[word] = here(p);
	return p;
}

async function afterwards(t, clerk, one, two) {
	await two.p.goto(`${t.base}/cert/${at.gone}/download`);
	await byCode(two.p, two.to, 'open');
	await two.p.waitForSelector('form[data-p12]');
	await two.keep();
	const loser = await stopped(t, 'suspend', at.held, one.to);
	at.heldReceipt = await loser.getAttribute('main a[href^="/suspend/receipt/"]', 'href');
	const goer = await stopped(t, 'revoke', at.gone, two.to);
	await goer.check('[name=why][value=lost]');
	await goer.click('button[value=check]');
	await goer.click('button[value=revoke]');
	await goer.waitForURL('**/revoke/receipt/*');
	at.goneReceipt = here(goer);
	await stopped(t, 'revoke', at.held, one.to);
	await clerk.goto(`${t.base}/ra/cert/${at.held}`);
	await arrives(clerk, '#f-release_seen');
	await clerk.check('#f-release_seen');
	await clerk.fill('#f-release_text', 'Seen in person.');
	await clerk.click('form[action$="/release"] button');
	await clerk.waitForURL('**/ra/paper/*');
	at.paper = here(clerk);
	cookies.clerk = await clerk.context().storageState();
}

await test('one_of_everything_is_made', async t => {
	const papers = await evidence(t, NAME), sent = {};
	t.expect(422);
	await together([...['one', 'two', 'back', 'open'].map(who => async () => { sent[who] = await sender(t, who, papers); }), () => office(t)]);
	const clerk = desk(t, sent.one, sent.two, sent.back, sent.open);
	await together([() => reader(t), () => unit(t, 'chooser').then(c => c.keep()), () => drafter(t, papers)]);
	at.no = sent.open.no;
	await afterwards(t, await clerk, sent.one, sent.two);
	at.all = true;
});
if (!at.all)
	await done();

// --- the pages: group, who sees them, route, addresses ---------------------------------------------------------------------------------

const pages = [
	['visitor', '', '/', '/'], ['visitor', '', '/login', '/login'], ['visitor', '', '/register', '/register'],
	['visitor', '', '/apply/new/:product', '/apply/new/personal', '/apply/new/enterprise'],
	['visitor', '', '/progress', '/progress', `/progress?no=${at.no}`],
	['visitor', '', '/suspend', '/suspend'], ['visitor', '', '/suspend/:token', at.suspend], ['visitor', '', '/suspend/receipt/:request', at.heldReceipt],
	['visitor', '', '/revoke', '/revoke'], ['visitor', '', '/revoke/counter', '/revoke/counter'], ['visitor', '', '/revoke/:token', at.revoke],
	['visitor', '', '/revoke/receipt/:request', at.goneReceipt],
	...['/baoshi', '/zhuxiao', '/zuofei', '/feizhi'].map(word => ['visitor', '', word, word]),
	['visitor', '', '/query', '/query', `/query?serial=${at.held}`, `/query?serial=${at.gone}`, `/query?serial=${'0'.repeat(39)}1`],
	['visitor', '', '/terms/:kind', '/terms/cps'], ['visitor', '', '/agreements', '/agreements'],
	['visitor', '', '/agreements/:kind/:number', '/agreements/agreement/1', '/agreements/privacy/1'],
	['visitor', '', '/ra/login', '/ra/login'], ['visitor', '', '/admin/login', '/admin/login'], ['visitor', '', '/admin/register/:token', at.invitation],
	['account', 'reader', '/apply/:id/agreement', `${at.reader}/agreement`], ['account', 'reader', '/my', '/my'],
	['account', 'chooser', '/apply/:id/sensitive', `${at.chooser}/sensitive`], ['account', 'chooser', '/apply/:id/counter', `${at.chooser}/counter`],
	['account', 'drafter', '/apply/:id', at.drafter],
	...['subject', 'email', 'identity', 'key', 'materials', 'check'].map(word => ['account', 'drafter', `/apply/:id/${word}`, `${at.drafter}/${word}`]),
	['account', 'open', '/apply/:id', at.open], ['account', 'open', '/apply/:id/done', `${at.open}/done`],
	['account', 'open', '/apply/:id/withdraw', `${at.open}/withdraw`], ['account', 'open', '/receipt/:no', `/receipt/${at.no}`],
	['account', 'back', '/apply/:id/fix', `${at.back}/fix`], ['account', 'back', '/my', '/my'],
	['account', 'one', '/cert/:serial', `/cert/${at.held}`], ['account', 'one', '/cert/:serial/object', `/cert/${at.held}/object`],
	['account', 'one', '/cert/:serial/download', `/cert/${at.held}/download`], ['account', 'one', '/my', '/my'],
	['account', 'two', '/cert/:serial/download', `/cert/${at.gone}/download`], ['account', 'two', '/cert/:serial', `/cert/${at.gone}`],
	['desk', 'clerk', '/ra/', ...['entry', 'review', 'returned', 'again', 'loss'].map(tab => `/ra/?tab=${tab}`)],
	['desk', 'clerk', '/ra/:no', at.compared.replace('#', '&z=2&br=90#'), `/ra/${at.no}`], ['desk', 'clerk', '/ra/:no/sign/:paper', at.offered],
	['desk', 'clerk', '/ra/cert', '/ra/cert', '/ra/cert?q=nobody', `/ra/cert?q=${encodeURIComponent(NAME)}`],
	['desk', 'clerk', '/ra/cert/:serial', `/ra/cert/${at.held}`, `/ra/cert/${at.gone}`],
	['desk', 'clerk', '/ra/stats', '/ra/stats?days=7', '/ra/stats?days=90&to=2020-01-31', '/ra/stats'],
	['desk', 'clerk', '/ra/paper/:paper', at.paper], ['desk', 'clerk', '/ra/log', '/ra/log?verify=yes'],
	['office', 'business', '/admin/agreements', '/admin/agreements'], ['office', 'business', '/admin/agreements/:id', at.text, at.edit],
	...['edit', 'diff', 'publish'].map(word => ['office', 'business', `/admin/agreements/:id/${word}`, `${at.edit}/${word}`]),
	['office', 'business', '/admin/log', '/admin/log'], ['office', 'security', '/admin/users', '/admin/users'],
	['office', 'security', '/admin/users/new', '/admin/users/new'], ['office', 'security', '/admin/users/:id', at.user],
];
const GROUPS = ['visitor', 'account', 'desk', 'office'];
// not seen as pages: probes, files, pictures, what only leads on; and the comparison, which life_office sees
const others = ['/health', '/ra/health', '/admin/health', '/cert/:serial/file/:ending', '/ra/:no/material/:material/page/:n',
	'/ra/:no/material/:material/original', '/ra/stats/csv', '/admin', '/admin/', '/agreements/:kind/diff/:range'];

// forms that are sent as they are: who, page, which form
const faults = [
	['', '/login', ''], ['', '/suspend', ''], ['', '/revoke', ''], ['', at.revoke, ''], ['', '/ra/login', ''], ['', '/admin/login', ''],
	['reader', `${at.reader}/agreement`, ''], ['chooser', `${at.chooser}/sensitive`, '[action$="/sensitive"]'],
	['drafter', `${at.drafter}/key`, ':has(#f-csr)'], ['drafter', `${at.drafter}/materials`, ':has(#f-authorisation)'],
	['drafter', `${at.drafter}/check`, ''], ['one', `/cert/${at.held}/object`, ''],
	['clerk', `/ra/${at.no}`, '#f-decision'], ['clerk', `/ra/cert/${at.held}`, '[action$="/revoke"]'],
	['business', `${at.edit}/publish?effective=2099-01-01`, '[action$="/publish"]'], ['security', '/admin/users/new', ''],
	['security', at.user, '[action$="/withdraw"]'],
];

await test('no_route_is_left_out', async () => {
	const named = new Set([...others, ...pages.map(row => row[2])]);
	for (const program of ['hall', 'desk', 'office']) {
		const rows = fs.readFileSync(path.join(root, `cgi/pages/${program}.c`), 'utf8').matchAll(/METHOD_GET,\s*"([^"]+)"/g);
		for (const [, route] of rows)
			ok(named.has(route), `${route} is seen by nobody`);
	}
});

// --- how they are seen -----------------------------------------------------------------------------------------------------------

const LANGUAGES = ['zh-CN', 'en', 'vi'];
const nameOf = (who, address) => `${who}-${address.replace(/^\/|\/?(\?.*)?$/g, '').replace(/[0-9a-f]{40}|[\w-]{32,}|\d{6,}(-\d+)?/g, 'x').replaceAll('/', '-') || 'home'}`;

// Chinese text has full-width punctuation; another language has no Chinese words of ours: what stands in data is left aside.
const DATA = ['居民身份证', '示例（北京）科技有限公司', '本机构注册审核处', '隐私政策（示范文本）', '电子认证服务订户协议（示范文本）', '1. 身份证件不清晰、不完整或已过期',
	...['业务管理员甲', '业务管理员乙', '安全管理员甲', '安全管理员乙', '录入员', '审核员'].map(name => `演示${name}`)];

async function words(p, lang) {
	const texts = await p.evaluate(() => {
		const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), all = [];
		for (let n = walk.nextNode(); n; n = walk.nextNode())
			if (!n.parentElement.closest('noscript, script, pre, textarea, .mono, .doc, .key, .diff, .news, .tl, [lang]:not(html)'))
				all.push(n.textContent.trim());
		return all;
	});
	const wrong = lang === 'zh-CN' ? /\p{Script=Han}[,;:?!()]|[,;:?!()]\p{Script=Han}/u : /\p{Script=Han}/u;
	equal(texts.filter(text => wrong.test(DATA.reduce((rest, data) => rest.replaceAll(data, ''), text))), [], `words at ${p.url()} in ${lang}`);
}

async function look(t, p, lang, name) {
	equal(await p.getAttribute('html', 'lang'), lang, `language of ${p.url()}`);
	ok(!/^\s*-/.test(await p.title()) && (await p.locator('h1').count()) === 1, `title or heading of ${p.url()}`);
	await words(p, lang);
	for (const width of [1280, 390, 320]) {
		await p.setViewportSize({ width, height: 844 });
		await t.wide(p);
		if (width !== 320 && lang === 'zh-CN')
			await t.axe(p);
		if (width !== 320 && (lang === 'zh-CN' || lang === 'vi' && width === 390))
			await t.shot(p, lang === 'zh-CN' ? name : `${name}-${lang}`);
		if (width !== 320 && lang === 'zh-CN') {
			await p.evaluate(() => document.documentElement.classList.add('view-large'));
			await t.wide(p);
			await p.evaluate(() => document.documentElement.classList.remove('view-large'));
		}
	}
	await p.setViewportSize({ width: 1280, height: 844 });
}

const open = (t, who, lang) => t.page(1280, { lang, ...cookies[who] ? { storageState: cookies[who] } : {} });

// One page after the other, in the browser of whoever sees it.
async function each(t, group, lang, see) {
	const faulty = [];
	let p, whose;
	for (const [g, who, , ...addresses] of pages) {
		if (g !== group)
			continue;
		if (who !== whose || !p)
			p = await open(t, whose = who, lang);
		for (const address of addresses)
			try {
				const answer = await p.goto(t.base + address);
				ok(answer.status() < 400, `status ${answer.status()}`);
				await see(p, address);
			} catch (e) {
				faulty.push(`${address}: ${e.message}`);
			}
	}
	equal(faulty, []);
}

const walk = (t, group, lang) => each(t, group, lang, (p, address) => look(t, p, lang, nameOf(group, address)));

// The link puts one word on the page; that every page bears it is seen in look().
async function large(t) {
	for (const who of ['', 'one', 'clerk', 'business']) {
		const p = await open(t, who, 'zh-CN');
		await p.goto(`${t.base}${{ '': '/', one: '/my', clerk: '/ra/?tab=entry', business: '/admin/agreements' }[who]}`);
		equal(await p.$$('html.view-large'), []);
		await p.goto(`${p.url()}${p.url().includes('?') ? '&' : '?'}view=large`);
		await p.goto(p.url().replace(/[?&]view=large/, ''));
		equal(await p.getAttribute('html', 'class'), 'govuk-template view-large', 'the choice is not kept');
		await t.axe(p);
		await t.shot(p, nameOf('large', new URL(p.url()).pathname));
	}
}

async function mistakes(t, lang) {
	t.expect(422);
	const faulty = [];
	for (const [who, address, form] of faults) {
		const p = await open(t, who, lang);
		try {
			await p.goto(t.base + address);
			await Promise.all([p.waitForNavigation(), p.$eval(`main form[method=post]${form}`, f => f.requestSubmit([...f.elements].find(e => e.type === 'submit')))]);
			ok(await p.isVisible('[data-error-summary]'), 'no error summary');
			await look(t, p, lang, nameOf('fault', address));
		} catch (e) {
			faulty.push(`${address}: ${e.message.split('\n')[0]}`);
		}
		await p.context().close();
	}
	equal(faulty, []);
}

// The signing origin: what the desk's link opens there, in each language; no link at all.
async function signing(t) {
	const job = JSON.parse(Buffer.from(at.signing.split('#')[1], 'base64url').toString()), faulty = [];
	for (const lang of LANGUAGES)
		for (const [name, more] of [['sign', {}], ['register', { do: 'register', challenge: 'AAAA', soft: 'yes' }], ['broken', { do: 'nothing' }]]) {
			const p = await open(t, 'clerk', lang);
			await p.goto(`${t.sign}/#${Buffer.from(JSON.stringify({ ...job, lang, ...more })).toString('base64url')}`);
			await p.waitForSelector(name === 'broken' ? '#say.bad' : '#keys:not([hidden])');
			await look(t, p, lang, `signing-${name}`).catch(e => faulty.push(`${name}: ${e.message}`));
			await p.context().close();
		}
	equal(faulty, []);
}

await together([
	...LANGUAGES.map(lang => () => test(`forms_say_what_is_wrong_${lang}`, t => mistakes(t, lang))),
	...LANGUAGES.flatMap(lang => GROUPS.map(group => () => test(`pages_of_${group}_${lang}`, t => walk(t, group, lang)))),
	() => test('signing_page', signing),
	() => test('large_letters_by_a_link', large),
	() => test('pages_that_are_not_there', async t => {
		t.expect(404, 403, 405);
		for (const lang of LANGUAGES)
			for (const [who, address] of [['', '/nothing'], ['', '/apply/new/nothing'], ['one', '/apply/1'], ['clerk', '/ra/20200101-000001'],
				['business', '/admin/agreements/1'], ['business', '/admin/users']]) {
				const p = await open(t, who, lang);
				equal(Math.floor((await p.goto(t.base + address)).status() / 100), 4);
				await look(t, p, lang, nameOf('none', address));
				await p.context().close();
			}
	}),
]);

await done();
